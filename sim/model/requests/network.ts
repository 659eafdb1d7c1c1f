/** One-way latencies between zones, in nanoseconds, and what faults of the network add to them or lose. */
import { namedStream, type RandomStream } from '../../kernel/random-stream.ts';
import type { Fault, Model } from '../model.ts';

export interface Network {
  /** Whether all of it is instant, and nothing is ever lost. */
  readonly isInstant: boolean;
  /** Whether anything may be lost. */
  readonly mayLose: boolean;
  readonly between: (fromZone: number, toZone: number) => number;
  /** Whether what sets out now is lost on its way; to be asked once a message. */
  readonly loses: (fromZone: number, toZone: number) => boolean;
  /** From a balancer to a member of its pool. */
  readonly toMember: (balancer: number, member: number) => number;
  /** Where a member of a balancer's pool is. */
  readonly zoneOf: (balancer: number, member: number) => number;
  /** A fault of the model begins or ends. */
  readonly begin: (fault: number) => void;
  readonly end: (fault: number) => void;
}

export function createNetwork({
  seed,
  zones,
  networkLatency,
  balancers,
  servers,
  faults = [],
}: Pick<Model, 'seed' | 'zones' | 'networkLatency' | 'balancers' | 'servers' | 'faults'>): Network {
  const latency = Float64Array.from(networkLatency);
  /** By pair of zones: faults that last and lose something, in their order. */
  const lossy: number[][] = networkLatency.map(() => []);
  const coins = new Map<number, RandomStream>();
  const ofNetwork = faults.flatMap(({ effect }) => (effect.kind === 'network' ? [effect] : []));

  const pairOf = (from: number, to: number) => from * zones.length + to;
  const between = (fromZone: number, toZone: number) => latency[fromZone * zones.length + toZone];

  function loses(fromZone: number, toZone: number): boolean {
    for (const fault of lossy[pairOf(fromZone, toZone)]) {
      if (coinOf(fault).unit() < effectOf(faults[fault]).loss) return true;
    }
    return false;
  }

  function coinOf(fault: number): RandomStream {
    const { entry, target } = faults[fault];
    const coin = coins.get(fault) ?? namedStream(seed, `faults/${entry}/${target}/loss`);
    coins.set(fault, coin);
    return coin;
  }

  function change(fault: number, lasts: boolean): void {
    const { between: ends, latency: more, loss } = effectOf(faults[fault]);
    const [a, b] = ends;
    for (const pair of new Set([pairOf(a, b), pairOf(b, a)])) {
      latency[pair] += lasts ? more : -more;
      const others = lossy[pair].filter((each) => each !== fault);
      lossy[pair] = lasts && loss > 0 ? [...others, fault].toSorted((x, y) => x - y) : others;
    }
  }

  function zoneOf(balancer: number, member: number): number {
    const { kind, index } = balancers[balancer].members[member];
    return (kind === 'server' ? servers : balancers)[index].zone;
  }

  return {
    isInstant: ofNetwork.length === 0 && networkLatency.every((each) => each === 0),
    mayLose: ofNetwork.some(({ loss }) => loss > 0),
    between,
    loses,
    toMember: (balancer, member) => between(balancers[balancer].zone, zoneOf(balancer, member)),
    zoneOf,
    begin: (fault) => change(fault, true),
    end: (fault) => change(fault, false),
  };
}

function effectOf({ effect }: Fault): Fault['effect'] & { kind: 'network' } {
  return effect as Fault['effect'] & { kind: 'network' };
}
