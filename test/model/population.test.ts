import test from 'ava';
import { namedStream } from '../../sim/kernel/random-stream.ts';
import { populationSampler } from '../../sim/model/clients/population.ts';
import { fits } from '../strategies/statistics.ts';

const N = 100_000;

for (const count of [1, 2, 3, 10, 1000, 1_000_000]) {
  for (const zipf of [0, 0.5, 0.999_999_9, 1, 1.000_000_1, 1.3, 3, 10]) {
    test(`of ${count} the k-th is drawn in proportion to 1 / k^${zipf}`, (t) => {
      const draw = populationSampler({ count, zipf });
      const stream = namedStream(1, `population/${count}/${zipf}`);
      const shares: number[] = [];
      const counts: number[] = [];
      for (let k = 1; k <= count; k++) shares[classOf(k - 1)] = (shares[classOf(k - 1)] ?? 0) + k ** -zipf;
      for (let i = 0; i < shares.length; i++) counts[i] = 0;
      for (let i = 0; i < N; i++) {
        const index = draw(stream);
        if (!Number.isInteger(index) || index < 0 || index >= count) t.fail(`drew ${index}`);
        counts[classOf(index)]++;
      }
      const merged = mergeRare(counts, shares);
      t.true(merged.shares.length === 1 || fits(merged.counts, merged.shares));
    });
  }
}

/** The first 32 by themselves, then each doubling in 8 parts. */
function classOf(index: number): number {
  return index < 32 ? index : Math.floor(8 * Math.log2(index)) - 8;
}

/** Classes that are expected at least 10 times; the rarer ones go to the one before. */
function mergeRare(counts: number[], shares: number[]): { counts: number[]; shares: number[] } {
  const whole = shares.reduce((sum, share) => sum + (share ?? 0), 0);
  const merged = { counts: [counts[0]], shares: [shares[0]] };
  for (let i = 1; i < shares.length; i++) {
    const last = merged.shares.length - 1;
    const rest = shares.slice(i).reduce((sum, share) => sum + (share ?? 0), 0);
    if (Math.min(merged.shares[last], rest) * N < 10 * whole) {
      merged.counts[last] += counts[i] ?? 0;
      merged.shares[last] += shares[i] ?? 0;
    } else {
      merged.counts.push(counts[i] ?? 0);
      merged.shares.push(shares[i] ?? 0);
    }
  }
  return merged;
}
