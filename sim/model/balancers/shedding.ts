/** Load shedding: a balancer that has too much under way turns a part of what comes away at once. */
import type { Random } from '../../../strategies/strategy.ts';
import type { SheddingSpec } from '../model.ts';
import type { SlotView } from '../requests/request-view.ts';

/** Whether the request that the view shows is turned away, with so many in flight at the balancer. */
export type Sheds = (view: SlotView, inFlight: number) => boolean;

/** A request is shed if a rule says so: each rule that it falls under draws for itself. */
export function createShedding(rules: SheddingSpec[], random: Random): Sheds {
  return (view, inFlight) => {
    for (const { share, above, classes } of rules) {
      if (inFlight < above) continue;
      if (classes.length > 0 && !classes.includes(view.spec.name)) continue;
      if (share === 1 || random.unit() < share) return true;
    }
    return false;
  };
}
