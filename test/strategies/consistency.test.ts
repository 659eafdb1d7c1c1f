/**
 * How evenly the strategies that place by a hash spread keys, and how few they move when a server comes or goes: against theory
 * and the papers' claims.
 */
import test from 'ava';
import * as fc from 'fast-check';
import { boundedLoad } from '../../strategies/bounded-load.ts';
import { Candidates } from '../../strategies/lib/candidates.ts';
import { maglevTurns, takeTurns } from '../../strategies/lib/maglev-table.ts';
import { maglev } from '../../strategies/maglev.ts';
import { rendezvous } from '../../strategies/rendezvous.ts';
import { ringHash } from '../../strategies/ring-hash.ts';
import { FakeBalancer, FakePool, keyOf } from './fake-pool.ts';
import type { FakeServer } from './fake-pool.ts';
import { fits, tally, Z } from './statistics.ts';

/** Servers whose names, and so hashes, are others in each round of an experiment. */
const servers = (round: number, count: number): FakeServer[] =>
  Array.from({ length: count }, (_, i) => ({ name: `round-${round}/${i}` }));

/** The servers of the first keys, asked one after the other of an idle balancer. */
const placed = (balancer: FakeBalancer, keys: number): number[] =>
  Array.from({ length: keys }, (_, i) => balancer.exchange(balancer.newRequest(undefined, keyOf(i))));

/** The servers of the first keys where every request stays in service. */
const held = (balancer: FakeBalancer, keys: number): number[] =>
  Array.from({ length: keys }, (_, i) => balancer.send(balancer.newRequest(undefined, keyOf(i))));

const count = <T>(values: readonly T[], isCounted: (value: T, index: number) => boolean): number =>
  values.filter(isCounted).length;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** The mean and nearly five standard errors on top. */
function meanAtMost(values: readonly number[]): number {
  const middle = mean(values);
  const variance = mean(values.map((value) => (value - middle) * (value - middle))) / (values.length - 1);
  return middle + Z * Math.sqrt(variance);
}

for (const definition of [ringHash, maglev, rendezvous]) {
  test(`${definition.name}: a server that was away finds its keys again, and the others theirs`, (t) => {
    const balancer = new FakeBalancer(definition, servers(0, 10));
    const before = placed(balancer, 2000);
    balancer.setAvailable(4, false);
    t.false(placed(balancer, 2000).includes(4));
    balancer.setAvailable(4, true);
    t.deepEqual(placed(balancer, 2000), before);
  });
}

test('rendezvous: a server that leaves moves its own keys only, 1 / n of all; one that joins takes 1 / (n + 1)', (t) => {
  const keys = 20_000;
  const balancer = new FakeBalancer(rendezvous, servers(0, 10));
  const before = placed(balancer, keys);
  balancer.setAvailable(3, false);
  const without = placed(balancer, keys);
  t.is(
    count(without, (server, i) => server !== before[i] && before[i] !== 3),
    0,
  );
  const moved = count(before, (server) => server === 3);
  t.true(fits([moved, keys - moved], [1, 9]), `${moved}`);
  const heirs = without.filter((_, i) => before[i] === 3);
  t.true(fits(tally(heirs, 10), [1, 1, 1, 0, 1, 1, 1, 1, 1, 1]), 'each of the others has as many of them');

  balancer.setAvailable(3, true);
  const joined = balancer.add({ name: 'new' });
  const after = placed(balancer, keys);
  t.is(
    count(after, (server, i) => server !== before[i] && server !== joined),
    0,
  );
  const taken = count(after, (server) => server === joined);
  t.true(fits([taken, keys - taken], [1, 10]), `${taken}`);
});

