/** Plays entries in threads: each in one of its own, so that the machine code of a run is made for it alone. */
import { Worker } from 'node:worker_threads';
import type { Size } from '../theory/estimate.ts';
import type { Result } from './entry.ts';

/** `worker`: worker.ts, here or in a copy of the sources. Rejects where the entry throws. */
export function playInThread(worker: URL, name: string, size: Size): Promise<Result> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(worker, { workerData: { name, size } });
    thread.once('message', resolve);
    thread.once('error', reject);
  });
}

export const WORKER = new URL('worker.ts', import.meta.url);
