/** A balancer before many servers of one core. */
import type { Form } from '../form.ts';
import { mm1, powerOfChoices } from '../formulas.ts';
import { latency } from '../seen.ts';
import { type Effort, effort } from './effort.ts';
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

/** Two servers. `T` solves the chain of the two queue lengths. */
const shortestQueue = (rho: number, T: number, spent: Effort): Form =>
  balanced('join the shortest queue', 2, rho, 'least-connections', T, spent);

/** With and without replacement, whose means are half a per cent apart. The figures are of long simulations, not of a formula. */
function powerOfTwo({ requests, sharpness, ofDifference }: Required<Effort> & { ofDifference: number }): Form {
  const drawn = (replacement: boolean) => pool(100, 0.9, { name: 'power-of-two', replacement });
  return {
    name: 'power of two choices, 100 servers, rho 0.9',
    scenarios: [drawn(false), drawn(true)],
    rate: 90,
    requests,
    checks: [
      { what: 'T, distinct servers', theory: 2.6453, sharpness, seen: (distinct) => latency(distinct) },
      { what: 'T, with replacement', theory: 2.6595, sharpness, seen: (_, repeated) => latency(repeated) },
      {
        what: 'difference',
        theory: 0.0142,
        sharpness: ofDifference,
        seen: (distinct, repeated) => latency(repeated) - latency(distinct),
      },
    ],
    controls: [arrivalRate(90), load(0.9)],
  };
}

const LIMIT = powerOfChoices(0.7, 3);
/**
 * The formula is for infinitely many servers. With n of them T is higher by order 1 / n: under two choices, at this load and 100
 * servers, by 0.0057.
 */
const manyChoices: Form = {
  ...balanced('power of three choices', 300, 0.7, { name: 'power-of-two', choices: 3 }, LIMIT, { requests: 2e6 }),
  checks: [sojourn(LIMIT, 0.0019)],
};

export const manyServers: Form[] = [
  balanced('random split', 10, 0.5, 'random', mm1(0.5), { requests: 3e6 }),
  shortestQueue(0.5, 1.42632, { requests: 1.4e6 }),
  shortestQueue(0.7, 2.1082, effort({ requests: 2e6, sharpness: 0.015 }, { requests: 3.5e6 })),
  shortestQueue(0.8, 2.95574, effort({ requests: 2e6, sharpness: 0.022 }, { requests: 10e6 })),
  shortestQueue(0.9, 5.47491, effort({ requests: 2.5e6, sharpness: 0.042 }, { requests: 48e6 })),
  // An interval of the difference that is half as wide as the difference cannot hold 0.
  powerOfTwo(
    effort(
      { requests: 16e6, sharpness: 0.0028, ofDifference: 0.5 },
      { requests: 64e6, sharpness: 0.0014, ofDifference: 0.25 },
    ),
  ),
  manyChoices,
];
