/** The command line: finds the command, and turns what goes wrong into one line and an exit code. */
import yargs, { type CommandModule } from 'yargs';
import packageFile from '../package.json' with { type: 'json' };
import { fileError } from '../records/formats/file-error.ts';
import { checkCommand } from './check.ts';
import { explainCommand } from './explain.ts';
import { failureOf } from './failure.ts';
import { initCommand } from './init.ts';
import { listCommand } from './list.ts';
import { runCommand } from './run.ts';
import { schemaCommand } from './schema.ts';
import { traceCommand, traceCommands } from './trace.ts';
import { refuseOddValues, usageError, type Typed } from './usage.ts';

const COMMANDS = [
  runCommand,
  checkCommand,
  listCommand,
  explainCommand,
  initCommand,
  schemaCommand,
  traceCommand,
] as CommandModule[];

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
    await parse(args);
  } catch (error) {
    tell(error);
  }
}

async function parse(args: string[]): Promise<void> {
  const parser = yargs(args);
  const wrongUsage = (said: string) => usageError(said, { args, options: declared(parser).names, ...takenBy(args) });
  try {
    await parser
      .scriptName('steelyard')
      .usage('$0 <command>\n\nPlays traffic against load-balancing strategies and reports what clients would see.')
      .command(COMMANDS)
      .demandCommand(1)
      .strict()
      .parserConfiguration(AS_TYPED)
      .check((given) => {
        refuseOddValues(given, { args, lists: declared(parser).lists });
        return true;
      })
      .alias('help', 'h')
      .version(packageFile.version)
      .wrap(80)
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
}

/** The options of the command that yargs is at, and those of them (and positionals) that take a list. Not in yargs's types. */
function declared(parser: unknown): { names: string[]; lists: string[] } {
  const { key, array } = (parser as { getOptions(): { key: Record<string, unknown>; array: string[] } }).getOptions();
  return { names: Object.keys(key), lists: array };
}

/** The command in `args`, its positionals, and the commands that may follow it. */
function takenBy(args: readonly string[]): Pick<Typed, 'command' | 'positionals' | 'commands'> {
  const command = ['steelyard'];
  let positionals: string[] = [];
  let commands = COMMANDS;
  for (const word of args) {
    const found = commands.find((each) => wordsOf(each)[0] === word);
    if (found === undefined) continue;
    command.push(word);
    positionals = wordsOf(found).slice(1);
    commands = found === traceCommand ? traceCommands : [];
  }
  return {
    command: command.join(' '),
    positionals: positionals.join(' '),
    commands: commands.map((each) => wordsOf(each)[0] ?? ''),
  };
}

const wordsOf = ({ command }: CommandModule): string[] => String(command).split(' ');
