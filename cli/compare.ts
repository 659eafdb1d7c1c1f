import { availableParallelism } from 'node:os';
import type { CommandModule } from 'yargs';
import { UserError } from '../records/user-error.ts';
import type { Comparison } from '../reports/compare/comparison.ts';
import type { Figures } from '../reports/compare/figures.ts';
import { METRICS, type MetricName } from '../reports/compare/metrics.ts';
import type { Why } from '../reports/compare/why.ts';
import type { Run } from '../sim/experiment/workers.ts';
import { formatNumber } from '../sim/scenario/units.ts';
import { COMPARE_FORMATS, formattedComparison, writeComparisonFolder, type CompareFormat } from './compare-output.ts';
import type { ComparedVariants, Comparing } from './comparing.ts';
import { quoted } from './failure.ts';
import { listenForInterruption, type Interruption } from './interruption.ts';
import type { Journal } from './journal.ts';
import { percentage, wholeNumber, withSeed } from './numbers.ts';
import { checkFile, checkFolders } from './output.ts';
import type { Variant } from './variants.ts';

const REPLICATIONS = '10';
/** Of --until, where no limit is given. */
const MOST_UNTIL = '100';
const MOST_REPLICATIONS = 10_000;
const MOST_WORKERS = 1024;
const GATE_FAILED = 1;

interface Arguments {
  files: string[];
  strategies: string | undefined;
  variant: string[];
  set: string[];
  seed: string | undefined;
  replications: string | undefined;
  until: string | undefined;
  metric: string;
  workers: string | undefined;
  out: string | undefined;
  resume: boolean;
  format: CompareFormat;
  'save-baseline': string | undefined;
  baseline: string | undefined;
  gate: boolean;
  tolerance: string;
  why: boolean;
}

const text = (describe: string) => ({ type: 'string', requiresArg: true, describe }) as const;
const list = (defaultDescription: string, describe: string) =>
  ({ type: 'string', array: true, nargs: 1, default: [] as string[], defaultDescription, describe }) as const;

/** `steelyard compare`: the same requests for all, replications on all cores, and how sure the differences are. */
export const compareCommand: CommandModule<object, Arguments> = {
  command: 'compare <files..>',
  describe: 'Compare strategies or variants, and say which differences are real',
  builder: (yargs) =>
    yargs
      .positional('files', { type: 'string', array: true, demandOption: true, describe: 'Scenario files' })
      .option('strategies', text('A,B{choices: 3},./mine.ts; else those of the scenario'))
      .option('variant', list('none', 'A variant, such as "six: servers.web.count=6"'))
      .option('set', list('as in the file', 'A change of all: PATH=VALUE'))
      .option('seed', text('Of the first replication'))
      .option('replications', {
        ...text('Runs of each, of successive seeds; with --until at most'),
        defaultDescription: `${REPLICATIONS}, or ${MOST_UNTIL}`,
      })
      .option('until', text('Add replications until differences are known to so much, such as 2%'))
      .option('metric', {
        choices: METRICS.map(({ title }) => title),
        requiresArg: true,
        default: 'p99',
        describe: 'By which they are ranked',
      })
      .option('workers', { ...text('Runs at once'), defaultDescription: 'one a core' })
      .option('out', text('Folder for a page, charts and data'))
      .option('resume', {
        type: 'boolean',
        default: false,
        describe: 'Go on where an interrupted one with this --out was',
      })
      .option('format', {
        choices: COMPARE_FORMATS,
        requiresArg: true,
        default: 'text' as const,
        describe: 'What is printed',
      })
      .option('why', {
        type: 'boolean',
        default: false,
        describe: 'Tell where the differences come from, by one run more of each',
      })
      .option('save-baseline', text('File to write, for a later --baseline'))
      .option('baseline', text('What to hold it against'))
      .option('gate', {
        type: 'boolean',
        default: false,
        describe: 'Fail where something is worse, or misses an objective',
      })
      .option('tolerance', {
        ...text('How much worse is let pass'),
        default: '5%',
      })
      .epilogue(
        `Examples:
  steelyard compare scenarios/steady.yaml --strategies random,least-connections
  steelyard compare scenarios/steady.yaml --variant "five: servers.web.count=5"
  steelyard compare scenarios/steady.yaml --baseline before.json --gate
Exit code: 0 compared, 1 the gate failed, 2 the input is wrong.`,
      ),
  handler: compare,
};

