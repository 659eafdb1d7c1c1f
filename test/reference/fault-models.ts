/** Random faults for random models: short ones, that often meet on one instant and overlap. */
import * as fc from 'fast-check';
import type { Distribution, Fault, FaultEffect, Model } from '../../sim/model/model.ts';

const MS = 1_000_000;

function time(isCoarse: boolean, least: number, most: number): fc.Arbitrary<number> {
  const scale = isCoarse ? MS : 1;
  return fc.integer({ min: (least * MS) / scale, max: (most * MS) / scale }).map((value) => value * scale);
}

function length(isCoarse: boolean): fc.Arbitrary<Distribution> {
  return fc.oneof(
    time(isCoarse, 1, 12).map((value): Distribution => ({ kind: 'constant', value })),
    time(isCoarse, 1, 8).map((mean): Distribution => ({ kind: 'exponential', mean })),
    fc.constant<Distribution>({ kind: 'constant', value: Infinity }),
  );
}

function effect(isCoarse: boolean): fc.Arbitrary<FaultEffect> {
  const share = fc.constantFrom(0.2, 0.5, 1);
  return fc.oneof(
    fc.constantFrom('crash', 'zone', 'balancer', 'pause').map((kind): FaultEffect => ({ kind })),
    fc.constantFrom(0.1, 0.5, 0.3).map((share): FaultEffect => ({ kind: 'slow', share })),
    share.map((share): FaultEffect => ({ kind: 'errors', share })),
    fc.constantFrom(1 / MS, 0.3 / MS).map((rate): FaultEffect => ({ kind: 'memoryLeak', rate })),
    fc
      .tuple(fc.nat(2), fc.nat(2), fc.oneof(fc.constant(0), time(isCoarse, 0, 3)), fc.constantFrom(0, 0.3, 1))
      .map(([a, b, latency, loss]): FaultEffect => ({ kind: 'network', between: [a, b], latency, loss })),
  );
}

interface Drawn {
  effect: FaultEffect;
  first: number;
  of: 'one' | 'random' | 'each';
  begins: Fault['begins'];
  lasts: Distribution;
}

function drawn(isCoarse: boolean): fc.Arbitrary<Drawn> {
  const begins: fc.Arbitrary<Fault['begins']> = fc.oneof(
    time(isCoarse, 0, 30).map((at) => ({ at })),
    time(isCoarse, 1, 15).map((mean) => ({ every: { kind: 'exponential' as const, mean } })),
    time(isCoarse, 1, 6).map((value) => ({ every: { kind: 'constant' as const, value } })),
  );
  return fc.record({
    effect: effect(isCoarse),
    first: fc.nat(9),
    of: fc.constantFrom('one', 'random', 'each'),
    begins,
    lasts: length(isCoarse),
  });
}

/** A few random faults, or many. */
export const anyFaults: fc.Arbitrary<Drawn[]> = fc
  .boolean()
  .chain((isCoarse) => fc.array(drawn(isCoarse), { maxLength: 6 }));

/** An entry on each server of a group is on this many at most: of reserves there are many, and the reference looks at all. */
const MOST_SERVERS = 12;

/** The faults, on what the model has, servers in reserve too. Each is of one thing, as compiled faults are. */
export function faultsOn(model: Model, faults: Drawn[]): Fault[] {
  return faults.flatMap(({ effect, first, of, begins, lasts }, entry): Fault[] => {
    const server = first % model.servers.length;
    const balancer = first % model.balancers.length;
    const all = model.servers.map((_, index) => index);
    const fault = { entry, effect, begins, lasts, isRandom: false, servers: [], balancers: [] };
    switch (effect.kind) {
      case 'network':
        return [{ ...fault, target: effect.between.join('-') }];
      case 'balancer':
        return [{ ...fault, target: model.balancers[balancer].name, balancers: [balancer] }];
      case 'zone':
        return [
          {
            ...fault,
            target: model.zones[first % 3],
            servers: all.filter((each) => model.servers[each].zone === first % 3),
            balancers: model.balancers.flatMap(({ zone }, index) => (zone === first % 3 ? [index] : [])),
          },
        ];
      default:
        if (of === 'random') return [{ ...fault, target: of, isRandom: true, servers: all }];
        return (of === 'one' ? [server] : all.slice(0, MOST_SERVERS)).map((each) => {
          return { ...fault, target: model.servers[each].name, servers: [each] };
        });
    }
  });
}
