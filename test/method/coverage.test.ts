/**
 * The method at reduced size; `npm run method` measures it at full size. Bounds are those of a binomial: a true share within what is
 * claimed fails one check in a hundred, and seeds are fixed.
 */
import { createRequire } from 'node:module';
import test, { type ExecutionContext } from 'ava';
import { foundDifferences, nullComparisons, oneRunCoverage, replicationsCoverage, type Coverage } from './coverage.ts';
import { heldTogether, LOADS } from './comparisons.ts';
import { systems } from './systems.ts';

// jstat comes without types.
const jstat = createRequire(import.meta.url)('jstat') as {
  binomial: { cdf(successes: number, trials: number, p: number): number };
};

const RARE = 0.005;
const MEAN = [0.94, 0.96] as const;
const PERCENTILE = [0.93, 0.97] as const;

/** Whether so many successes are what a true share between `low` and `high` may show. */
function isLikely(successes: number, trials: number, [low, high]: readonly [number, number]): boolean {
  const tooFew = jstat.binomial.cdf(successes, trials, low) < RARE;
  const tooMany = high < 1 && 1 - jstat.binomial.cdf(successes - 1, trials, high) < RARE;
  return !tooFew && !tooMany;
}

function holds(t: ExecutionContext, { system, figure, given, held }: Coverage): void {
  t.true(isLikely(held, given, figure === 'mean' ? MEAN : PERCENTILE), `${system}, ${figure}: ${held} of ${given}`);
}

test('the acceptance region is that of its own number of trials', (t) => {
  t.true(isLikely(95, 100, MEAN) && isLikely(100, 100, MEAN) && !isLikely(80, 100, MEAN));
  t.true(isLikely(9500, 10_000, MEAN) && !isLikely(9330, 10_000, MEAN) && !isLikely(9700, 10_000, MEAN));
});

test('intervals from one run hold the truth as often as they claim', async (t) => {
  const [mm1] = await systems();
  const all = oneRunCoverage(mm1, 150);
  for (const coverage of all) holds(t, coverage);
  t.true(all.every(({ given, runs }) => given > 0.9 * runs));
});

test('intervals from replications hold the truth as often as they claim', (t) => {
  for (const coverage of replicationsCoverage(1000, 10, 5000)) holds(t, coverage);
});

test('a strategy is called different from itself in at most 5 % of comparisons', async (t) => {
  const different = await nullComparisons(80, 5);
  t.true(isLikely(different, 80, [0, 0.05]), `${different} of 80`);
});

test('1 % is found with as many replications as planned', async (t) => {
  const { replications, planned, found, trials } = await foundDifferences(25, 0.9);
  t.true(replications > 10 && replications < 100, `${replications}`);
  t.true(isLikely(found, trials, [planned, 1]), `${found} of ${trials}`);
});

test('the intervals of a comparison hold together as often as they claim, near overload too', (t) => {
  const [, , nearOverload] = LOADS;
  const { held, comparisons, found, differences } = heldTogether(nearOverload, 1000, 5);
  t.true(isLikely(held, comparisons, [0.93, 0.97]), `${held} of ${comparisons}`);
  t.true(found > 0.95 * differences, `${found} of ${differences}`);
});
