import { availableParallelism } from 'node:os';
import type { CommandModule } from 'yargs';
import { UserError } from '../records/user-error.ts';
import type { Comparison } from '../reports/compare/comparison.ts';
import type { Figures } from '../reports/compare/figures.ts';
import { METRICS } from '../reports/compare/metrics.ts';
import { listenForInterruption } from './interruption.ts';
import { wholeNumber, withSeed } from './numbers.ts';
import { hasColour, hasUnicode, terminalWidth } from './terminal.ts';
import type { Variant } from './variants.ts';

const MOST_REPLICATIONS = 10_000;
const MOST_WORKERS = 1024;

const COMPARE_FORMATS = ['text', 'json', 'csv', 'markdown'] as const;
type CompareFormat = (typeof COMPARE_FORMATS)[number];

interface Arguments {
  files: string[];
  strategies: string | undefined;
  variant: string[];
  set: string[];
  seed: string | undefined;
  replications: string;
  metric: string;
  workers: string | undefined;
  out: string | undefined;
  format: CompareFormat;
}

/** `steelyard compare`: the same requests for all, replications on all cores, and how sure the differences are. */
export const compareCommand: CommandModule<object, Arguments> = {
  command: 'compare <files..>',
  describe: 'Compare strategies or variants, and say which differences are real',
  builder: (yargs) =>
    yargs
      .positional('files', { type: 'string', array: true, demandOption: true, describe: 'Scenario files' })
      .option('strategies', {
        type: 'string',
        requiresArg: true,
        describe: 'A,B{choices: 3},./mine.ts; else those of the scenario',
      })
      .option('variant', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        defaultDescription: 'none',
        describe: 'A variant, such as "six: servers.web.count=6"',
      })
      .option('set', {
        type: 'string',
        array: true,
        nargs: 1,
        default: [],
        defaultDescription: 'as in the file',
        describe: 'A change of all: PATH=VALUE',
      })
      .option('seed', { type: 'string', requiresArg: true, describe: 'Of the first replication' })
      .option('replications', {
        type: 'string',
        requiresArg: true,
        default: '10',
        describe: 'Runs of each, of successive seeds',
      })
      .option('metric', {
        choices: METRICS.map(({ title }) => title),
        requiresArg: true,
        default: 'p99',
        describe: 'By which they are ranked',
      })
      .option('workers', { type: 'string', requiresArg: true, describe: 'Runs at once; else one a core' })
      .option('out', { type: 'string', requiresArg: true, describe: 'Folder for a page, charts and data' })
      .option('format', {
        choices: COMPARE_FORMATS,
        requiresArg: true,
        default: 'text' as const,
        describe: 'What is printed',
      })
      .epilogue(
        `Examples:
  steelyard compare scenarios/steady.yaml --strategies random,least-connections
  steelyard compare scenarios/steady.yaml --variant "five: servers.web.count=5"
Exit code: 0 compared, 1 a gate failed, 2 the input is wrong.`,
      ),
  handler: compare,
};

async function compare(given: Arguments): Promise<void> {
  const { files, strategies, variant, set, seed, format } = given;
  const replications = wholeNumber(given.replications, '--replications', 2, MOST_REPLICATIONS);
  const workers =
    given.workers === undefined ? availableParallelism() : wholeNumber(given.workers, '--workers', 1, MOST_WORKERS);
  const metric = METRICS.find(({ title }) => title === given.metric)!.name;
  const { variantsOf } = await import('./variants.ts');
  const variants = await variantsOf({ files, strategies, variants: variant, set: withSeed(set, seed) });
  refuseOneThing(variants);
  const { compareVariants } = await import('./comparing.ts');
  const done = variants.map(() => new Map<number, Figures>());
  const abort = new AbortController();
  const interruption = listenForInterruption(() => abort.abort());
  try {
    const comparison = await compareVariants(variants, {
      replications,
      until: undefined,
      metric,
      workers,
      signal: abort.signal,
      done,
      onDone: () => {},
    });
    process.stdout.write(await formatted(comparison, format));
  } finally {
    interruption.stop();
  }
}

function refuseOneThing(variants: readonly Variant[]): void {
  const [only] = variants;
  if (only !== undefined && variants.length === 1)
    throw new UserError(
      `there is only ${only.name}; a comparison needs two: --strategies A,B or --variant "NAME: PATH=VALUE"`,
    );
}

async function formatted(comparison: Comparison, format: CompareFormat): Promise<string> {
  switch (format) {
    case 'json':
      return `${JSON.stringify(comparison, null, 2)}\n`;
    case 'csv': {
      const { writeComparisonCsv } = await import('../reports/writers/comparison-csv.ts');
      return writeComparisonCsv(comparison);
    }
    case 'markdown': {
      const { writeComparisonMarkdown } = await import('../reports/writers/comparison-markdown.ts');
      return writeComparisonMarkdown(comparison);
    }
    case 'text': {
      const { writeComparisonText } = await import('../reports/writers/comparison-text.ts');
      return writeComparisonText(comparison, { colour: hasColour(), unicode: hasUnicode(), width: terminalWidth() });
    }
  }
}
