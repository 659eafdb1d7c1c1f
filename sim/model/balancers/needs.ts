import type { Needs } from '../../../strategies/strategy.ts';
import type { StrategyChoice } from '../model.ts';

/** What the strategy wants to be told beyond its pool, with the parameters that it has. */
export const needsOf = ({ definition, params }: StrategyChoice): Needs => definition.needs?.(params) ?? {};
