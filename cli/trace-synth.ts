import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { CommandModule } from 'yargs';
import { UserError } from '../records/user-error.ts';
import { untilInterrupted } from './interruption.ts';
import { withSeed } from './numbers.ts';
import { wrap } from './text.ts';

interface Arguments {
  file: string;
  out: string;
  seed: string | undefined;
  set: string[];
}

/** `steelyard trace synth`: the requests of a scenario as a trace. */
export const traceSynthCommand: CommandModule<object, Arguments> = {
  command: 'synth <file>',
  describe: 'Make a trace of the requests that the clients of a scenario send',
  builder: (yargs) =>
    yargs
      .positional('file', { type: 'string', demandOption: true, describe: 'A scenario file' })
      .option('out', {
        type: 'string',
        demandOption: true,
        requiresArg: true,
        describe: 'The trace to write: FILE.trace',
      })
      .option('seed', { type: 'string', requiresArg: true, describe: 'Of the chance, instead of the scenario’s' })
      .option('set', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        defaultDescription: 'as in the file',
        describe: 'A change: PATH=VALUE',
      }),
  handler: synth,
};

async function synth({ file, out, seed, set }: Arguments): Promise<void> {
  const { loadScenarioFile } = await import('./files.ts');
  const { checkTarget, writeTraceFile } = await import('../records/formats/trace-file.ts');
  const { classNames, synthesize } = await import('../sim/experiment/synthesize.ts');
  await checkTarget(out, file);
  const { world } = await loadScenarioFile(file, withSeed(set, seed));
  const trace = placed(file, () => synthesize(world, basename(file)));
  const isWritten = await untilInterrupted(`${out} was not written`, (signal) => writeTraceFile(out, trace, signal));
  if (!isWritten) return;
  const columns = trace.columns.map(({ name }) => name);
  say('', `wrote ${out}: ${trace.count} requests, ${(await stat(out)).size} bytes`);
  say('  columns  ', columns.join(', '));
  if (columns.includes('class')) {
    const names = classNames(world.clients).map((name, index) => `${index} ${name}`);
    say('  class    ', names.join(', '));
  }
  say('  to play  ', `arrivals: {process: trace, file: ${basename(out)}}`);
  say('           ', `demand: {column: demandNs, perUnit: 1ns}`);
}

/** What is wrong with what a scenario asks is wrong with its file. */
function placed<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof UserError ? new UserError(error.message, file) : error;
  }
}

function say(first: string, text: string): void {
  process.stderr.write(`${wrap(text, first)}\n`);
}
