/** Plays one entry in a thread of its own, so that the machine code of its run is made for it alone. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Size } from '../theory/estimate.ts';
import { entryOf } from './sections.ts';

const { name, size } = workerData as { name: string; size: Size };
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread of Node has no origin
parentPort!.postMessage(await entryOf(name).play(size));
