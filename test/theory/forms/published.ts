/** Published results: figures that follow from a paper's model, and orderings that its measurements have. */
import { hearBounds } from '../bounds.ts';
import { hearFanOuts } from '../fan-out.ts';
import type { Form } from '../form.ts';
import { meanOfLargest } from '../formulas.ts';
import { latency, percentile, shareOf } from '../seen.ts';
import { arrivalRate, EXPONENTIAL, load, poisson, scenario } from './scenarios.ts';

/**
 * A request that needs answers of `parts` servers sees the slowest 1 % of one more often than not (J. Dean, L. Barroso, The tail at
 * scale, Communications of the ACM 56(2), 2013). Servers answer after an exponential time.
 */
function fanOut(parts: number, requests: number): Form {
  const p99 = Math.log(100);
  return {
    name: `fan-out to ${parts} servers`,
    scenarios: [scenario({ arrivals: poisson(20), demand: { constant: '1ns' }, wait: EXPONENTIAL }, {})],
    rate: 20,
    requests,
    sharpness: 0.035,
    hears: hearFanOuts(parts, p99 * 1e6),
    checks: [
      { what: `slower than a server's p99`, theory: 1 - 0.99 ** parts, seen: ({ heard }) => heard.slow() },
      { what: 'T of the longest part', theory: meanOfLargest(parts), seen: ({ heard }) => heard.largest() / 1e6 },
    ],
  };
}

/**
 * Join-idle-queue at high load: the time beyond the service itself is many times shorter than under power of two choices (Y. Lu and
 * others, Join-Idle-Queue, Performance Evaluation 68(11), 2011, has up to 30 times). `ofTwo` is that of power of two choices.
 */
function idleQueue(rho: number, ofTwo: number, timesShorter: number, requests: number): Form {
  return {
    name: `join the idle queue against power of two choices, 100 servers, rho ${rho}`,
    scenarios: [scenario({ arrivals: poisson(100 * rho) }, { count: 100 }, { strategy: 'join-idle-queue' })],
    rate: 100 * rho,
    requests,
    checks: [
      {
        what: `T less service, a ${timesShorter}th of that of power of two`,
        theory: ofTwo / timesShorter,
        is: 'at most',
        seen: (run) => latency(run) - 1,
      },
    ],
    controls: [arrivalRate(100 * rho), load(rho)],
  };
}

/**
 * Prequal against weights: where others take part of some machines, turns by weight overload these while the whole has room (B.
 * Wydrowski and others, Load is not what you should balance, NSDI 2024: WRR's p99.9 reaches the timeout, Prequal has none).
 */
function antagonists(requests: number): Form {
  const servers = { free: { count: 16, speed: 1.2 }, pressed: { count: 4, speed: 0.7 } };
  const rate = 18;
  const under = (strategy: string) => ({
    ...scenario({ arrivals: poisson(rate), timeout: '200ms' }, {}, { strategy }),
    servers,
  });
  return {
    name: 'Prequal against weighted round robin, a fifth of the servers slowed down',
    scenarios: [under('weighted-round-robin'), under('prequal')],
    rate,
    requests,
    checks: [
      { what: 'timeouts by weights', theory: 0.02, is: 'at least', seen: (weights) => shareOf('timedOut')(weights) },
      { what: 'timeouts with Prequal', theory: 0, is: 'at most', seen: (_, prequal) => shareOf('timedOut')(prequal) },
      {
        what: 'p99.9 by weights over that with Prequal',
        theory: 3,
        is: 'at least',
        seen: (weights, prequal) => percentile(0.999)(weights) / percentile(0.999)(prequal),
      },
    ],
  };
}

/** No server above ceil(factor x mean) in flight, however popular a key (V. Mirrokni and others, SODA 2018). */
function boundedLoads(factor: number, requests: number): Form {
  const keys = { count: 1000, zipf: 1.1 };
  const rate = 14;
  return {
    name: `bounded loads, factor ${factor}, 20 servers`,
    scenarios: [
      scenario({ arrivals: poisson(rate), keys }, { count: 20 }, { strategy: { name: 'bounded-load', factor } }),
    ],
    rate,
    requests,
    hears: hearBounds(factor),
    checks: [
      { what: 'picks above the bound', theory: 0, is: 'at most', seen: ({ heard }) => heard.broken() },
      { what: 'picks that reach it', theory: 1, is: 'at least', seen: ({ heard }) => heard.tight() },
    ],
    controls: [arrivalRate(rate)],
  };
}

export const published: Form[] = [
  fanOut(10, 4e6),
  fanOut(100, 4e6),
  idleQueue(0.9, 1.6453, 10, 2e6),
  idleQueue(0.95, 2.461, 5, 4e6),
  antagonists(2e6),
  boundedLoads(1.25, 5e5),
];
