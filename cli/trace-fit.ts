import { dirname, extname, relative } from 'node:path';
import type { CommandModule } from 'yargs';
import { UserError } from '../records/user-error.ts';
import { parseQuantity } from '../sim/scenario/units.ts';
import { show } from '../sim/scenario/wording.ts';
import { writeNewFile } from './files.ts';
import { untilInterrupted } from './interruption.ts';
import { valueOf, type Answer } from './sent-model.ts';
import type { Fitted, FitTask } from './trace-fit-worker.ts';

interface Arguments {
  trace: string;
  column: string | undefined;
  mean: string | undefined;
  out: string | undefined;
}

const WORKER = new URL(`trace-fit-worker${extname(import.meta.url)}`, import.meta.url);

/** `steelyard trace fit`: a scenario that is like a trace. */
export const traceFitCommand: CommandModule<object, Arguments> = {
  command: 'fit <trace>',
  describe: 'Propose a scenario whose clients are like a trace, and say how like',
  builder: (yargs) =>
    yargs
      .positional('trace', { type: 'string', demandOption: true, describe: 'A trace file' })
      .option('column', { type: 'string', requiresArg: true, describe: 'That tells demand; the size if left out' })
      .option('mean', { type: 'string', requiresArg: true, describe: 'Mean demand of a request, such as 20ms' })
      .option('out', { type: 'string', requiresArg: true, describe: 'The scenario to write, instead of printing it' }),
  handler: async ({ trace: path, column, mean, out }) => {
    const name = out === undefined ? path : relative(dirname(out), path);
    const task: FitTask = { path, column, mean: mean === undefined ? undefined : meanDemand(mean), name };
    await untilInterrupted(`${out ?? 'the scenario'} was not written`, async (signal) => {
      const { onWorker } = await import('../sim/experiment/workers.ts');
      const { report, keys } = valueOf(await onWorker<Answer<Fitted>>(WORKER, task, signal));
      const scenario = `${report.map((line) => `# ${line}`.trimEnd()).join('\n')}\n\n${keys}`;
      if (out === undefined) return void process.stdout.write(scenario);
      await writeNewFile(out, scenario);
      process.stdout.write(`${report.join('\n')}\n`);
      process.stderr.write(`wrote ${out}; play it with: steelyard run ${out}\n`);
    });
  },
};

function meanDemand(text: string): number {
  const mean = parseQuantity('duration', text);
  if (typeof mean === 'string') throw new UserError(`${mean}; got ${show(text)}`, '--mean');
  if (mean === 0) throw new UserError('expected a mean demand above 0', '--mean');
  return mean;
}
