/** One-way latencies between zones, in nanoseconds. */
import type { Model } from './model.ts';

export interface Network {
  /** Whether all of it is instant. */
  readonly isInstant: boolean;
  readonly between: (fromZone: number, toZone: number) => number;
  /** From a balancer to a member of its pool. */
  readonly toMember: (balancer: number, member: number) => number;
}

export function createNetwork({ zones, networkLatency, balancers, servers }: Model): Network {
  const between = (fromZone: number, toZone: number) => networkLatency[fromZone * zones.length + toZone];
  return {
    isInstant: networkLatency.every((latency) => latency === 0),
    between,
    toMember(balancer, member) {
      const { kind, index } = balancers[balancer].members[member];
      return between(balancers[balancer].zone, (kind === 'server' ? servers : balancers)[index].zone);
    },
  };
}
