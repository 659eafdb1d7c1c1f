/** What changes over time: rates, and what they leave at the servers. */
import type { Form } from '../form.ts';
import { meanPresent } from '../formulas.ts';
import { arrivedBetween, inFlightWithin } from '../seen.ts';
import { EXPONENTIAL, scenario } from './scenarios.ts';

/** The rate rises, falls and stays; the windows are quarters of 256 ms and parts of them. */
function changingRate(): Form {
  const rate = [
    ['0ms', '0/ms'],
    ['256ms', '200/ms'],
    ['768ms', '40/ms'],
  ];
  const count = (what: string, theory: number, from: number, to: number) => ({
    what: `arrivals ${what}`,
    theory,
    seen: arrivedBetween(from / 1024, to / 1024),
  });
  return {
    name: 'Poisson arrivals at a changing rate',
    scenarios: [
      {
        ...scenario({ arrivals: { process: 'poisson', rate }, demand: { constant: '1ns' } }, {}),
        duration: '1024ms',
        warmup: '0ms',
      },
    ],
    rate: 95,
    requests: 3.1e6,
    checks: [
      count('while it rises', 25_600, 0, 256),
      count('within', 12_800, 64, 192),
      count('while it falls', 61_440, 256, 768),
      count('while it stays', 10_240, 768, 1024),
    ],
  };
}

/** A rate that rises and falls, seen through requests that only wait, exponentially: M(t)/M/inf, from empty on. */
function presentOverTime(): Form {
  const length = 12;
  const points: [number, number][] = [
    [0, 2000],
    [4, 10_000],
    [8, 1000],
    [12, 5000],
  ];
  const rate = points.map(([at, each]) => [`${at}ms`, `${each}/ms`]);
  const clients = { arrivals: { process: 'poisson', rate }, demand: { constant: '1ns' }, wait: EXPONENTIAL };
  const within = (from: number, to: number) => ({
    what: `in flight, ${from} to ${to} ms`,
    theory: meanPresent(points, from, to),
    seen: inFlightWithin(from / length, to / length),
  });
  return {
    name: 'M(t)/M/inf',
    scenarios: [{ ...scenario(clients, {}), duration: `${length}ms`, warmup: '0ms' }],
    rate: 5125,
    requests: 2e6,
    sharpness: 0.025,
    checks: Array.from({ length }, (_, at) => within(at, at + 1)),
  };
}

export const overTime: Form[] = [changingRate(), presentOverTime()];
