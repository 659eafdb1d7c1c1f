/** Rules with one right answer, step by step: what the documents of balancers say of them. A further rule is a further entry here. */
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
];
