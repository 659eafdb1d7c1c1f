/** How evenly hashes spread keys, and how few keys move when a server leaves: each over pools of other names, with an interval. */
import { Candidates } from '../../strategies/lib/candidates.ts';
import { maglevTurns, takeTurns } from '../../strategies/lib/maglev-table.ts';
import { rendezvous } from '../../strategies/rendezvous.ts';
import { ringHash } from '../../strategies/ring-hash.ts';
import type { Parameters, StrategyDefinition } from '../../strategies/strategy.ts';
import { FakeBalancer, FakePool, keyOf, type FakeServer } from '../strategies/fake-pool.ts';
import { tally } from '../strategies/statistics.ts';
import { ERROR } from '../theory/forms/index.ts';
import { interval } from '../theory/interval.ts';
import type { Entry, Row } from './entry.ts';

const ROUNDS = 12;

const serversOf = (round: number, count: number): FakeServer[] =>
  Array.from({ length: count }, (_, i) => ({ name: `round-${round}/${i}` }));

const share = <T>(values: readonly T[], isCounted: (value: T, index: number) => boolean): number =>
  values.filter(isCounted).length / values.length;

/** A figure of each round, which has to be on its side of `expected`, or on it. */
function measured(
  name: string,
  { what, expected, is }: { what: string; expected: number; is?: Row['is'] },
  figure: (round: number) => number,
): Entry {
  return {
    name,
    play() {
      const { mean, halfWidth } = interval(
        Array.from({ length: ROUNDS }, (_, round) => figure(round)),
        [],
        ERROR,
      );
      const holds = { 'at most': mean + halfWidth <= expected, 'at least': mean - halfWidth >= expected };
      const isRight = is === undefined ? Math.abs(mean - expected) <= halfWidth : holds[is];
      const faults = isRight ? [] : [`${what} is ${mean} ± ${halfWidth}, not ${is ?? ''} ${expected}`];
      return { rows: [{ what, expected, is, seen: mean, halfWidth }], requests: 0, faults };
    },
  };
}

/** Slots of a table of Maglev for the servers of the pool that are available. */
function tableOf(pool: FakePool, size: number): number[] {
  const candidates = new Candidates(pool);
  candidates.refresh();
  const table = new Int32Array(size);
  takeTurns(table, maglevTurns(pool, candidates, size));
  return [...table];
}

function poolOf(servers: FakeServer[]): FakePool {
  const pool = new FakePool(false);
  for (const server of servers) pool.add(server);
  return pool;
}

/** The largest share of the slots over the mean, less 1. */
function imbalance(round: number): number {
  const [n, size] = [100, 10_007];
  return (Math.max(...tally(tableOf(poolOf(serversOf(round, n)), size), n)) * n) / size - 1;
}

/** How many times as many slots change as must, where 10 of 1000 servers leave. */
function disruption(round: number, size: number): number {
  const [n, gone] = [1000, 10];
  const pool = poolOf(serversOf(round, n));
  const before = tableOf(pool, size);
  pool.available.fill(0, 0, gone);
  return share(tableOf(pool, size), (server, slot) => server !== before[slot]) / (gone / n);
}

const KEYS = 10_000;

const placed = (balancer: FakeBalancer): number[] =>
  Array.from({ length: KEYS }, (_, i) => balancer.exchange(balancer.newRequest(undefined, keyOf(i))));

/** The share of the keys that changed between servers that stayed while one left. */
function movedBetweenOthers(
  definition: StrategyDefinition,
  round: number,
  count: number,
  parameters?: Parameters,
): number {
  const balancer = new FakeBalancer(definition, serversOf(round, count), parameters);
  const before = placed(balancer);
  balancer.setAvailable(0, false);
  return share(placed(balancer), (server, i) => before[i] !== 0 && server !== before[i]);
}

/** Variance of the servers' shares over their squared mean, without what a sample of keys adds, times the points of a server. */
function variancePerPoint(round: number, points: number): number {
  const n = 100;
  const counts = tally(placed(new FakeBalancer(ringHash, serversOf(round, n), { minSize: n * points })), n);
  const squares = counts.map((each) => ((each * n) / KEYS - 1) * ((each * n) / KEYS - 1));
  return (squares.reduce((sum, each) => sum + each, 0) / (n - 1) - n / KEYS) * points;
}

// 103 points a server with 10 servers, 114 with 9: a key changes hands where one of 99 new points comes first.
const MOVED_ON_DEFAULT_RING = (99 / (1030 + 99)) * 0.9 * (8 / 9);

export const hashing: Entry[] = [
  measured('Maglev, 100 servers, 100 slots each', { what: 'imbalance', expected: 0.01, is: 'at most' }, (round) =>
    imbalance(round),
  ),
  measured(
    'Maglev, 10 of 1000 servers leave 65,537 slots',
    { what: 'slots changed, times the fewest possible', expected: 4, is: 'at most' },
    (round) => disruption(round, 65_537),
  ),
  measured(
    'ring-hash, 100 servers, 16 points each',
    { what: 'relative variance of the shares, times points', expected: 1 },
    (round) => variancePerPoint(round, 16),
  ),
  measured(
    'ring-hash, one of 10 servers leaves, all points anew',
    { what: 'keys moved between the others', expected: MOVED_ON_DEFAULT_RING },
    (round) => movedBetweenOthers(ringHash, round, 10),
  ),
  measured(
    'ring-hash, one of 101 servers leaves, others keep their points',
    { what: 'keys moved between the others', expected: 0, is: 'at most' },
    (round) => movedBetweenOthers(ringHash, round, 101, { minSize: 10_000 }),
  ),
  measured(
    'rendezvous, one of 10 servers leaves',
    { what: 'keys moved between the others', expected: 0, is: 'at most' },
    (round) => movedBetweenOthers(rendezvous, round, 10),
  ),
];
