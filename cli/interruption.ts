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

/** Listens for SIGINT and SIGTERM. */
export function listenForInterruption(): Interruption {
  let exitCode: number | undefined;
  const onSignal = (signal: keyof typeof EXIT_CODES): void => {
    exitCode = EXIT_CODES[signal];
    stop();
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
