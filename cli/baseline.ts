/** A baseline: what a comparison gave once, to hold a later one against. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import packageFile from '../package.json' with { type: 'json' };
import { fileError } from '../records/formats/file-error.ts';
import { UserError } from '../records/user-error.ts';
import type { Compared } from '../reports/compare/comparison.ts';
import { judge, type Gate } from '../reports/compare/gate.ts';
import { writeWholeFiles } from '../reports/writers/whole-files.ts';
import { formatQuantity } from '../sim/scenario/units.ts';
import { listOf, show } from '../sim/scenario/wording.ts';
import type { ComparedVariants } from './comparing.ts';
import { digest } from './digest.ts';
import { figuresSchema } from './figures-schema.ts';
import type { Variant } from './variants.ts';

export interface Baseline {
  steelyard: string;
  schemaVersion: 1;
  kind: 'baseline';
  /** Each with what its requests are. */
  variants: (Compared & { asked: Asked })[];
}

/** What clients ask, and for how long: who answers may change between a baseline and a later comparison, the question may not. */
interface Asked {
  /** Of the scenario as it is written, by path. */
  keys: Record<string, unknown>;
  /** Of the compiled clients, files of requests included. */
  digest: string;
}

const QUESTION = ['duration', 'warmup', 'drain', 'clients'];

const NS_PER_S = 1e9;
const FEWEST_REPLICATIONS = 2;
const SAVE_ANEW = 'save it anew with --save-baseline';

const schema = z.object({
  steelyard: z.string(),
  schemaVersion: z.literal(1),
  kind: z.literal('baseline'),
  variants: z
    .array(
      z.object({
        name: z.string(),
        scenario: z.string(),
        strategy: z.string(),
        set: z.array(z.string()),
        durationS: z.number(),
        warmupS: z.number(),
        warmupMethod: z.literal('MSER-5').exactOptional(),
        objectives: z.array(z.string()),
        replications: z.array(figuresSchema).min(FEWEST_REPLICATIONS),
        asked: z.object({ keys: z.record(z.string(), z.unknown()), digest: z.string() }),
      }),
    )
    .min(1),
}) satisfies z.ZodType<Baseline>;

/** @throws UserError where it cannot be written */
export async function saveBaseline(
  path: string,
  variants: readonly Variant[],
  compared: readonly Compared[],
): Promise<void> {
  const baseline: Baseline = {
    steelyard: packageFile.version,
    schemaVersion: 1,
    kind: 'baseline',
    variants: compared.map((each, index) => ({ ...each, asked: askedOf(variants[index]!) })),
  };
  try {
    await writeWholeFiles(new Map([[path, `${JSON.stringify(baseline)}\n`]]));
  } catch (error) {
    throw fileError(error, path);
  }
}

/** @throws UserError where it is none, damaged, or of another version or scenario, naming the difference */
export async function readBaseline(path: string, variants: readonly Variant[]): Promise<Baseline> {
  const found = parsed(await textOf(path));
  if (found?.kind !== 'baseline') {
    throw new UserError('this is no baseline; `steelyard compare ... --save-baseline FILE` writes one', path);
  }
  const { steelyard } = found;
  if (typeof steelyard === 'string' && steelyard !== packageFile.version) {
    throw new UserError(`made by steelyard ${steelyard}, and this is ${packageFile.version}; ${SAVE_ANEW}`, path);
  }
  const { data: baseline, error } = schema.safeParse(found);
  if (error !== undefined) {
    throw new UserError(`damaged: ${error.issues[0]!.path.join('.')} is missing or wrong; ${SAVE_ANEW}`, path);
  }
  refuseOther(path, baseline, variants);
  return baseline;
}

/**
 * The variants with the warmup of their baseline where `warmup: auto` leaves it open. What it finds depends on who answers, and a
 * comparison is of the same requests. A variant that settles later than that gets a warning.
 */
