/**
 * The input is wrong: a file, a scenario, a flag. The command line prints it as one line, `place: message`, and exits
 * with 2; any other error is a defect of ours and exits with 70. The message says what is wrong, what was expected and
 * what to do, and ends without a full stop.
 */
export class UserError extends Error {
  /** Where: `file`, `file:line`, `file:line:column` or a flag such as `--time`. */
  readonly place: string | undefined;

  constructor(message: string, place?: string) {
    super(message);
    this.name = 'UserError';
    this.place = place;
  }
}
