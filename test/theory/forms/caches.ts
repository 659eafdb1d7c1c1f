/** One server with a cache; keys are drawn independently. */
import { lruChe, lruExact, zipfShares } from '../caches.ts';
import type { Form } from '../form.ts';
import { hitRatio, utilization } from '../seen.ts';
import { arrivalRate, poisson, scenario } from './scenarios.ts';

const RATE = 0.5;
/** What a hit needs of its demand. */
const HIT = 0.2;

function cached(name: string, keys: { count: number; zipf: number }, entries: number, ratio: number, doubt = 0): Form {
  return {
    name: `${name}, ${entries} of ${keys.count} keys, zipf ${keys.zipf}`,
    scenarios: [
      scenario({ arrivals: poisson(RATE), demand: '1ms', keys }, { discipline: 'fifo', cache: { entries, hit: HIT } }),
    ],
    rate: RATE,
    requests: 1e6,
    checks: [
      { what: 'hit ratio', theory: ratio, doubt, seen: hitRatio },
      {
        what: 'utilization',
        theory: RATE * (1 - ratio * (1 - HIT)),
        doubt: RATE * doubt,
        seen: utilization,
      },
    ],
    controls: [arrivalRate(RATE)],
  };
}

/** Che's approximation is within this of the truth already for 20 of 200 keys: see formulas.test.ts. */
const CHE_ERROR = 0.0005;
const MANY = { count: 1000, zipf: 0.8 };

export const caches: Form[] = [
  cached('cache', { count: 6, zipf: 1 }, 3, lruExact(zipfShares(6, 1), 3)),
  cached('cache', { count: 6, zipf: 0 }, 1, 1 / 6),
  cached('cache', MANY, 100, lruChe(zipfShares(MANY.count, MANY.zipf), 100), CHE_ERROR),
];
