/** What the command line says when something goes wrong, and its exit code. */
import { UserError } from '../records/user-error.ts';

const WRONG_INPUT = 2;
const DEFECT = 70;

export interface Failure {
  /** For standard error; ends with a line feed. */
  text: string;
  exitCode: number;
}

/** One clear line for wrong input; for a defect of ours where it is, and the command that shows it again. */
export function failureOf(error: unknown, args: readonly string[]): Failure {
  if (error instanceof UserError) {
    const place = error.place === undefined ? '' : `${error.place}: `;
    return { text: `${place}${error.message}\n`, exitCode: WRONG_INPUT };
  }
  const { stack } = error instanceof Error ? error : new Error(String(error));
  const command = ['steelyard', ...args.map(quoted)].join(' ');
  return { text: `${stack}\n\nThis is a defect of steelyard. To repeat it: ${command}\n`, exitCode: DEFECT };
}

/** An argument as a shell reads it back. */
export function quoted(argument: string): string {
  return /^[\w./:=,@%+-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", String.raw`'\''`)}'`;
}
