import test from 'ava';
import { shorter, twoQueues } from './chains.ts';
import { lruChe, lruExact, lruIntegral, zipfShares } from './caches.ts';
import {
  batches,
  birthDeath,
  closedNetwork,
  erlangB,
  erlangC,
  gm1,
  impatient,
  impatientMany,
  meanOf,
  meanOfLargest,
  meanPresent,
  mg1,
  mm1,
  powerOfChoices,
  repairman,
  scalability,
  tailOfMmc,
} from './formulas.ts';

const isNear = (a: number, b: number, within = 1e-6): boolean => Math.abs(a - b) <= within;

test('single queues: published values, and special cases that agree', (t) => {
  t.true(isNear(mm1(0.9), 10));
  t.true(isNear(mg1(0.8, 2), 11));
  t.true(isNear(mg1(0.7, 1), mm1(0.7)));
  t.true(
    isNear(
      gm1((s) => 1 / (1 + s / 0.7)),
      mm1(0.7),
    ),
  );
  t.true(
    isNear(
      meanOf(
        birthDeath(
          () => 0.7,
          () => 1,
          500,
        ),
      ) / 0.7,
      mm1(0.7),
    ),
  );
});

test("Erlang's formulas: published values", (t) => {
  const published: [number, number, number, number][] = [
    [2, 0.9, 0.852632, 4.263158],
    [5, 0.8, 0.554113, 0.554113],
    [10, 0.8, 0.40918, 0.20459],
    [10, 0.9, 0.668732, 0.668732],
    [10, 0.95, 0.825586, 1.651171],
    [100, 0.95, 0.506457, 0.101291],
  ];
  for (const [cores, rho, share, wait] of published) {
    t.true(isNear(erlangC(cores, rho).share, share));
    t.true(isNear(erlangC(cores, rho).wait, wait));
  }
  t.true(
    isNear(
      erlangB(5, 4),
      birthDeath(
        () => 4,
        (n) => n,
        5,
      )[5],
    ),
  );
});

test('power of d choices: published values', (t) => {
  const loads = [0.5, 0.7, 0.8, 0.9, 0.95, 0.99];
  const published: [number, number[]][] = [
    [2, [1.2657, 1.6145, 1.9474, 2.6141, 3.383, 5.432]],
    [3, [1.1252, 1.3568, 1.5809, 2.0279, 2.5351, 3.8578]],
    [5, [1.0313, 1.1681, 1.3289, 1.6329, 1.9888, 2.9017]],
  ];
  for (const [choices, values] of published) {
    for (const [i, rho] of loads.entries())
      t.true(isNear(powerOfChoices(rho, choices), values[i], 6e-5), `${choices} ${rho}`);
  }
  t.true(isNear(powerOfChoices(0.9, 2), 2.6141, 5e-5));
  t.true(isNear(powerOfChoices(0.99, 3), 3.8578, 5e-5));
  t.true(isNear(powerOfChoices(0.7, 5), 1.1681, 5e-5));
});

test('impatience: endless patience is M/M/1, and none of it loses all', (t) => {
  t.true(isNear(impatient(0.7, 1000).served, mm1(0.7)));
  t.true(isNear(impatient(0.7, 1000).lost, 0));
  t.true(isNear(impatient(0.7, 1e-7).lost, 1));
});

test('impatience agrees with the work ahead, cut into small steps', (t) => {
  const [rho, patience, step] = [1.2, 3, 0.001];
  // P(work ahead > t) and so on by sums: an atom at 0 and a density in proportion to rho e^(-(1 - rho) x).
  const density: number[] = [];
  for (let x = step / 2; x < patience; x += step) density.push(rho * Math.exp(-(1 - rho) * x) * step);
  const total = 1 + density.reduce((sum, mass) => sum + mass, 0);
  let lost = Math.exp(-patience) / total;
  let served = (1 - (1 + patience) * Math.exp(-patience)) / total;
  density.forEach((mass, i) => {
    const ahead = (i + 0.5) * step;
    const room = patience - ahead;
    lost += (mass / total) * Math.exp(-room);
    served += (mass / total) * (ahead * (1 - Math.exp(-room)) + 1 - (1 + room) * Math.exp(-room));
  });
  t.true(isNear(impatient(rho, patience).lost, lost));
  t.true(isNear(impatient(rho, patience).served, served / (1 - lost)));
});

test('closed loops and scalability: by hand', (t) => {
  t.true(isNear(repairman(1, 9), 1));
  // Two users who think 1: P(0) = 1 / 5, P(1) = P(2) = 2 / 5; 6 / 5 present, 4 / 5 served.
  t.true(isNear(repairman(2, 1), 1.5));
  t.is(scalability(1, 0.1, 0.02), 1);
  t.true(isNear(scalability(4, 0.1, 0.02), 4 / 1.54));
});

test('least recently used: special cases, two ways to the same, and how near the approximation is', (t) => {
  const few = zipfShares(6, 1);
  t.true(
    isNear(
      lruExact(few, 1),
      few.reduce((sum, share) => sum + share * share, 0),
    ),
  );
  t.true(isNear(lruExact(few, 6), 1));
  t.true(isNear(lruExact(zipfShares(6, 0), 2), 2 / 6));
  t.true(isNear(lruExact(few, 3), lruIntegral(few, 3, 2000), 1e-5));
  const many = zipfShares(200, 0.8);
  t.true(isNear(lruChe(many, 20), lruIntegral(many, 20, 100), 5e-4));
});

test('chains of two queues: published values, and a random split', (t) => {
  for (const [rho, T] of [
    [0.5, 1.42632],
    [0.7, 2.1082],
    [0.8, 2.95574],
  ])
    t.true(isNear(twoQueues({ rate: 2 * rho, speeds: [1, 1], first: shorter }), T, 5e-6));
  t.true(isNear(twoQueues({ rate: 1, speeds: [1, 1], first: () => 0.5 }), mm1(0.5)));
  t.true(isNear(twoQueues({ rate: 1.5, speeds: [2, 1], first: () => 2 / 3 }), mm1(0.5) / 1.5));
});

test('batches, tails, impatience, networks: special cases that are known otherwise', (t) => {
  t.true(isNear(batches(0.7, 1, 1), mm1(0.7)));
  t.true(isNear(tailOfMmc(1, 0.7, 3), Math.exp(-0.9)));
  // Patience without end: Erlang's formula. One core, patience 1: M/M/inf with two ways to leave, one of them as likely as the other.
  t.true(isNear(impatientMany(5, 4, 1e9).present, 4 * (1 + erlangC(5, 0.8).wait), 1e-4));
  t.true(isNear(impatientMany(1000, 2, 1).lost, 0.5));
  t.true(isNear(closedNetwork(10, 9, [1]).sojourn, repairman(10, 9)));
  t.true(isNear(closedNetwork(1, 5, [2, 1]).sojourn, 0.75));
  t.true(
    isNear(
      meanPresent(
        [
          [0, 3],
          [10, 3],
        ],
        0,
        1,
      ),
      3 * Math.exp(-1),
      1e-4,
    ),
  );
  t.is(meanOfLargest(2), 1.5);
});
