import test from 'ava';
import { weightedRandom } from '../../strategies/weighted-random.ts';
import { FakeBalancer, weightedServers } from './fake-pool.ts';
import { fits, tally } from './statistics.ts';

test('each pair of picks that follow one another is as likely as the product of the weights', (t) => {
  const weights = [3, 0.5, 1];
  const picks = new FakeBalancer(weightedRandom, weightedServers(...weights)).exchanges(40_000);
  const pairs = picks.flatMap((pick, i) => (i % 2 === 0 ? [pick * 3 + picks[i + 1]] : []));
  const products = weights.flatMap((first) => weights.map((second) => first * second));
  t.true(fits(tally(pairs, 9), products));
});

test('a weight that changes, and a server that leaves, count from the next pick on', (t) => {
  const balancer = new FakeBalancer(weightedRandom, weightedServers(1, 1, 8));
  balancer.exchanges(100);
  balancer.setWeight(1, 3);
  balancer.setAvailable(2, false);
  const counts = tally(balancer.exchanges(10_000), 3);
  t.true(fits(counts, [1, 3, 0]), counts.join(' '));
});

test('another seed gives other picks', (t) => {
  const picks = (seed: number) => new FakeBalancer(weightedRandom, weightedServers(1, 2, 3), {}, seed).exchanges(30);
  t.notDeepEqual(picks(1), picks(2));
});
