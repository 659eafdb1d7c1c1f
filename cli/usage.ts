/** Wrong command lines, told in one line each: yargs finds what is wrong with them, but says it in its own words. */
import { closestMatch } from 'leven';
import { UserError } from '../records/user-error.ts';
import { didYouMean, listOf } from '../sim/scenario/wording.ts';

/** What was typed, and what could have been. */
export interface Typed {
  args: readonly string[];
  /** The command, such as `steelyard run`. */
  command: string;
  /** Its positionals, such as `<files..>`. */
  positionals: string;
  /** Names of its options. */
  options: readonly string[];
  /** Names of the commands that may follow it. */
  commands: readonly string[];
}

/** What `said`, a message of yargs, means to whoever typed that. */
export function usageError(said: string, typed: Typed): UserError {
  const [, unknown] = /^Unknown arguments?: ([^,]+)/.exec(said) ?? [];
  if (unknown !== undefined) return unknownArgument(unknown, typed);
  const [, bare] = /^Not enough arguments following: (\S+)/.exec(said) ?? [];
  if (bare !== undefined) return new UserError('a value must follow it', `--${bare}`);
  const [, name, given = '', choices = ''] = /Argument: (\S+), Given: (.*), Choices: (.*)/.exec(said) ?? [];
  if (name !== undefined) return notAChoice(name, given, choices, typed);
  const [, required] = /^Missing required arguments?: (\w+)/.exec(said) ?? [];
  if (required !== undefined) return missing(`--${required}`, typed);
  if (said.startsWith('Not enough non-option arguments')) return missing(typed.positionals, typed);
  return new UserError(said.replaceAll(/\s+/g, ' '));
}

function unknownArgument(word: string, { args, command, options, commands }: Typed): UserError {
  const flag = args.find((each) => each.startsWith('-') && nameOf(each) === word)?.replace(/=.*/s, '');
  const more = `\`${command} --help\` tells what it takes`;
  if (flag !== undefined) {
    const meant = optionsLike(word, options).map((option) => `--${option}`);
    return new UserError(
      `unknown option ${flag}; ${meant.length === 0 ? more : `did you mean ${listOf(meant, 'or')}?`}`,
    );
  }
  if (commands.length === 0) return new UserError(`unexpected argument "${word}"; ${more}`);
  const meant = nearest(word, commands);
  const hint = meant === undefined ? `there is ${listOf(commands, 'and')}` : `did you mean "${meant}"?`;
  return new UserError(`unknown command "${word}"; ${hint}`);
}

/** Names of commands and options are so few that two letters in the wrong order tell them apart even in short ones. */
const nearest = (word: string, known: readonly string[]): string | undefined =>
  word.length < 3 ? undefined : closestMatch(word, known, { maxDistance: Math.max(2, Math.floor(word.length / 3)) });

/** Of a letter alone, those that begin with it: other programs have such options. */
function optionsLike(word: string, options: readonly string[]): readonly string[] {
  const known = options.filter((option) => option.length > 1);
  if (word.length === 1) return known.filter((option) => option.startsWith(word.toLowerCase()));
  return [nearest(word, known)].filter((option) => option !== undefined);
}

/** `out` of `--out=x`. */
const nameOf = (flag: string): string => flag.replace(/^--?/, '').replace(/=.*/s, '');

function notAChoice(name: string, given: string, choices: string, { args }: Typed): UserError {
  const known = choices.split(', ').map((choice) => choice.replaceAll('"', ''));
  const hint = didYouMean(given.replaceAll('"', ''), known);
  return new UserError(`expected ${listOf(known, 'or')}; got ${given}${hint}`, placeOf(name, args));
}

function missing(what: string, typed: Typed): UserError {
  const { args, command, commands, options } = typed;
  const unknown = args.find((each) => /^-+[a-z]/i.test(each) && !options.includes(nameOf(each)));
  if (unknown !== undefined) return unknownArgument(nameOf(unknown), typed);
  if (commands.length > 0) return new UserError(`name a command after \`${command}\`: ${listOf(commands, 'or')}`);
  return new UserError(`${what} is missing; \`${command} --help\` tells what it takes`);
}

/** Refuses `-` for a file, which yargs would drop: paths in a scenario are beside its file, and there is none. */
export function refuseStandardInput(args: readonly string[]): void {
  if (args.includes('-')) throw new UserError('standard input is not read; name a file', '-');
}

/** Refuses what is given twice, of which yargs makes a list unless it is one of `lists`, and nothing in the place of a value. */
export function refuseOddValues(
  given: Record<string, unknown>,
  { args, lists }: { args: readonly string[]; lists: readonly string[] },
): void {
  for (const [name, value] of Object.entries(given)) {
    const place = placeOf(name, args);
    const isList = lists.includes(name) || name === '_';
    if (Array.isArray(value) && !isList) throw new UserError('given more than once; give it once', place);
    if ([value].flat().includes('')) throw new UserError('empty; a value must stand there', place);
  }
}

const placeOf = (name: string, args: readonly string[]): string =>
  args.some((each) => each.split('=')[0] === `--${name}`) ? `--${name}` : `<${name}>`;
