/** Where requests are on their way: which balancers and which server they passed, or are on their way to. */
import type { Model } from './model.ts';
import { type Requests, ROW } from './requests.ts';

const { HALVES, GROUP, BYTES, LEVEL } = ROW;

export interface Ways {
  /** The balancer that the request is at, or on its way to: the one below its last try. */
  readonly balancerOf: (slot: number) => number;
  /** The balancer that holds the request's last try. */
  readonly lastBalancerOf: (slot: number) => number;
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

  function serverOf(slot: number): number {
    let balancer = via[halves[(slot << HALVES) | GROUP]];
    for (let level = 0; ; level++) {
      const { kind, index } = model.balancers[balancer].members[member(slot, level)];
      if (kind === 'server') return index;
      balancer = index;
    }
  }

  return { balancerOf, lastBalancerOf, serverOf };
}
