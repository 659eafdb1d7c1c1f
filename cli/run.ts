import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import packageFile from '../package.json' with { type: 'json' };
import type { Observation } from '../records/observation.ts';
import { UserError } from '../records/user-error.ts';
import type { Report } from '../reports/report.ts';
import type { Model } from '../sim/model/model.ts';
import type { EventsFile } from './events-file.ts';

const FORMATS = ['text', 'json', 'csv', 'markdown'] as const;
const OBJECTIVE_FAILED = 1;
const INTERRUPTED = 130;
const WIDEST = 80;

interface Arguments {
  files: string[];
  strategy: string | undefined;
  seed: number | undefined;
  set: string[];
  out: string | undefined;
  format: (typeof FORMATS)[number];
  events: string | undefined;
}

/** What one scenario file gave. */
interface Played {
  report: Report;
  observations: Observation[];
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
      .option('seed', { type: 'number', requiresArg: true, describe: 'Of the chance, instead of the scenario’s' })
      .option('set', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        defaultDescription: 'as in the file',
        describe: 'A change: PATH=VALUE',
      })
      .option('out', { type: 'string', requiresArg: true, describe: 'Folder for a page, charts and data' })
      .option('format', { choices: FORMATS, default: 'text' as const, describe: 'Of standard output' })
      .option('events', {
        type: 'string',
        requiresArg: true,
        describe: 'File for each request’s story, in JSON lines',
      }),
  handler: run,
};

async function run({ files, strategy, seed, set, out, format, events }: Arguments): Promise<void> {
  const interruption = onInterrupt();
  const eventsFile = events === undefined ? undefined : (await import('./events-file.ts')).createEventsFile(events);
  const played: Played[] = [];
  for (const file of files) {
    const models = await modelsOf(file, strategy, seed === undefined ? set : [...set, `seed=${seed}`]);
    played.push(await playAll(models, interruption, eventsFile));
    if (interruption.came) break;
  }
  eventsFile?.close();
  process.stdout.write(
    await formatted(
      played.map(({ report }) => report),
      format,
    ),
  );
  if (out !== undefined) await writeFolders(out, played);
  process.exitCode = interruption.came ? INTERRUPTED : exitCodeOf(played);
}

/** A model for each strategy that the file or `--strategy` names. */
async function modelsOf(file: string, strategy: string | undefined, set: string[]): Promise<Model[]> {
  const { loadScenarioFile } = await import('./files.ts');
  const { strategiesToPlay } = await import('./strategies.ts');
  const { compile } = await import('../sim/scenario/compile.ts');
  const loaded = await loadScenarioFile(file, set);
  for (const warning of loaded.world.warnings) process.stderr.write(`warning: ${warning}\n`);
  return (await strategiesToPlay(loaded, strategy)).map((choice) => compile(loaded, choice));
}

async function playAll(
  models: Model[],
  interruption: { came: boolean },
  events: EventsFile | undefined,
): Promise<Played> {
  const { createProgress } = await import('./progress.ts');
  const { play } = await import('../sim/experiment/play.ts');
  const { buildReport } = await import('../reports/report.ts');
  const progress = createProgress(process.stderr);
  const observations: Observation[] = [];
  try {
    for (const [index, model] of models.entries()) {
      const { label } = model.balancers[0]!.strategy;
      const onProgress = (done: number) => progress.update((index + done) / models.length, label);
      const listener = events?.listenerFor(label);
      observations.push(await play(model, { listener, onProgress, isInterrupted: () => interruption.came }));
      if (interruption.came) break;
    }
  } finally {
    progress.stop();
  }
  return { report: buildReport(observations, packageFile.version), observations };
}

/** The first Ctrl-C ends the run with what is known; a second one ends the process. */
function onInterrupt(): { came: boolean } {
  const interruption = { came: false };
  process.once('SIGINT', () => {
    interruption.came = true;
  });
  return interruption;
}

/** One document: of one scenario its report, of several a list of them. */
async function formatted(reports: Report[], format: Arguments['format']): Promise<string> {
  switch (format) {
    case 'json': {
      const { writeJson } = await import('../reports/writers/json.ts');
      const documents = reports.map((report) => writeJson(report).trimEnd());
      return documents.length === 1 ? `${documents[0]}\n` : `[\n${documents.join(',\n')}\n]\n`;
    }
    case 'csv': {
      const { writeCsv } = await import('../reports/writers/csv.ts');
      return reports
        .map((report, index) => (index === 0 ? writeCsv(report) : withoutHeader(writeCsv(report))))
        .join('');
    }
    case 'markdown': {
      const { writeMarkdown } = await import('../reports/writers/markdown.ts');
      return reports.map(writeMarkdown).join('\n');
    }
    case 'text': {
      const { writeText } = await import('../reports/writers/text.ts');
      const width = Math.min(WIDEST, process.stdout.columns ?? WIDEST);
      return reports.map((report) => writeText(report, { colour: hasColour(), width })).join('\n');
    }
  }
}

const withoutHeader = (csv: string): string => csv.slice(csv.indexOf('\n') + 1);

function hasColour(): boolean {
  return process.stdout.isTTY && process.stdout.hasColors() && !process.env['NO_COLOR'];
}

async function writeFolders(out: string, played: Played[]): Promise<void> {
  const { writeFolder } = await import('../reports/writers/files.ts');
  const names = played.map(({ report }) => report.scenario);
  if (new Set(names).size < names.length) throw new UserError('two of the scenarios have one name', out);
  for (const { report, observations } of played) {
    const folder = played.length === 1 ? out : join(out, report.scenario);
    await writeFolder(folder, report, observations);
    process.stderr.write(`report: ${join(folder, 'index.html')}\n`);
  }
}

function exitCodeOf(played: Played[]): number {
  const objectives = played.flatMap(({ report }) => report.results.flatMap((result) => result.objectives));
  return objectives.every(({ held }) => held) ? 0 : OBJECTIVE_FAILED;
}