export function withWarmupOf(baseline: Baseline, path: string, variants: readonly Variant[]): Variant[] {
  const notes = new Set<string>();
  const all = variants.map((variant) => {
    const { model } = variant;
    const was = counterpart(baseline.variants, variant.name, variants.length)!;
    const warmup = Math.round(was.warmupS * NS_PER_S);
    if (model.warmupMethod === undefined || model.warmup === warmup) return variant;
    const [found, taken] = [model.warmup, warmup].map((each) => formatQuantity('duration', each));
    notes.add(`note: ${path}: its warmup of ${taken} is left out here too; warmup: auto finds ${found} now\n`);
    const late = `not settled after the baseline's warmup of ${taken}, but after ${found}; ${SAVE_ANEW}`;
    const warnings = model.warmup > warmup ? [...model.warnings, late] : model.warnings;
    return { ...variant, model: { ...model, warmup, warnings } };
  });
  process.stderr.write([...notes].join(''));
  return all;
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw fileError(error, path);
  }
}

function parsed(text: string): Partial<Record<keyof Baseline, unknown>> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function refuseOther(path: string, { variants: before }: Baseline, variants: readonly Variant[]): void {
  for (const variant of variants) {
    const was = counterpart(before, variant.name, variants.length);
    if (was === undefined) {
      throw new UserError(
        `it has no ${variant.name}; it has ${listOf(
          before.map(({ name }) => name),
          'and',
        )}`,
        path,
      );
    }
    const difference = differenceOf(was, variant);
    if (difference !== undefined) throw new UserError(`it is of another scenario: ${difference}`, path);
  }
}

/** By name; a single one is held against a single one, whatever they are called. */
const counterpart = <T extends { name: string }>(before: readonly T[], name: string, count: number): T | undefined =>
  before.length === 1 && count === 1 ? before[0] : before.find((each) => each.name === name);

function differenceOf(was: Baseline['variants'][number], { model, ...variant }: Variant): string | undefined {
  if (was.scenario !== model.name) return `it is of ${was.scenario}, and this is ${model.name}`;
  const seed = was.replications[0]!.seed;
  if (seed !== model.seed) return `seed was ${seed}, is ${model.seed}`;
  const now = askedOf({ model, ...variant });
  for (const key of new Set([...Object.keys(was.asked.keys), ...Object.keys(now.keys)])) {
    const [then, is] = [was.asked.keys[key], now.keys[key]];
    if (then !== is) return `${key} was ${shown(then)}, is ${shown(is)}`;
  }
  return was.asked.digest === now.digest ? undefined : 'a file that it names has changed';
}

const shown = (value: unknown): string =>
  value === undefined ? 'left out' : typeof value === 'string' ? value : show(value);

/** Judges objectives, and variants against what they were: as many replications as both have. */
export function judged(
  { comparison, compared }: ComparedVariants,
  baseline: Baseline | undefined,
  tolerance: number,
): Gate {
  const pairs = compared.flatMap((now) => {
    const before = baseline && counterpart(baseline.variants, now.name, compared.length);
    if (before === undefined) return [];
    const count = Math.min(before.replications.length, now.replications.length);
    const cut = (each: Compared): Compared => ({ ...each, replications: each.replications.slice(0, count) });
    return [{ now: cut(now), before: cut(before) }];
  });
  return judge(comparison, pairs, tolerance);
}

function askedOf({ model, written }: Variant): Asked {
  const keys = Object.entries(written as Record<string, unknown>).filter(([key]) => QUESTION.includes(key));
  const { duration, warmupMethod, clients } = model;
  // What `warmup: auto` finds is an answer.
  const warmup = warmupMethod ?? model.warmup;
  return {
    keys: Object.fromEntries(keys.flatMap(([key, value]) => flat(key, value))),
    digest: digest({ duration, warmup, clients }),
  };
}

/** `clients.shoppers.timeout` and its value, of all that is within. */
function flat(path: string, value: unknown): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => flat(`${path}.${key}`, inner));
}
