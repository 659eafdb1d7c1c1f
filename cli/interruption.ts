/** Ctrl-C: the first ends the run with what is known so far, a second ends the process. */

/** Exit codes of a process that a signal ended, as shells give them. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;
const SIGNALS = Object.keys(EXIT_CODES) as (keyof typeof EXIT_CODES)[];

export interface Interruption {
  /** The exit code for the signal that came; undefined until one does. */
  readonly exitCode: number | undefined;
  /** Leaves signals to themselves again. */
  stop(): void;
}

/** Listens for SIGINT and SIGTERM; `onFirst` is called when one comes. */
export function listenForInterruption(onFirst: () => void = () => {}): Interruption {
  let exitCode: number | undefined;
  const onSignal = (signal: keyof typeof EXIT_CODES): void => {
    exitCode = EXIT_CODES[signal];
    stop();
    onFirst();
  };
  const stop = (): void => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    get exitCode() {
      return exitCode;
    },
    stop,
  };
}

/**
 * Does work that a signal stops through the signal it is given; `what` was then not done, which is said on standard error.
 * The answer: whether it was done.
 */
export async function untilInterrupted(what: string, work: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
  const abort = new AbortController();
  const interruption = listenForInterruption(() => abort.abort());
  try {
    await work(abort.signal);
    return true;
  } catch (error) {
    if (interruption.exitCode === undefined) throw error;
    process.stderr.write(`interrupted: ${what}\n`);
    process.exitCode = interruption.exitCode;
    return false;
  } finally {
    interruption.stop();
  }
}
