import type { Argv, CommandModule } from 'yargs';
import { traceFitCommand } from './trace-fit.ts';
import { traceImportCommand } from './trace-import.ts';
import { traceInfoCommand } from './trace-info.ts';
import { traceSynthCommand } from './trace-synth.ts';

/** The commands that follow `steelyard trace`. */
export const traceCommands = [
  traceImportCommand,
  traceInfoCommand,
  traceSynthCommand,
  traceFitCommand,
] as CommandModule[];

/** `steelyard trace`: real traffic, from log to trace, and between traces and scenarios. */
export const traceCommand: CommandModule = {
  command: 'trace',
  describe: 'Import real traffic, describe it, make it, fit a scenario to it',
  builder: (yargs: Argv) => yargs.command(traceCommands).demandCommand(1),
  handler: () => {},
};
