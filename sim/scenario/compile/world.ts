/** What a scenario file becomes: a model that still wants a strategy. */
import type { BalancerSpec, Model, ServerSpec, StrategyChoice } from '../../model/model.ts';

/** A model whose balancers may still be without a strategy. */
export interface World extends Omit<Model, 'balancers'> {
  balancers: (Omit<BalancerSpec, 'strategy'> & { strategy?: StrategyChoice })[];
  /** Servers that are not there at the start. */
  reserve: ServerSpec[];
}

/** A scenario that was read and checked. */
export interface Loaded {
  world: World;
  /** The strategies that the file asks to compare; empty where it names none. */
  strategies: StrategyChoice[];
  /** Index of the balancer that they are for: the one with a list, else the first that clients send to. */
  compared: number;
  /** The scenario as it is written, with the changes: plain values of YAML. */
  written: unknown;
}
