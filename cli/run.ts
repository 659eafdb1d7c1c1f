import { resolve } from 'node:path';
import type { CommandModule } from 'yargs';
import packageFile from '../package.json' with { type: 'json' };
import { UserError } from '../records/user-error.ts';
import type { Model } from '../sim/model/model.ts';
import type { EventsFile } from './events-file.ts';
import { listenForInterruption } from './interruption.ts';
import { wholeNumber, withSeed } from './numbers.ts';
import { checkFolders, exitCodeOf, formatted, FORMATS, writeFolders, type Format, type Played } from './output.ts';
import { labelOf, playModels, type Playing } from './playing.ts';

const MOST_REPLICATIONS = 10_000;

interface Arguments {
  files: string[];
  strategy: string | undefined;
  seed: string | undefined;
  replications: string;
  set: string[];
  out: string | undefined;
  format: Format;
  events: string | undefined;
}

/** A scenario file, with a model for each strategy that is to be played. */
interface Scenario {
  file: string;
  models: Model[];
  /** Expected in a run. */
  requests: number;
}

/** `steelyard run`: plays scenarios and reports. */
export const runCommand: CommandModule<object, Arguments> = {
  command: 'run <files..>',
  describe: 'Play scenarios and report what clients and servers would see',
  builder: (yargs) =>
    yargs
      .positional('files', { type: 'string', array: true, demandOption: true, describe: 'Scenario files' })
      .option('strategy', {
        type: 'string',
        requiresArg: true,
        describe: 'NAME, or several: A,B{choices: 3},./mine.ts',
      })
      .option('seed', { type: 'string', requiresArg: true, describe: 'Another seed than the scenario has' })
      .option('replications', {
        type: 'string',
        requiresArg: true,
        default: '1',
        describe: 'Runs of each strategy, of successive seeds, for confidence intervals',
      })
      .option('set', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        defaultDescription: 'as in the file',
        describe: 'A change, such as servers.web.count=5',
      })
      .option('out', { type: 'string', requiresArg: true, describe: 'Folder for a page, charts and data' })
      .option('format', {
        choices: FORMATS,
        requiresArg: true,
        default: 'text' as const,
        describe: 'What is printed',
      })
      .option('events', {
        type: 'string',
        requiresArg: true,
        describe: 'File for the story of each request, a line of JSON each',
      })
      .epilogue(
        `Examples:
  steelyard run scenarios/steady.yaml
  steelyard run scenarios/steady.yaml --strategy random,least-connections
  steelyard run scenarios/flash-crowd.yaml --set servers.web.count=5 --out five
Exit code: 0 all objectives hold, 1 one does not, 2 the input is wrong.`,
      ),
  handler: run,
};

async function run({ files, strategy, seed, replications, set, out, format, events }: Arguments): Promise<void> {
  const interruption = listenForInterruption();
  try {
    const count = wholeNumber(replications, '--replications', 1, MOST_REPLICATIONS);
    const scenarios = await load(files, strategy, withSeed(set, seed), count);
    const names = scenarios.map(({ models }) => models[0]!.name);
    if (out !== undefined) await checkFolders(out, names);
    const eventsFile = events === undefined ? undefined : await openEvents(events, files);
    const played = await playAll(scenarios, { replications: count, interruption, events: eventsFile });
    eventsFile?.close();
    // Set before anything is written, since what goes wrong then has an exit code of its own.
    process.exitCode = interruption.exitCode ?? exitCodeOf(played);
    if (played.length > 0) process.stdout.write(await formatted(played, format));
    if (interruption.exitCode !== undefined) process.stderr.write(interruptedLine(scenarios, played));
    if (out !== undefined) await writeFolders(out, names, played);
  } finally {
    interruption.stop();
  }
}

/** All scenarios are loaded before the first is played: what is wrong with the last one is told at once. */
async function load(
  files: readonly string[],
  strategy: string | undefined,
  changes: readonly string[],
  replications: number,
): Promise<Scenario[]> {
  const { loadScenarioFile } = await import('./files.ts');
  const { strategiesToPlay } = await import('./strategies.ts');
  const { compile } = await import('../sim/scenario/compile/compile.ts');
  const { expectedRequests } = await import('../sim/scenario/offered-load.ts');
  const scenarios: Scenario[] = [];
  for (const file of files) {
    const loaded = await loadScenarioFile(file, changes);
    for (const warning of loaded.world.warnings) process.stderr.write(`warning: ${warning}\n`);
    if (loaded.world.seed > Number.MAX_SAFE_INTEGER - (replications - 1)) {
      throw new UserError('the seed is so large that there are not as many after it', '--replications');
    }
    const models = (await strategiesToPlay(loaded, strategy)).map((choice) => compile(loaded, choice));
    scenarios.push({ file, models, requests: expectedRequests(loaded.world) });
  }
  return scenarios;
}

async function openEvents(path: string, files: readonly string[]): Promise<EventsFile> {
  const { createEventsFile } = await import('./events-file.ts');
  if (files.some((file) => resolve(file) === resolve(path))) {
    throw new UserError('this is a scenario, which would be overwritten; name another file', '--events');
  }
  return createEventsFile(path);
}

async function playAll(
  scenarios: readonly Scenario[],
  playing: Omit<Playing, 'requests' | 'isOnly'>,
): Promise<Played[]> {
  const { buildReport } = await import('../reports/report.ts');
  const played: Played[] = [];
  const isOnly = scenarios.length === 1;
  for (const { models, requests } of scenarios) {
    const observations = await playModels(models, { ...playing, requests, isOnly });
    if (observations.length > 0) played.push({ report: buildReport(observations, packageFile.version), observations });
  }
  return played;
}

/** What an interrupted command line did not come to. */
function interruptedLine(scenarios: readonly Scenario[], played: readonly Played[]): string {
  const notBegun = scenarios.flatMap(({ file, models }, index) => {
    const begun = played[index]?.observations.length ?? 0;
    return begun === 0 ? [file] : models.slice(begun).map(labelOf);
  });
  const rest = notBegun.length === 0 ? '' : `; not begun: ${notBegun.join(', ')}`;
  return `interrupted: what is reported was known then${rest}\n`;
}
