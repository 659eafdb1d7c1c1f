/** The command line: finds the command, and turns what goes wrong into one line and an exit code. */
import yargs, { type ArgumentsCamelCase } from 'yargs';
import packageFile from '../package.json' with { type: 'json' };
import { fileError } from '../records/formats/file-error.ts';
import { COMMANDS, namedBy, nameOf, positionalsOf } from './commands.ts';
import { COMPLETE, type Shell } from './completion.ts';
import { failureOf } from './failure.ts';
import { terminalWidth } from './terminal.ts';
import { refuseOddValues, refuseStandardInput, usageError, type Typed } from './usage.ts';

/** What is typed is taken as it stands: `--no-x` is not x, numbers are checked by commands, `--a.b` is no path. */
const AS_TYPED = {
  'boolean-negation': false,
  'camel-case-expansion': false,
  'dot-notation': false,
  'parse-numbers': false,
  'parse-positional-numbers': false,
  'short-option-groups': false,
};

/** Runs the command line `args`; sets process.exitCode. */
export async function main(args: string[]): Promise<void> {
  const tell = (error: unknown): void => {
    const { text, exitCode } = failureOf(error, args);
    process.stderr.write(text);
    process.exitCode = exitCode;
  };
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // `steelyard ... | head` is no mistake.
    if (error.code !== 'EPIPE') tell(fileError(error, 'standard output'));
  });
  process.stderr.on('error', () => {});
  try {
    await (args[0] === COMPLETE ? complete(args) : parse(usual(args)));
  } catch (error) {
    tell(error);
  }
}

async function complete([, shell, ...words]: string[]): Promise<void> {
  const { complete: answer } = await import('./complete.ts');
  process.stdout.write(await answer(shell as Shell, words));
}

/** What yargs does not know: `help run` is `run --help`, and what follows `--` is no option, whatever it begins with. */
function usual(args: string[]): string[] {
  if (args[0] === 'help') return [...args.slice(1), '--help'];
  const end = args.indexOf('--');
  if (end === -1) return args;
  return [...args.slice(0, end), ...args.slice(end + 1).map((each) => (each.startsWith('-') ? `./${each}` : each))];
}

async function parse(args: string[]): Promise<void> {
  const parser = yargs(args);
  let run: (() => unknown) | undefined;
  // Run when all is parsed, but for those of `trace`: yargs makes the help text first, for nothing, if a handler takes its time.
  const commands = COMMANDS.map((command) => ({
    ...command,
    handler: (given: ArgumentsCamelCase) => void (run = () => command.handler(given)),
  }));
  const wrongUsage = (said: string) => usageError(said, { args, options: declared(parser).names, ...takenBy(args) });
  try {
    await parser
      .scriptName('steelyard')
      .usage('$0 <command>\n\nPlays traffic against load-balancing strategies and reports what clients would see.')
      .command(commands)
      .demandCommand(1)
      .strict()
      .parserConfiguration(AS_TYPED)
      .check((given) => {
        refuseStandardInput(args);
        refuseOddValues(given, { args, lists: declared(parser).lists });
        return true;
      })
      .alias('help', 'h')
      .version(packageFile.version)
      .wrap(terminalWidth())
      .detectLocale(false)
      .epilogue('A first run: steelyard run scenarios/flash-crowd.yaml --out reports-out')
      .exitProcess(false)
      .fail((said, error) => {
        throw error ?? wrongUsage(said);
      })
      .parseAsync();
  } catch (error) {
    throw error instanceof Error && error.name === 'YError' ? wrongUsage(error.message) : error;
  }
  await run?.();
}

/** The options of the command that yargs is at, and those of them (and positionals) that take a list. Not in yargs's types. */
function declared(parser: unknown): { names: string[]; lists: string[] } {
  const { key, array } = (parser as { getOptions(): { key: Record<string, unknown>; array: string[] } }).getOptions();
  return { names: Object.keys(key), lists: array };
}

/** The command in `args`, its positionals, and the commands that may follow it. */
function takenBy(args: readonly string[]): Pick<Typed, 'command' | 'positionals' | 'commands'> {
  const { command, words, commands } = namedBy(args);
  return {
    command: ['steelyard', ...words].join(' '),
    positionals: command === undefined ? '' : positionalsOf(command).join(' '),
    commands: commands.map(nameOf),
  };
}
