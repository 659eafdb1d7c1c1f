/**
 * Plays runs on worker threads. Each run is a function of its variant and seed alone, so what it gives does not depend on how many
 * workers there are, nor on which is done first.
 *
 * V8 makes a run's loop fast for the first simulation of an isolate, and makes it general when another follows: a second long run takes
 * twice as long in the same isolate. So a worker plays one variant only, and long runs get a worker each.
 */
import { getCompileCacheDir } from 'node:module';
import { Piscina } from 'piscina';

/** From so many requests on a run takes longer in a used worker than a new one takes to start. */
const LONG_RUN = 1_500_000;

/** What a worker is started with. */
export interface Variant<Data> {
  /** It finds this in `workerData`. Plain data. */
  data: Data;
  /** Expected in a run. */
  requests: number;
}

export interface Run {
  /** Index of the variant. */
  variant: number;
  seed: number;
}

export interface Workload<Data, Result> {
  /** The module that a worker loads; its default export takes a seed and gives a result. */
  worker: URL;
  variants: readonly Variant<Data>[];
  runs: readonly Run[];
  /** How many at once. */
  workers: number;
  /** Ends all runs at once; what they had done is lost. */
  signal?: AbortSignal | undefined;
  /** Asked before each run; true: no more are begun. */
  isOver?: () => boolean;
  /** Told of each run that is done, in whatever order. */
  onResult: (run: Run, result: Result) => void;
}

/** One worker thread; Piscina starts and ends it. */
interface Thread {
  variant: number;
  pool: Piscina;
}

/** @throws what a run throws, which ends the others */
export async function playOnWorkers<Data, Result>(load: Workload<Data, Result>): Promise<void> {
  const queues = load.variants.map((_, variant) => load.runs.filter((run) => run.variant === variant));
  const failure = new AbortController();
  const signal = AbortSignal.any([failure.signal, ...(load.signal === undefined ? [] : [load.signal])]);
  const lanes = Array.from({ length: Math.min(load.workers, load.runs.length) }, async () => {
    try {
      await playLane(load, queues, signal);
    } catch (error) {
      failure.abort();
      throw error;
    }
  });
  const ends = await Promise.allSettled(lanes);
  const reasons = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as Error] : []));
  const reason = reasons.find(({ name }) => name !== 'AbortError') ?? reasons[0];
  if (reason !== undefined) throw reason;
}

/** One run after the other, until no queue has any. */
async function playLane<Data, Result>(
  { worker, variants, isOver, onResult }: Workload<Data, Result>,
  queues: readonly Run[][],
  signal: AbortSignal,
): Promise<void> {
  let thread: Thread | undefined;
  const next = () => (isOver?.() === true ? undefined : nextRun(queues, thread?.variant));
  try {
    for (let run = next(); run !== undefined; run = next()) {
      const { data, requests } = variants[run.variant]!;
      if (thread === undefined || thread.variant !== run.variant || requests >= LONG_RUN) {
        await thread?.pool.destroy();
        thread = { variant: run.variant, pool: startThread(worker, data) };
      }
      onResult(run, (await thread.pool.run(run.seed, { signal })) as Result);
    }
  } finally {
    await thread?.pool.destroy();
  }
}

/**
 * What the default export of a module gives on a thread of its own, with `data` as its `workerData`.
 * @throws what it throws, and an AbortError for the signal, which ends it at once
 */
export async function onWorker<Result>(worker: URL, data: unknown, signal: AbortSignal): Promise<Result> {
  const pool = startThread(worker, data);
  try {
    return (await pool.run(undefined, { signal })) as Result;
  } finally {
    await pool.destroy();
  }
}

const startThread = (worker: URL, workerData: unknown): Piscina =>
  new Piscina({ filename: worker.href, minThreads: 1, maxThreads: 1, workerData, env: environment() });

/** The next of the same variant, else of the variant with most runs left. */
function nextRun(queues: readonly Run[][], variant: number | undefined): Run | undefined {
  const own = variant === undefined ? undefined : queues[variant];
  const longest = queues.reduce((most, queue) => (queue.length > most.length ? queue : most));
  return (own?.length ? own : longest).shift();
}

/** A thread does not know of the cache of compiled code that its process uses, unless it is told: it starts in half the time then. */
function environment(): NodeJS.ProcessEnv {
  const cache = getCompileCacheDir();
  return cache === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: cache };
}
