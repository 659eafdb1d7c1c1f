import test from 'ava';
import { envoyLeastRequest } from '../../../strategies/envoy/least-request.ts';
import { equalServers, FakeBalancer, weightedServers } from '../fake-pool.ts';
import { fits, tally } from '../statistics.ts';

const answers = (balancer: FakeBalancer, count: number): number[] =>
  Array.from({ length: count }, () => balancer.strategy.pick(balancer.newRequest(), 0));

test('equal weights: the busier of two servers still gets every fourth request', (t) => {
  const balancer = new FakeBalancer(envoyLeastRequest, equalServers(2));
  balancer.pool.inService[0] = 5;
  t.true(fits(tally(answers(balancer, 10_000), 2), [1, 3]));
});

test('equal weights: the best of `choices` draws with replacement', (t) => {
  const balancer = new FakeBalancer(envoyLeastRequest, equalServers(4), { choices: 3 });
  balancer.pool.inService.set([3, 0, 2, 1]);
  // The best rank is k or worse where all three draws are: ((4 - k) / 4)^3.
  t.true(fits(tally(answers(balancer, 10_000), 4), [1, 37, 7, 19]));
});

test('different weights: turns by deadlines, with weight / (in service + 1) at the time of the turn', (t) => {
  const balancer = new FakeBalancer(envoyLeastRequest, weightedServers(1, 2));
  // Deadlines of 0 and 1, held requests; a turn puts 1 / (weight / (in service + 1)) on top of its own deadline:
  // 1, 0.5: 1 -> 0.5 + 0.5; 1, 1: 0 (older) -> 1 + 1; 2, 1: 1 -> 1 + 1; 2, 2: 0 (older) -> 2 + 2; 4, 2: 1 -> 2 + 1.5; 4, 3.5: 1.
  const counts = Array.from({ length: 6 }, () => balancer.send());
  t.deepEqual(counts, [1, 0, 1, 0, 1, 1]);
});

test('a bias of 0 gives the turns of the weights, a large one leans on the load', (t) => {
  const blind = new FakeBalancer(envoyLeastRequest, weightedServers(3, 2, 1), { activeRequestBias: 0 });
  t.deepEqual(
    Array.from({ length: 12 }, () => blind.send()),
    [0, 1, 0, 2, 1, 0, 0, 1, 0, 0, 2, 1],
  );
  const share = (activeRequestBias: number): number => {
    const balancer = new FakeBalancer(envoyLeastRequest, weightedServers(1, 1, 2), { activeRequestBias });
    balancer.pool.inService[0] = 3;
    balancer.setWeight(2, 2);
    return tally(balancer.exchanges(4000), 3)[0] / 4000;
  };
  // Weights 1 / 4^bias, 1 and 2.
  for (const [bias, weight] of [
    [0, 1],
    [0.5, 1 / 2],
    [1, 1 / 4],
    [2, 1 / 16],
  ]) {
    t.true(Math.abs(share(bias) - weight / (weight + 3)) < 0.001, `${bias}: ${share(bias)}`);
  }
});