/** A Ctrl-C that came, and the signal that it gives. */
interface Stop {
  interruption: Interruption;
  signal: AbortSignal;
}

async function compare(given: Arguments): Promise<void> {
  const abort = new AbortController();
  const interruption = listenForInterruption(() => abort.abort());
  try {
    await compareUntil(given, { interruption, signal: abort.signal });
  } finally {
    interruption.stop();
  }
}

async function compareUntil(given: Arguments, stop: Stop): Promise<void> {
  const { files, strategies, variant, set, seed, out, baseline: before, 'save-baseline': saved } = given;
  const numbers = numbersOf(given);
  if (given.resume && out === undefined) throw new UserError('it needs --out, where the journal is', '--resume');
  const isForGates = given.format === 'junit' || given.format === 'github';
  if (isForGates && !given.gate) throw new UserError(`${given.format} tells of a gate; give --gate too`, '--format');
  const { variantsOf, withWarmups } = await import('./variants.ts');
  const unsettled = await variantsOf({ files, strategies, variants: variant, set: withSeed(set, seed) });
  if (before === undefined) refuseNothing(unsettled, given);
  const { judged, readBaseline, saveBaseline, withWarmupOf } = await import('./baseline.ts');
  const baseline = before === undefined ? undefined : await readBaseline(before, unsettled);
  if (out !== undefined) await checkFolders(out, [out]);
  if (saved !== undefined) await checkFile(saved, files);
  const settled = await withWarmups(unsettled, () => stop.signal.aborted);
  if (stop.signal.aborted) return tellInterrupted(stop, undefined);
  const variants = baseline === undefined ? settled : withWarmupOf(baseline, before!, settled);

  const startedAt = performance.now();
  const only = variants.length === 1 ? baseline : undefined;
  const changesOf = only && ((played: ComparedVariants) => judged(played, only, numbers.tolerance).changes);
  // More replications than the baseline has do not tell more of changes.
  const most = numbers.until !== undefined && only ? only.variants[0]!.replications.length : Infinity;
  const limited = { ...numbers, replications: Math.min(numbers.replications, most), changesOf };
  const played = await playUntilInterrupted(variants, limited, given, stop);
  if (played === undefined) return;
  const pace = { seconds: (performance.now() - startedAt) / 1000, workers: numbers.workers, requests: played.requests };
  const { compared } = played;
  const gate = baseline === undefined && !given.gate ? undefined : judged(played, baseline, numbers.tolerance);
  const { why } = played;
  const comparison = { ...played.comparison, ...(why && { why }), ...(gate && { gate }) };
  if (given.gate && !gate!.held) process.exitCode = GATE_FAILED;
  const command = commandOf(given, played.comparison);
  process.stdout.write(await formattedComparison(comparison, { format: given.format, command, file: files[0]! }));
  process.stderr.write(`${paceLine(pace)}\n`);
  try {
    if (saved !== undefined) await saveBaseline(saved, variants, compared);
    if (out !== undefined) await writeComparisonFolder(out, comparison, { pace: paceLine(pace), command });
  } catch (error) {
    throw played.journal?.kept(error) ?? error;
  }
  played.journal?.remove();
}

interface Numbers {
  replications: number;
  until: number | undefined;
  workers: number;
  tolerance: number;
  metric: MetricName;
}

function numbersOf({ replications, until, workers, tolerance, metric }: Arguments): Numbers {
  const count = replications ?? (until === undefined ? REPLICATIONS : MOST_UNTIL);
  return {
    replications: wholeNumber(count, '--replications', 2, MOST_REPLICATIONS),
    until: until === undefined ? undefined : percentage(until, '--until'),
    workers: workers === undefined ? availableParallelism() : wholeNumber(workers, '--workers', 1, MOST_WORKERS),
    tolerance: percentage(tolerance, '--tolerance'),
    metric: METRICS.find(({ title }) => title === metric)!.name,
  };
}

