/** What goes to a worker thread and comes back: functions cannot, so strategies are named, and a mistake is told with its place. */
import { UserError } from '../records/user-error.ts';
import type { BalancerSpec, Model } from '../sim/model/model.ts';
import { findStrategy } from '../strategies/index.ts';
import type { StrategyDefinition } from '../strategies/strategy.ts';

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
export type Answer<T> = { value: T } | { mistake: { message: string; place: string | undefined } };

export function sent(model: Model): SentModel {
  return {
    ...model,
    balancers: model.balancers.map((balancer) => {
      const { label, definition, file, params } = balancer.strategy;
      return { ...balancer, strategy: { label, name: definition.name, file, params } };
    }),
  };
}

export async function received(model: SentModel): Promise<Model> {
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

/** What `work` gives, or what it says is wrong with the input. */
export async function answered<T>(work: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { mistake: { message: error.message, place: error.place } };
  }
}

/** @throws UserError for a mistake */
export function valueOf<T>(answer: Answer<T>): T {
  if ('mistake' in answer) throw new UserError(answer.mistake.message, answer.mistake.place);
  return answer.value;
}
