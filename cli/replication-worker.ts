/** What a worker thread of `steelyard compare` does: plays its variant with the seeds that it is sent. */
import { workerData } from 'node:worker_threads';
import type { Explanation } from '../records/explanation.ts';
import { figuresOf, type Figures } from '../reports/compare/figures.ts';
import { play } from '../sim/experiment/play.ts';
import { answered, received, type Answer, type SentModel } from './sent-model.ts';

export interface Replicated {
  figures: Figures;
  explanation: Explanation | undefined;
}

export default function playSeed(seed: number): Promise<Answer<Replicated>> {
  return answered(async () => {
    const model = await received(workerData as SentModel);
    const observation = await play({ ...model, seed });
    return { figures: figuresOf(observation), explanation: observation.explanation };
  });
}
