/** Rules with one right answer, step by step: what the documents of balancers say of them. A further rule is a further entry here. */
import { priorityLoads } from '../../sim/model/balancers/priority-loads.ts';
import { trackTarget } from '../../sim/model/fleet/target-tracking.ts';
import { envoyRoundRobin } from '../../strategies/envoy/round-robin.ts';
import { haproxyLeastconn } from '../../strategies/haproxy/leastconn.ts';
import { maglev } from '../../strategies/maglev.ts';
import { nginxRoundRobin } from '../../strategies/nginx/round-robin.ts';
import { shortestExpectedDelay } from '../../strategies/shortest-expected-delay.ts';
import type { StrategyDefinition } from '../../strategies/strategy.ts';
import { weightedRoundRobin } from '../../strategies/weighted-round-robin.ts';
import { equalServers, FakeBalancer, weightedServers } from '../strategies/fake-pool.ts';
import { exactEntry, type Entry, type Row } from './entry.ts';

const letters = (picks: readonly number[]): string => picks.map((server) => 'abcdef'[server]).join(' ');

/** The order in which idle servers of these weights are picked. */
function turns(definition: StrategyDefinition, weights: number[], expected: string): Row {
  const picks = new FakeBalancer(definition, weightedServers(...weights)).exchanges(expected.split(' ').length);
  return { what: `${definition.name}, weights ${weights.join(', ')}`, expected, seen: letters(picks) };
}

/** The order in which servers are picked while nothing ends. */
function burst(definition: StrategyDefinition, weights: number[], expected: string): Row {
  const balancer = new FakeBalancer(definition, weightedServers(...weights));
  const picks = expected.split(' ').map(() => balancer.send());
  return { what: `${definition.name}, weights ${weights.join(', ')}`, expected, seen: letters(picks) };
}

/** The slots of the keys whose hashes xxHash publishes, in the table of Envoy's unit test: 92 94 90 91 95 90 93. */
function slots(): Row {
  const servers = equalServers(6).map((_, i) => ({ name: `127.0.0.1:${90 + i}` }));
  const balancer = new FakeBalancer(maglev, servers, { tableSize: 7 });
  const keys = ['a', 'abc'].map((key) => new TextEncoder().encode(key));
  const picks = keys.map((key) => 90 + balancer.exchange(balancer.newRequest(key, key)));
  const table = [92, 94, 90, 91, 95, 90, 93];
  const hashes = [0xd24ec4f1a98c6e5bn, 0x44bc2cf5ad770999n];
  const expected = hashes.map((hash) => table[Number(hash % 7n)]).join(' ');
  return { what: "servers of two keys in the table of Envoy's test", expected, seen: picks.join(' ') };
}

/** How much of the traffic two priorities get, in per cent, when so much of the first is healthy and all of the second. */
function priorities(healthy: number, expected: string): Row {
  const OVER_PROVISIONING = 1.4;
  const of100 = [healthy, 100].map((usable) => ({ usable, total: 100 }));
  const loads = priorityLoads(of100, OVER_PROVISIONING, 0).map(({ load }) => 100 * load);
  // Envoy has whole per cents, rounded down.
  const first = Math.floor(loads[0] + 1e-9);
  return { what: `P0 and P1, ${healthy} % of P0 healthy`, expected, seen: `${first} ${100 - first}` };
}

/** Replicas that Kubernetes' HPA asks for, with its tolerance of 10 %. */
function replicas(current: number, metric: number, target: number, expected: number): Row {
  const seen = trackTarget(current, current, metric / target, 0.1);
  return { what: `${current} at ${metric} for a target of ${target}`, expected, seen };
}

export const rules: Entry[] = [
  exactEntry('smooth weighted round robin', () => [
    turns(weightedRoundRobin, [5, 1, 1], 'a a b a c a a'),
    turns(weightedRoundRobin, [4, 3, 2, 1], 'a b c a b d a c b a'),
  ]),
  exactEntry('nginx 1.22, as it was seen to pick', () => [turns(nginxRoundRobin, [5, 1, 1], 'a a b a c a a')]),
  exactEntry('Envoy, schedule of earliest deadlines', () => [
    turns(envoyRoundRobin, [3, 2, 1], 'a b a c b a a b a a c b'),
  ]),
  exactEntry('HAProxy, idle servers in turn', () => [turns(haproxyLeastconn, [3, 1, 2], 'a b c a b c')]),
  exactEntry('shortest expected delay, by hand', () => [burst(shortestExpectedDelay, [1, 2], 'b a b b a b')]),
  exactEntry('Maglev, by published hashes', () => [slots()]),
  exactEntry('Envoy, priorities with over-provisioning of 1.4', () => [
    priorities(72, '100 0'),
    priorities(71, '99 1'),
    priorities(50, '70 30'),
    priorities(25, '35 65'),
    priorities(0, '0 100'),
  ]),
  exactEntry("Kubernetes' HPA: ceil(current x metric / target)", () => [
    replicas(4, 200, 100, 8),
    replicas(4, 50, 100, 2),
    replicas(3, 90, 60, 5),
    replicas(3, 66, 60, 3),
    replicas(3, 66.5, 60, 4),
    replicas(10, 53, 60, 9),
  ]),
];
