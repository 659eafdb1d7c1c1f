/** What a worker thread of `steelyard compare` does: plays its variant with the seeds that it is sent. */
import { workerData } from 'node:worker_threads';
import type { Explanation } from '../records/explanation.ts';
import { UserError } from '../records/user-error.ts';
import { figuresOf, type Figures } from '../reports/compare/figures.ts';
import { play } from '../sim/experiment/play.ts';
import type { BalancerSpec, Model } from '../sim/model/model.ts';
import { findStrategy } from '../strategies/index.ts';
import type { StrategyDefinition } from '../strategies/strategy.ts';

/** A model as it goes to a worker: functions cannot, so each strategy is named. */
export interface SentModel extends Omit<Model, 'balancers'> {
  balancers: (Omit<BalancerSpec, 'strategy'> & { strategy: SentStrategy })[];
}

interface SentStrategy {
  label: string;
  name: string;
  /** The file, of one of the user's own. */
  file: string | undefined;
  params: BalancerSpec['strategy']['params'];
}

/** What is wrong with the input has a place, which an error would lose on its way between threads. */
export type Answer =
  | { figures: Figures; explanation: Explanation | undefined }
  | { mistake: { message: string; place: string | undefined } };

export function sent(model: Model): SentModel {
  return {
    ...model,
    balancers: model.balancers.map((balancer) => {
      const { label, definition, file, params } = balancer.strategy;
      return { ...balancer, strategy: { label, name: definition.name, file, params } };
    }),
  };
}

async function received(model: SentModel): Promise<Model> {
  const balancers: BalancerSpec[] = [];
  for (const balancer of model.balancers) {
    const { label, params } = balancer.strategy;
    balancers.push({ ...balancer, strategy: { label, params, definition: await definitionOf(balancer.strategy) } });
  }
  return { ...model, balancers };
}

async function definitionOf({ name, file }: SentStrategy): Promise<StrategyDefinition> {
  if (file === undefined) return findStrategy(name)!;
  const { importStrategy } = await import('./strategies.ts');
  return await importStrategy(file);
}

export default async function playSeed(seed: number): Promise<Answer> {
  try {
    const model = await received(workerData as SentModel);
    const observation = await play({ ...model, seed });
    return { figures: figuresOf(observation), explanation: observation.explanation };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { mistake: { message: error.message, place: error.place } };
  }
}
