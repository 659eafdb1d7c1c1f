/** Faults as the model takes them: one for each server that an entry names, since each breaks by itself. */
import type { Distribution, Fault, FaultEffect } from '../../model/model.ts';
import { compileDistribution } from '../keys/distributions.ts';
import type { Files } from '../keys/distributions.ts';
import { kindOf } from '../keys/fault-keys.ts';
import type { FaultKeys } from '../keys/fault-keys.ts';
import { reserveOf } from './compile-events.ts';
import { partsOfTarget, serverTargetOf, targetsOf, zonesHit } from './fault-targets.ts';
import type { Scenario } from '../schema.ts';

const FOR_EVER: Distribution = { kind: 'constant', value: Infinity };

/** The faults of a scenario, in its order, those of servers that may be launched later among them. `zones` are those of the model. */
export function compileFaults(scenario: Scenario, zones: readonly string[], files: Files): Fault[] {
  const reserve = reserveOf(scenario);
  return (scenario.faults ?? []).flatMap((keys, entry) => {
    const { at = 0, every, standby } = keys;
    const named = serverTargetOf(keys);
    const ends: Distribution = standby === undefined ? FOR_EVER : { kind: 'constant', value: standby };
    return targetsOf(scenario, keys, reserve).map(({ name, servers, balancers }): Fault => ({
      entry,
      target: name,
      effect: effectOf(keys, zones),
      servers,
      isRandom: named !== undefined && partsOfTarget(named).which === 'random',
      balancers,
      begins: every === undefined ? { at } : { every: compileDistribution(every, files) },
      lasts: keys.for === undefined ? ends : compileDistribution(keys.for, files),
    }));
  });
}

function effectOf(keys: FaultKeys, zones: readonly string[]): FaultEffect {
  const kind = kindOf(keys);
  switch (kind) {
    case 'slow':
      return { kind, share: keys.slow! };
    case 'errors':
      return { kind, share: keys.errors! };
    case 'memory-leak':
      return { kind: 'memoryLeak', rate: keys['memory-leak']! };
    case 'network': {
      const { latency = 0, loss = 0, partition } = keys.network!;
      const [a, b] = zonesHit(keys);
      return { kind, between: [zones.indexOf(a), zones.indexOf(b)], latency, loss: partition === undefined ? loss : 1 };
    }
    default:
      return { kind };
  }
}
