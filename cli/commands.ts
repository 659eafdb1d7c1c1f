/** The commands, and what follows the word `steelyard`. */
import type { CommandModule } from 'yargs';
import { checkCommand } from './check.ts';
import { compareCommand } from './compare.ts';
import { completionCommand } from './completion.ts';
import { explainCommand } from './explain.ts';
import { initCommand } from './init.ts';
import { listCommand } from './list.ts';
import { runCommand } from './run.ts';
import { schemaCommand } from './schema.ts';
import { traceCommand, traceCommands } from './trace.ts';

export const COMMANDS = [
  runCommand,
  compareCommand,
  checkCommand,
  listCommand,
  explainCommand,
  initCommand,
  schemaCommand,
  traceCommand,
  completionCommand,
] as CommandModule[];

/** The command that some words name. */
export interface Named {
  /** Undefined where none is named yet. */
  command: CommandModule | undefined;
  /** What names it, such as `trace`, `import`. */
  words: string[];
  /** The commands that may follow. */
  commands: CommandModule[];
}

export function namedBy(words: readonly string[]): Named {
  const named: Named = { command: undefined, words: [], commands: COMMANDS };
  for (const word of words) {
    const command = named.commands.find((each) => nameOf(each) === word);
    if (command === undefined) continue;
    named.command = command;
    named.words.push(word);
    named.commands = command === traceCommand ? traceCommands : [];
  }
  return named;
}

/** `run` of `run <files..>`. */
export const nameOf = (command: CommandModule): string => wordsOf(command)[0]!;

/** `<files..>` of `run <files..>`. */
export const positionalsOf = (command: CommandModule): string[] => wordsOf(command).slice(1);

const wordsOf = ({ command }: CommandModule): string[] => String(command).split(' ');
