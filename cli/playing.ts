/** Plays the strategies of a scenario, on threads where that is worth it, with a progress bar, until the end or a Ctrl-C. */
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import type { Observation } from '../records/observation.ts';
import { createReplications, type Replications } from '../sim/experiment/replications.ts';
import type { Model } from '../sim/model/model.ts';
import { listOf } from '../sim/scenario/wording.ts';
import type { EventsFile } from './events-file.ts';
import type { Interruption } from './interruption.ts';
import type { Progress } from './progress.ts';
import type { Task } from './run-worker.ts';
import { sent, valueOf, type Answer } from './sent-model.ts';

/** With fewer requests in all, threads take longer to start than the runs take here. */
const WORTH_THREADS = 300_000;

/** How often progress is shown and an interruption is passed on. */
const LOOK_EVERY_MS = 50;

const WORKER = new URL(`run-worker${extname(import.meta.url)}`, import.meta.url);

export interface Playing {
  /** Runs of each strategy, of successive seeds. */
  replications: number;
  /** Expected in a run. */
  requests: number;
  /** No other scenario is played by this process. */
  isOnly: boolean;
  interruption: Pick<Interruption, 'exitCode'>;
  events?: EventsFile | undefined;
}

/** What was seen with each model; models that were not begun when an interruption came are missing, and a warning names them. */
export async function playModels(models: readonly Model[], playing: Playing): Promise<Observation[]> {
  const { createProgress } = await import('./progress.ts');
  const { withFoundWarmup } = await import('../sim/experiment/warmup.ts');
  const { replications, requests, isOnly, interruption, events } = playing;
  const isInterrupted = (): boolean => interruption.exitCode !== undefined;
  const progress = await createProgress(process.stderr);
  try {
    const settled = await withFoundWarmup(models, {
      onProgress: (done) => progress.update(done, 'warmup'),
      isInterrupted,
    });
    const runs = models.length * replications;
    // The first simulation of a process is as fast as on a thread (workers.ts).
    const isFirst = runs === 1 && isOnly && models.every(({ warmupMethod }) => warmupMethod === undefined);
    const isWorthThreads = !isFirst && requests * runs >= WORTH_THREADS;
    // One file takes the stories of one run after the other.
    const play = isWorthThreads && events === undefined ? playOnThreads : playHere;
    const seen = settled.map(() => createReplications(replications));
    await play(settled, { ...playing, progress, isInterrupted, seen });
    return warned(models, seen);
  } finally {
    progress.stop();
  }
}

/** What reports call the strategy that the model plays. */
export const labelOf = ({ balancers, compared = 0 }: Model): string => balancers[compared]!.strategy.label;

interface Runs extends Playing {
  progress: Progress;
  isInterrupted: () => boolean;
  /** By model. */
  seen: readonly Replications[];
}

async function playHere(
  models: readonly Model[],
  { replications, events, progress, isInterrupted, seen }: Runs,
): Promise<void> {
  const { play } = await import('../sim/experiment/play.ts');
  let over = 0;
  for (const [index, model] of models.entries()) {
    const label = labelOf(model);
    const onProgress = (done: number) => progress.update((over + done) / (models.length * replications), label);
    for (let nth = 0; nth < replications && !isInterrupted(); nth++, over++) {
      const seed = model.seed + nth;
      const listener = events?.listenerFor(label, seed);
      seen[index]!.add(nth, await play({ ...model, seed }, { listener, onProgress, isInterrupted }));
    }
  }
}

async function playOnThreads(
  models: readonly Model[],
  { replications, requests, progress, isInterrupted, seen }: Runs,
): Promise<void> {
  const { playOnWorkers } = await import('../sim/experiment/workers.ts');
  const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const size = replications * Float64Array.BYTES_PER_ELEMENT;
  const done = models.map(() => new Float64Array(new SharedArrayBuffer(size)));
  const all = models.length * replications;
  let over = 0;
  const timer = setInterval(() => {
    if (isInterrupted()) Atomics.store(stop, 0, 1);
    const share = sum(done.map(sum)) / all;
    progress.update(share, all === 1 ? labelOf(models[0]!) : `${over} of ${all} runs`);
  }, LOOK_EVERY_MS);
  try {
    await playOnWorkers<Task, Answer<Observation>>({
      worker: WORKER,
      variants: models.map((model, index) => ({ data: { model: sent(model), stop, done: done[index]! }, requests })),
      runs: models.flatMap(({ seed }, variant) =>
        Array.from({ length: replications }, (_, nth) => ({ variant, seed: seed + nth })),
      ),
      workers: availableParallelism(),
      isOver: isInterrupted,
      onResult: ({ variant, seed }, answer) => {
        const nth = seed - models[variant]!.seed;
        seen[variant]!.add(nth, valueOf(answer));
        done[variant]![nth] = 1;
        over++;
      },
    });
  } finally {
    clearInterval(timer);
  }
}

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, each) => total + each, 0);

/** What was seen of models that were begun; a warning names the others. */
function warned(models: readonly Model[], seen: readonly Replications[]): Observation[] {
  const observations = seen.map((each) => each.merged());
  const begun = observations.filter((each) => each !== undefined);
  const notBegun = models.filter((_, index) => observations[index] === undefined).map(labelOf);
  if (notBegun.length === 0) return begun;
  const warning = `interrupted: ${listOf(notBegun, 'and')} ${notBegun.length === 1 ? 'was' : 'were'} not begun`;
  return begun.map((each) => ({ ...each, warnings: [...each.warnings, warning] }));
}