test('rendezvous: with weights the shares that move are those of the weights', (t) => {
  const keys = 20_000;
  const weights = [5, 1, 0.5, 3.5];
  const balancer = new FakeBalancer(
    rendezvous,
    weights.map((weight) => ({ weight })),
  );
  const before = placed(balancer, keys);
  t.true(fits(tally(before, 4), weights));
  balancer.setAvailable(3, false);
  const without = placed(balancer, keys);
  t.true(without.every((server, i) => server === before[i] || before[i] === 3));
  const heirs = without.filter((_, i) => before[i] === 3);
  t.true(fits(tally(heirs, 4), [5, 1, 0.5, 0]));
});

test('ring-hash: where servers keep their points, one that leaves moves its own keys only', (t) => {
  // 10,000 points at least are 100 a server with 101 servers and with 100.
  const balancer = new FakeBalancer(ringHash, servers(0, 101), { minSize: 10_000 });
  const before = placed(balancer, 10_000);
  for (const gone of [0, 17, 100]) {
    balancer.setAvailable(gone, false);
    const without = placed(balancer, 10_000);
    balancer.setAvailable(gone, true);
    t.true(before.includes(gone));
    t.true(without.every((server, i) => (before[i] === gone ? server !== gone : server === before[i])));
  }
});

test('ring-hash: else the others have new points, and take as many keys from one another as these foretell', (t) => {
  // 1024 points at least are 103 a server with 10 servers, 114 with 9. A key that stays with the 9 changes hands where the
  // first point after it, of the 1030 old and 99 new ones, is new and the first of the old ones is not its owner's.
  const [keys, rounds, fresh] = [5000, 20, 9 * 11];
  const share = (fresh / (1030 + fresh)) * 0.9 * (8 / 9);
  const shares = Array.from({ length: rounds }, (_, round) => {
    const balancer = new FakeBalancer(ringHash, servers(round, 10));
    const before = placed(balancer, keys);
    balancer.setAvailable(0, false);
    return count(placed(balancer, keys), (server, i) => before[i] !== 0 && server !== before[i]) / keys;
  });
  // A new point takes an arc, exponential in the limit, with probability 0.8; keys sample the arcs.
  const variance = (2 - 0.8) / 0.8 / (fresh * rounds) + 1 / (share * keys * rounds);
  t.log(`${percent(mean(shares))} moved, theory ${percent(share)}`);
  t.true(Math.abs(mean(shares) / share - 1) < Z * Math.sqrt(variance), `${mean(shares)} for ${share}`);
});

for (const points of [1, 16, 100]) {
  test(`ring-hash: with ${points} points a server, shares have a relative deviation of 1 / sqrt(${points})`, (t) => {
    const [n, keys, rounds] = [100, 20_000, 10];
    const squares = Array.from({ length: rounds }, (_, round) => {
      const balancer = new FakeBalancer(ringHash, servers(round, n), { minSize: n * points });
      return tally(placed(balancer, keys), n).map((each) => ((each * n) / keys - 1) * ((each * n) / keys - 1));
    }).flat();
    const variance = (mean(squares) * n) / (n - 1);
    // The share of a server on the circle is beta(points, others' points); keys sample it.
    const expected = 1 / points + n / keys;
    t.log(
      `relative deviation ${Math.sqrt(variance - n / keys).toFixed(2)}, theory ${Math.sqrt(1 / points).toFixed(2)}`,
    );
    // Of a variance, over nearly independent shares whose excess kurtosis is that of a gamma.
    const tolerance = Z * Math.sqrt((2 + 6 / points) / (rounds * (n - 1)));
    t.true(Math.abs(variance / expected - 1) < tolerance, `${variance} for ${expected}, within ${tolerance}`);
  });
}

/** The table of the pool's servers that are available. */
function maglevTable(pool: FakePool, size: number): Int32Array {
  const candidates = new Candidates(pool);
  candidates.refresh();
  const table = new Int32Array(size);
  takeTurns(table, maglevTurns(pool, candidates, size));
  return table;
}

function poolOf(names: FakeServer[]): FakePool {
  const pool = new FakePool(false);
  for (const server of names) pool.add(server);
  return pool;
}

