import { hasUnicode } from './terminal.ts';

/** A progress bar, or nothing at all. */
export interface Progress {
  /** Shows how much is done, 0 to 1, and of what. Cheap to call often: it draws a few times a second. */
  update(fraction: number, label: string): void;
  /** Removes the bar, so that whatever is printed next stands on a clean line. May be called more than once. */
  stop(): void;
}

/** Draws on a terminal only (`stream` is standard error); in a pipe or a file it writes nothing. */
export async function createProgress(stream: NodeJS.WriteStream): Promise<Progress> {
  if (!stream.isTTY) return { update: () => {}, stop: () => {} };
  const { SingleBar } = await import('cli-progress');
  const bar = new SingleBar({
    stream,
    format: '{bar} {percentage} % {label}',
    barCompleteChar: hasUnicode() ? '━' : '=',
    barIncompleteChar: ' ',
    barsize: 30,
    clearOnComplete: true,
    hideCursor: true,
    linewrap: false,
    // Ctrl-C belongs to the command, which stops the run and then this bar.
    gracefulExit: false,
  });
  bar.start(100, 0, { label: '' });
  return {
    update: (fraction, label) => bar.update(Math.floor(Math.max(0, Math.min(1, fraction)) * 100), { label }),
    stop: () => bar.stop(),
  };
}
