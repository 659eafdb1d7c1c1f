/** The command line: finds the command, and turns what goes wrong into one line and an exit code. */
import leven from 'leven';
import yargs from 'yargs';
import packageFile from '../package.json' with { type: 'json' };
import { UserError } from '../records/user-error.ts';
import { checkCommand } from './check.ts';
import { explainCommand } from './explain.ts';
import { initCommand } from './init.ts';
import { listCommand } from './list.ts';
import { runCommand } from './run.ts';
import { schemaCommand } from './schema.ts';
import { traceCommand } from './trace.ts';

const WRONG_INPUT = 2;
const DEFECT = 70;

/** Runs the command line `args`; sets process.exitCode. */
export async function main(args: string[]): Promise<void> {
  process.stdout.on('error', stopWhenNobodyReads);
  try {
    await commandLine(args).parseAsync();
  } catch (error) {
    fail(error, args);
  }
}

function commandLine(args: string[]) {
  return yargs(args)
    .scriptName('steelyard')
    .usage('$0 <command>\n\nPlays traffic against load-balancing strategies and reports what clients would see.')
    .command(runCommand)
    .command(checkCommand)
    .command(listCommand)
    .command(explainCommand)
    .command(initCommand)
    .command(schemaCommand)
    .command(traceCommand)
    .demandCommand(1, 'name a command; `steelyard --help` lists them')
    .strict()
    .wrap(80)
    .version(packageFile.version)
    .epilogue('A first run: steelyard run scenarios/flash-crowd.yaml --out reports-out')
    .exitProcess(true)
    .fail((message, error, parser) => {
      throw error ?? new UserError(withSuggestion(message, Object.keys(parser.parsed === false ? {} : parser.parsed.aliases)));
    });
}

/** Adds what an unknown option may have meant. */
function withSuggestion(message: string, known: string[]): string {
  const unknown = /^Unknown arguments?: ([^,]+)/.exec(message)?.[1];
  if (unknown === undefined) return message;
  const near = known.filter((name) => leven(name, unknown) <= 2).toSorted((a, b) => leven(a, unknown) - leven(b, unknown));
  return near[0] === undefined ? message : `${message}; did you mean --${near[0]}?`;
}

function fail(error: unknown, args: string[]): void {
  if (error instanceof UserError) {
    process.stderr.write(`${error.place === undefined ? '' : `${error.place}: `}${error.message}\n`);
    process.exitCode = WRONG_INPUT;
    return;
  }
  const { stack } = error instanceof Error ? error : new Error(String(error));
  process.stderr.write(`${stack}\n\nThis is a defect of steelyard. To repeat it: steelyard ${args.map(quoted).join(' ')}\n`);
  process.exitCode = DEFECT;
}

const quoted = (argument: string): string => (/^[\w./:=,@%+-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`);

/** `steelyard ... | head` is no mistake. */
function stopWhenNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}