test('maglev: with 100 slots a server shares are within 1 % of one another', (t) => {
  for (const [n, size] of [
    [10, 1009],
    [100, 10_007],
    [1000, 100_003],
  ]) {
    const slots = tally([...maglevTable(poolOf(servers(0, n)), size)], n);
    t.true(Math.max(...slots) <= 1.01 * Math.min(...slots), `${n}: ${Math.min(...slots)} to ${Math.max(...slots)}`);
    t.log(`${n} servers: ${Math.min(...slots)} to ${Math.max(...slots)} slots`);
    t.true(Math.max(...slots) - Math.min(...slots) <= 1);
  }
});

/** How many times as many slots change as must, where 10 of 1000 servers leave. */
function disruption(size: number, rounds: number): number[] {
  const [n, gone] = [1000, 10];
  return Array.from({ length: rounds }, (_, round) => {
    const pool = poolOf(servers(round, n));
    const before = maglevTable(pool, size);
    pool.available.fill(0, 0, gone);
    const after = maglevTable(pool, size);
    return count([...after], (server, slot) => server !== before[slot]) / size / (gone / n);
  });
}

test("maglev: slots that change stay within a few times the optimum, the fewer the larger the table (the paper's sizes)", (t) => {
  const small = disruption(65_537, 5);
  t.true(Math.min(...small) >= 1);
  t.true(meanAtMost(small) < 4, small.join(' '));
  const large = disruption(655_373, 4);
  t.log(`${mean(small).toFixed(1)} and ${mean(large).toFixed(1)} times the optimum`);
  t.true(meanAtMost(large) < 2, large.join(' '));
});

test('bounded-load: no server ever takes more than ceil(factor x its fair share), whatever is asked', (t) => {
  const weights = fc.array(fc.oneof(fc.constant(1), fc.double({ min: 0.1, max: 10, noNaN: true })), {
    minLength: 1,
    maxLength: 8,
  });
  const factor = fc.oneof(fc.constant(1), fc.double({ min: 1, max: 3, noNaN: true }));
  /** A popular key for most, or the end of a try at a server. */
  const steps = fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 7 })), { maxLength: 200, size: 'max' });
  fc.assert(
    fc.property(weights, factor, steps, (each, bound, script) => {
      const balancer = new FakeBalancer(
        boundedLoad,
        each.map((weight) => ({ weight })),
        { factor: bound, minSize: 64 },
      );
      const { inService } = balancer.pool;
      const sum = each.reduce((total, weight) => total + weight, 0);
      for (const [isEnd, number] of script) {
        if (isEnd && (balancer.inFlight[number]?.length ?? 0) > 0) balancer.end(number);
        const picked = balancer.send(balancer.newRequest(undefined, keyOf(Math.max(0, number - 5))));
        const all = inService.reduce((total, tries) => total + tries, 0);
        // A hair more, for the order of the multiplications.
        t.true(inService[picked] <= Math.ceil(((bound * all * each[picked]) / sum) * (1 + 1e-12)));
      }
    }),
    { seed: 1, numRuns: 300 },
  );
  t.pass();
});

test("bounded-load: keys that change hands when a server leaves are of the order of the paper's 1 / e^2 a key of its own", (t) => {
  const [n, keys, rounds] = [101, 1010, 10];
  for (const excess of [0.25, 0.5, 1]) {
    const moved = Array.from({ length: rounds }, (_, round) => {
      const parameters = { factor: 1 + excess, minSize: 10_000 };
      const before = held(new FakeBalancer(boundedLoad, servers(round, n), parameters), keys);
      const after = held(new FakeBalancer(boundedLoad, servers(round, n - 1), parameters), keys);
      return count(after, (server, i) => before[i] !== n - 1 && server !== before[i]) / (keys / n);
    });
    t.log(`e = ${excess}: ${mean(moved).toFixed(1)} for each, the paper's bound is of order ${1 / (excess * excess)}`);
    t.true(meanAtMost(moved) < 1 / (excess * excess), `${excess}: ${moved.join(' ')}`);
  }
});
