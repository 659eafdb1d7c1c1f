/** Where requests are on their way: which balancers and which server they passed, or are on their way to. */
import type { Member, Model } from '../model.ts';
import { type Requests, ROW } from './requests.ts';

const { HALVES, GROUP, BYTES, LEVEL } = ROW;

export interface Ways {
  /** The balancer that the request is at, or on its way to: the one below its last try. */
  readonly balancerOf: (slot: number) => number;
  /** The balancer that holds the request's last try. */
  readonly lastBalancerOf: (slot: number) => number;
  /** Where a balancer stands on the way that the request has taken so far, the client's own being 0; -1: it does not. */
  readonly levelOf: (slot: number, balancer: number) => number;
  /** The server that a request is at, or on its way to. It outlives the tries: the members picked still stand in the columns. */
  readonly serverOf: (slot: number) => number;
}

export function createWays(model: Model, { halves, bytes, member }: Requests): Ways {
  const via = Int32Array.from(model.clients, (each) => each.via);

  function balancerOf(slot: number): number {
    return balancerAt(slot, bytes[(slot << BYTES) | LEVEL]);
  }

  function lastBalancerOf(slot: number): number {
    return bytes[(slot << BYTES) | LEVEL] === 1
      ? via[halves[(slot << HALVES) | GROUP]]
      : balancerAt(slot, bytes[(slot << BYTES) | LEVEL] - 1);
  }

  function balancerAt(slot: number, wanted: number): number {
    let balancer = via[halves[(slot << HALVES) | GROUP]];
    for (let above = 0; above < wanted; above++) {
      balancer = model.balancers[balancer].members[member(slot, above)].index;
    }
    return balancer;
  }

  function levelOf(slot: number, balancer: number): number {
    let level = bytes[(slot << BYTES) | LEVEL];
    // Below the last try there is a balancer only if its member is one.
    if (level > 0 && memberAt(slot, level - 1).kind === 'server') level--;
    while (level >= 0 && balancerAt(slot, level) !== balancer) level--;
    return level;
  }

  function memberAt(slot: number, level: number): Member {
    return model.balancers[balancerAt(slot, level)].members[member(slot, level)];
  }

  function serverOf(slot: number): number {
    let balancer = via[halves[(slot << HALVES) | GROUP]];
    for (let level = 0; ; level++) {
      const { kind, index } = model.balancers[balancer].members[member(slot, level)];
      if (kind === 'server') return index;
      balancer = index;
    }
  }

  return { balancerOf, lastBalancerOf, levelOf, serverOf };
}
