/** A balancer before servers of one core. */
import { idle, shorter, shorterOfRepeated, sooner, twoQueues } from '../chains.ts';
import type { Effort, Form } from '../form.ts';
import { erlangC, gm1, mm1, powerOfChoices } from '../formulas.ts';
import { latency } from '../seen.ts';
import { arrivalRate, load, poisson, scenario, sojourn } from './scenarios.ts';

const pool = (count: number, rho: number, strategy: string | object) =>
  scenario({ arrivals: poisson(count * rho) }, { count, discipline: 'fifo' }, { strategy });

/** Mean sojourn `T` under a strategy. */
function balanced(name: string, count: number, rho: number, strategy: string | object, T: number, spent: Effort): Form {
  return {
    name: `${name}, ${count} servers, rho ${rho}`,
    scenarios: [pool(count, rho, strategy)],
    rate: count * rho,
    ...spent,
    checks: [sojourn(T)],
    controls: [arrivalRate(count * rho), load(rho)],
  };
}

/** `T` solves the chain of the two queue lengths. */
const shortestQueue = (rho: number, T: number, requests: number): Form =>
  balanced('join the shortest queue', 2, rho, 'least-connections', T, { requests });

/** Two equal servers at this load, for rules that are told apart by a chain. */
const CHAIN_RHO = 0.6;
const chain = (first: (i: number, j: number) => number): number =>
  twoQueues({ rate: 2 * CHAIN_RHO, speeds: [1, 1], first });

/** Two servers, one twice as fast. */
function uneven(name: string, strategy: string, first: (i: number, j: number) => number): Form {
  const rho = 0.7;
  const servers = {
    fast: { speed: 2, weight: 2, discipline: 'fifo' },
    slow: { discipline: 'fifo' },
  };
  return {
    name: `${name}, speeds 2 and 1, rho ${rho}`,
    scenarios: [{ ...scenario({ arrivals: poisson(3 * rho) }, {}, { strategy }), servers }],
    rate: 3 * rho,
    requests: 5e6,
    sharpness: 0.012,
    checks: [sojourn(twoQueues({ rate: 3 * rho, speeds: [2, 1], first }))],
    controls: [arrivalRate(3 * rho)],
  };
}

/** Each of the servers sees every n-th arrival: E_n/M/1. */
function inTurn(count: number, rho: number, requests: number): Form {
  const rate = count * rho;
  const T = gm1((s) => (rate / (rate + s)) ** count);
  return balanced('round robin (E_n/M/1)', count, rho, 'round-robin', T, { requests });
}

/** The least work left with first come first served is one queue before all servers: M/M/c. */
const leastWork = (count: number, rho: number, requests: number): Form =>
  balanced('least work left (M/M/c)', count, rho, 'least-work-left', 1 + erlangC(count, rho).wait, { requests });

/**
 * A pair of distinct servers, and one drawn with replacement, whose means are half a per cent apart. The figures are of long
 * simulations by others, not of a formula; they are known to `doubt`.
 */
function powerOfTwo(
  rho: number,
  [distinct, repeated]: [number, number],
  doubt: number,
  spent: Effort & { ofDifference?: number },
): Form {
  const drawn = (replacement: boolean) => pool(100, rho, { name: 'power-of-two', replacement });
  const { ofDifference, sharpness, ...effort } = spent;
  const difference = {
    what: 'difference',
    theory: repeated - distinct,
    doubt,
    sharpness: ofDifference,
    seen: (one: Parameters<typeof latency>[0], other: Parameters<typeof latency>[0]) => latency(other) - latency(one),
  };
  return {
    name: `power of two choices, 100 servers, rho ${rho}`,
    scenarios: [drawn(false), drawn(true)],
    rate: 100 * rho,
    ...effort,
    checks: [
      { what: 'T, distinct servers', theory: distinct, doubt, sharpness, seen: (one) => latency(one) },
      { what: 'T, with replacement', theory: repeated, doubt, sharpness, seen: (_, other) => latency(other) },
      ...(ofDifference === undefined ? [] : [difference]),
    ],
    controls: [arrivalRate(100 * rho), load(rho)],
  };
}

/** Servers that stand for infinitely many. */
const MANY = 1000;

/**
 * The formula is for infinitely many servers. With n of them T is higher by order 1 / n: `above` is by how much under two
 * choices and with 100 servers, by the simulations of others; under more choices it is less.
 */
function manyChoices(choices: number, rho: number, above: number, spent: Effort): Form {
  const T = powerOfChoices(rho, choices);
  const strategy = { name: 'power-of-two', choices };
  return {
    ...balanced(`power of ${choices} choices`, MANY, rho, strategy, T, spent),
    checks: [sojourn(T, (above * 100) / MANY)],
    // The system takes long to fill, and a test run is over by then.
    isLong: true,
  };
}

const CHOICES = [2, 3, 5];

/** Mitzenmacher's table. */
const table: Form[] = CHOICES.flatMap((choices) => [
  manyChoices(choices, 0.5, 0.0019, { requests: 1.5e6, warmup: 0.2 }),
  manyChoices(choices, 0.7, 0.0057, { requests: 1.5e6, warmup: 0.25 }),
  manyChoices(choices, 0.8, 0.0116, { requests: 1.5e6, warmup: 0.35 }),
  manyChoices(choices, 0.9, 0.0312, { requests: 2.5e6, warmup: 0.5 }),
  manyChoices(choices, 0.95, 0.078, { requests: 4e6, warmup: 0.5 }),
  manyChoices(choices, 0.99, 0.51, { requests: 14e6, warmup: 0.5 }),
]);

export const manyServers: Form[] = [
  balanced('random split', 10, 0.5, 'random', mm1(0.5), { requests: 3e6 }),
  inTurn(4, 0.8, 12e6),
  leastWork(5, 0.8, 12e6),
  shortestQueue(0.5, 1.42632, 1.4e6),
  shortestQueue(0.7, 2.1082, 4e6),
  shortestQueue(0.8, 2.95574, 11e6),
  shortestQueue(0.9, 5.47491, 52e6),
  uneven('join the shortest queue', 'least-connections', shorter),
  uneven('shortest expected delay', 'shortest-expected-delay', sooner),
  balanced('a pair of distinct servers', 2, CHAIN_RHO, 'power-of-two', chain(shorter), { requests: 3e6 }),
  balanced(
    'a pair with replacement',
    2,
    CHAIN_RHO,
    { name: 'power-of-two', replacement: true },
    chain(shorterOfRepeated),
    {
      requests: 3e6,
    },
  ),
  balanced('join the idle queue', 2, CHAIN_RHO, 'join-idle-queue', chain(idle), { requests: 3e6 }),
  // An interval of the difference that is half as wide as the difference cannot hold 0.
  powerOfTwo(0.5, [1.2676, 1.2715], 0.0003, { requests: 6e6, sharpness: 0.002, ofDifference: 0.45 }),
  powerOfTwo(0.7, [1.6202, 1.6267], 0.0003, { requests: 6e6, sharpness: 0.003 }),
  powerOfTwo(0.8, [1.959, 1.9678], 0.0003, { requests: 8e6, sharpness: 0.003 }),
  powerOfTwo(0.9, [2.6453, 2.6595], 0.0003, { requests: 30e6, sharpness: 0.0025, ofDifference: 0.35 }),
  powerOfTwo(0.95, [3.461, 3.478], 0.003, { requests: 12e6, sharpness: 0.01, warmup: 0.1 }),
  { ...powerOfTwo(0.99, [5.94, 5.98], 0.02, { requests: 16e6, sharpness: 0.05, warmup: 0.2 }), isLong: true },
  ...table,
];