/** Without a baseline there must be two things, or objectives to judge one by. */
function refuseNothing(variants: readonly Variant[], { gate, until, 'save-baseline': saved }: Arguments): void {
  const [only] = variants;
  const hasObjectives = variants.some(({ model }) => model.objectives.length > 0);
  if (gate && !hasObjectives)
    throw new UserError('nothing to judge: give --baseline FILE, or objectives in the scenario', '--gate');
  if (only === undefined || variants.length > 1) return;
  if (until !== undefined)
    throw new UserError(
      `there is only ${only.name}, so no difference: give --baseline FILE, or two variants`,
      '--until',
    );
  if (gate || saved !== undefined) return;
  throw new UserError(
    `there is only ${only.name}; a comparison needs two: --strategies A,B or --variant "NAME: PATH=VALUE"`,
  );
}

interface PlayedVariants extends ComparedVariants {
  journal: Journal | undefined;
  why: Why | undefined;
  /** That were played now, and not taken from the journal. */
  requests: number;
}

/** Undefined where a signal came first. */
async function playUntilInterrupted(
  variants: readonly Variant[],
  { replications, until, metric, workers, changesOf }: Numbers & Pick<Comparing, 'changesOf'>,
  { out, resume, why }: Arguments,
  stop: Stop,
): Promise<PlayedVariants | undefined> {
  const { compareVariants } = await import('./comparing.ts');
  const { openJournal } = await import('./journal.ts');
  const { explain } = await import('./explaining.ts');
  const journal = out === undefined ? undefined : openJournal(out, variants, resume);
  const done = journal?.done ?? variants.map(() => new Map<number, Figures>());
  const { signal } = stop;
  let requests = 0;
  const onDone = (run: Run, figures: Figures): void => {
    journal?.add(run, figures);
    requests += figures.arrived;
  };
  try {
    const comparing = { replications, until, metric, workers, changesOf, signal, done, onDone };
    const compared = await compareVariants(variants, comparing);
    return { ...compared, why: why ? await explain(variants, { workers, signal }) : undefined, journal, requests };
  } catch (error) {
    if (!signal.aborted) throw error;
    tellInterrupted(stop, journal);
    return undefined;
  } finally {
    stop.interruption.stop();
    journal?.close();
  }
}

function tellInterrupted({ interruption }: Stop, journal: Journal | undefined): void {
  process.exitCode = interruption.exitCode!;
  process.stderr.write(`${interruptedLine(journal)}\n`);
}

function interruptedLine(journal: Journal | undefined): string {
  const count = journal?.done.reduce((sum, { size }) => sum + size, 0);
  return journal === undefined
    ? 'interrupted: nothing is kept; with --out the runs that are done would be'
    : `interrupted: ${count} runs are kept in ${journal.path}; the same command with --resume goes on`;
}

function paceLine({ seconds, workers, requests }: { seconds: number; workers: number; requests: number }): string {
  const rate = formatNumber(Number((requests / seconds).toPrecision(3)));
  return `${formatNumber(requests)} requests in ${seconds.toFixed(1)} s, ${rate}/s on ${workers} ${workers === 1 ? 'worker' : 'workers'}`;
}

/** What repeats the comparison and its verdict, with seed and number of replications said. */
function commandOf(given: Arguments, { seed, replications }: Comparison): string {
  const { files, strategies, variant, set, metric, baseline, gate, tolerance, why } = given;
  const args = [
    ...files,
    ...repeated('--strategies', [strategies]),
    ...repeated('--variant', variant),
    ...repeated('--set', set),
    ...repeated('--seed', [String(seed)]),
    ...repeated('--replications', [String(replications)]),
    ...repeated('--metric', [metric]),
    ...repeated('--baseline', [baseline]),
    ...(why ? ['--why'] : []),
    ...(gate ? ['--gate', '--tolerance', tolerance] : []),
  ];
  return ['npx steelyard compare', ...args.map(quoted)].join(' ');
}

const repeated = (option: string, values: readonly (string | undefined)[]): string[] =>
  values.flatMap((value) => (value === undefined ? [] : [option, value]));
