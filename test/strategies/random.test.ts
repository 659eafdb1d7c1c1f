import test from 'ava';
import { random } from '../../strategies/random.ts';
import { equalServers, FakeBalancer } from './fake-pool.ts';
import { fits, tally } from './statistics.ts';

test('each pair of picks that follow one another is as likely as the other', (t) => {
  const picks = new FakeBalancer(random, equalServers(3)).exchanges(18_000);
  const pairs = picks.flatMap((pick, i) => (i % 2 === 0 ? [pick * 3 + picks[i + 1]] : []));
  t.true(
    fits(
      tally(pairs, 9),
      pairs.slice(0, 9).map(() => 1),
    ),
  );
});

test('another seed gives other picks', (t) => {
  const picks = (seed: number) => new FakeBalancer(random, equalServers(10), {}, seed).exchanges(20);
  t.notDeepEqual(picks(1), picks(2));
});
