/** What is compared: strategies, changes of a scenario, and files, in each combination. */
import type { Model } from '../sim/model/model.ts';
import { UserError } from '../records/user-error.ts';
import { show } from '../sim/scenario/wording.ts';

/** One thing that is compared. */
export interface Variant {
  /** What tells it from the others. */
  name: string;
  file: string;
  /** Its changes, `path=value`, those of `--set` among them. */
  set: string[];
  strategy: string;
  model: Model;
  /** Expected in each replication. */
  requests: number;
  /** The scenario as it is written, with the changes. */
  written: unknown;
}

/** A `--variant`. */
export interface NamedChanges {
  name: string;
  set: string[];
}

/** Of a scenario as it is, beside a single variant of it. */
const AS_IT_IS: NamedChanges = { name: 'as it is', set: [] };

/**
 * Reads `six servers: servers.web.count=6, servers.web.speed=2`. Without changes, as `today:`, it is the scenario as it is.
 * @throws UserError where it is no such thing
 */
export function parseVariant(text: string): NamedChanges {
  const [, name = '', changes = ''] = /^\s*([^:=]+?)\s*:(?:\s+|$)(.*)$/s.exec(text) ?? [];
  if (name === '')
    throw new UserError(
      `expected NAME: PATH=VALUE, such as "six: servers.web.count=6"; got ${show(text)}`,
      '--variant',
    );
  // A comma may also stand within a value, such as {name: power-of-two, choices: 3}.
  const set = changes.trim() === '' ? [] : changes.trim().split(/\s*,\s*(?=[^\s,={}[\]:]+=)/);
  return { name, set };
}

/** What was asked for on the command line. */
export interface Asked {
  files: readonly string[];
  strategies: string | undefined;
  variants: readonly string[];
  /** Changes of all. */
  set: readonly string[];
}

/**
 * Each file with each variant and each strategy.
 * @throws UserError for what is wrong with any
 */
export async function variantsOf({ files, strategies, variants, set }: Asked): Promise<Variant[]> {
  const { loadScenarioFile } = await import('./files.ts');
  const { strategiesToPlay } = await import('./strategies.ts');
  const { compile } = await import('../sim/scenario/compile/compile.ts');
  const { expectedRequests } = await import('../sim/scenario/offered-load.ts');
  const asked = variants.map(parseVariant);
  const twin = asked.find(({ name }, index) => asked.findIndex((other) => other.name === name) !== index);
  if (twin !== undefined) throw new UserError(`two variants are called ${twin.name}`, '--variant');
  const changes = asked.length === 0 ? [{ name: '', set: [] }] : asked.length === 1 ? [AS_IT_IS, ...asked] : asked;
  const all: Parted[] = [];
  for (const file of files) {
    for (const change of changes) {
      const made = [...set, ...change.set];
      const loaded = await loadScenarioFile(file, made);
      const requests = expectedRequests(loaded.world);
      for (const choice of await strategiesToPlay(loaded, strategies, '--strategies')) {
        const model = compile(loaded, choice);
        const parts = [model.name, change.name, choice.label];
        all.push({ parts, file, set: made, strategy: choice.label, model, requests, written: loaded.written });
      }
    }
  }
  const named = withNames(all);
  refuseSeeds(named);
  return named;
}

/** Replications are compared seed by seed. */
function refuseSeeds([first, ...others]: readonly Variant[]): void {
  const other = others.find(({ model }) => model.seed !== first!.model.seed);
  if (other === undefined) return;
  const seeds = `${first!.model.seed} in ${first!.name} and ${other.model.seed} in ${other.name}`;
  throw new UserError(`the seed is ${seeds}, and must be the same: give --seed N, and none in a --variant`);
}

/** The variants with the warmup that their scenarios leave open (warmup.ts), which a run of each finds; with a progress bar. */
export async function withWarmups(variants: readonly Variant[], isInterrupted: () => boolean): Promise<Variant[]> {
  const { withFoundWarmup } = await import('../sim/experiment/warmup.ts');
  const { createProgress } = await import('./progress.ts');
  const progress = await createProgress(process.stderr);
  try {
    const onProgress = (done: number): void => progress.update(done, 'warmup');
    const models = await withFoundWarmup(
      variants.map(({ model }) => model),
      { onProgress, isInterrupted },
    );
    return variants.map((variant, index) => ({ ...variant, model: models[index]! }));
  } finally {
    progress.stop();
  }
}

/** A variant, and of which file, changes and strategy it is. */
type Parted = Omit<Variant, 'name'> & { parts: string[] };

/** Names of the parts in which they differ. */
function withNames(all: readonly Parted[]): Variant[] {
  const differs = [0, 1, 2].map((at) => new Set(all.map(({ parts }) => parts[at])).size > 1);
  const variants = all.map(({ parts, ...variant }) => {
    const own = parts.filter((_, at) => differs[at]);
    return { name: own.length === 0 ? variant.strategy : own.join(', '), ...variant };
  });
  const twin = variants.find(({ name }, index) => variants.findIndex((other) => other.name === name) !== index);
  if (twin !== undefined) throw new UserError(`two of the things to compare are called ${twin.name}; rename one`);
  return variants;
}
