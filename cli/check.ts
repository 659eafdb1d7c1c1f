import type { CommandModule } from 'yargs';
import { UserError } from '../records/user-error.ts';
import type { Loaded } from '../sim/scenario/compile/world.ts';

interface Arguments {
  files: string[];
  set: string[];
}

/** `steelyard check`: one line for each file that is right, and a line for each thing that is wrong. */
export const checkCommand: CommandModule<object, Arguments> = {
  command: 'check <files..>',
  describe: 'Say whether scenario files are right, without a run',
  builder: (yargs) =>
    yargs
      .positional('files', { type: 'string', array: true, demandOption: true, describe: 'Scenario files' })
      .option('set', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        defaultDescription: 'as in the file',
        describe: 'A change, such as servers.web.count=5',
      }),
  handler: async ({ files, set }) => {
    const { loadScenarioFile } = await import('./files.ts');
    const { describeLoad } = await import('../sim/scenario/offered-load.ts');
    const wrong: string[] = [];
    for (const file of files) {
      try {
        const loaded = await loadScenarioFile(file, set);
        for (const warning of loaded.world.warnings) process.stderr.write(`warning: ${file}: ${warning}\n`);
        process.stdout.write(`ok: ${file}: ${describeLoad(loaded.world)}${describeStrategies(loaded)}\n`);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        wrong.push(error.place === undefined ? error.message : `${error.place}: ${error.message}`);
      }
    }
    if (wrong.length > 0) throw new UserError(wrong.join('\n'));
  },
};

function describeStrategies({ strategies }: Loaded): string {
  const [first] = strategies;
  if (first === undefined) return '';
  return strategies.length === 1 ? `, ${first.label}` : `, ${strategies.length} strategies`;
}
