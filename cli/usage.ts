/** Wrong command lines, told in one line each: yargs finds what is wrong with them, but says it in its own words. */
import { UserError } from '../records/user-error.ts';
import { didYouMean, listOf } from '../sim/scenario/wording.ts';

/** What the command that was typed takes. */
export interface Taken {
  /** The command, such as `steelyard run`. */
  command: string;
  /** Its positionals, such as `<files..>`. */
  positionals: string;
  /** Names of its options. */
  options: readonly string[];
  /** Names of the commands that may follow it. */
  commands: readonly string[];
}

/** What `said`, a message of yargs, means to whoever typed `args`. */
export function usageError(said: string, args: readonly string[], taken: Taken): UserError {
  const [, unknown] = /^Unknown arguments?: ([^,]+)/.exec(said) ?? [];
  if (unknown !== undefined) return unknownArgument(unknown, args, taken);
  const [, withoutValue] = /^Not enough arguments following: (\S+)/.exec(said) ?? [];
  if (withoutValue !== undefined) return new UserError('a value must follow it', `--${withoutValue}`);
  const [, name = '', given = '', choices = ''] = /Argument: (\S+), Given: (.*), Choices: (.*)/.exec(said) ?? [];
  if (name !== '') return notAChoice(name, given, choices, taken);
  const [, required] = /^Missing required arguments?: (\w+)/.exec(said) ?? [];
  if (required !== undefined) return missing(`--${required}`, taken);
  if (said.startsWith('Not enough non-option arguments')) return missing(taken.positionals, taken);
  return new UserError(said.replaceAll(/\s+/g, ' '));
}

/** yargs makes a list of what is given twice, and takes nothing for a value. */
export function refuseOddValues(given: Record<string, unknown>, lists: readonly string[], { options }: Taken): void {
  for (const [name, value] of Object.entries(given)) {
    const place = options.includes(name) ? `--${name}` : undefined;
    if (Array.isArray(value) && name !== '_' && !lists.includes(name)) {
      throw new UserError('given more than once; give it once', place);
    }
    if ([value].flat().includes('')) throw new UserError('empty; a value must stand there', place ?? `<${name}>`);
  }
}

function unknownArgument(word: string, args: readonly string[], { command, options, commands }: Taken): UserError {
  const option = args.map((argument) => argument.replace(/=.*/s, '')).find((flag) => flag.replace(/^--?/, '') === word);
  if (option?.startsWith('-')) {
    const hint = didYouMean(word, options).replace('"', '"--') || `; \`${command} --help\` names those that there are`;
    return new UserError(`unknown option ${option}${hint}`);
  }
  if (commands.length === 0) return new UserError(`unexpected argument "${word}"; \`${command} --help\` tells what it takes`);
  return new UserError(`unknown command "${word}"${didYouMean(word, commands) || `; there is ${listOf(commands, 'and')}`}`);
}

function notAChoice(name: string, given: string, choices: string, { options }: Taken): UserError {
  const known = choices.split(', ').map((choice) => choice.replaceAll('"', ''));
  const word = given.replaceAll('"', '');
  const place = options.includes(name) ? `--${name}` : `<${name}>`;
  return new UserError(`expected ${listOf(known, 'or')}; got ${given}${didYouMean(word, known)}`, place);
}

function missing(what: string, { command, commands }: Taken): UserError {
  if (commands.length > 0) return new UserError(`name a command: ${listOf(commands, 'or')}; \`${command} --help\` explains them`);
  return new UserError(`${what} is missing; \`${command} --help\` explains it`);
}
