/** The keys by which client groups and balancers try again: `retries`, `tryTimeout` and `hedge`. */
import * as z from 'zod/mini';
import { boolean, either, integer, list, map, orElse, parsed, positiveDuration, quantity } from './values.ts';
import { show } from '../wording.ts';
import { optional, quantityMeta, quantityReader, required, shared } from './values.ts';

/** A share of a token that is too small to count would never become one. */
const ratio = quantity('fraction', { min: 1e-6, max: 1 });

const on = list(z.enum(['failed', 'refused', 'timedOut']), 'a list of failed, refused and timedOut');

const backoff = map({
  base: required(positiveDuration, 'Time before the first retry of a request; it doubles with each.'),
  max: optional(positiveDuration, 'It grows no longer than this. No limit if left out.'),
  jitter: orElse(
    z.enum(['none', 'full', 'equal']),
    'none',
    'Waits all of that time, a time between none and all of it, or between half and all of it.',
  ),
});

const budget = shared(
  'retryBudget',
  either(
    [
      ratio,
      map({
        ratio: required(ratio, 'What each request brings: 20% pays for a retry after five.'),
        burst: orElse(integer(1, 1_000_000), 10, 'Most retries that may be saved up.'),
      }),
    ],
    'a share such as 20%, or {ratio: 20%, burst: 10}',
  ),
);

const retryShape = {
  count: required(integer(0, 10), 'Retries of a request at most.'),
  on: orElse(on, ['failed', 'refused', 'timedOut'], 'How a try ends that is tried again. All three if left out.'),
  backoff: optional(backoff, 'Time before a retry. None if left out.'),
  budget: optional(budget, 'Retries and hedges of all requests, for the number of requests. No limit if left out.'),
};

const readDelay = quantityReader('duration', { max: 10 * 86_400e9 });
const PERCENTILE = /^p(\d{1,2}(?:\.\d{1,3})?)$/;
const { title, anyOf } = quantityMeta('duration', {}) as { title: string; anyOf: object[] };

/** A time, or a percentile. */
const delay = parsed(
  (input): { time: number } | { percentile: number } | string => {
    const percentile = Number(PERCENTILE.exec(String(input))?.[1] ?? 0);
    if (percentile > 0) return { percentile };
    const time = readDelay(input);
    if (typeof time === 'number') return { time };
    return /^p|%$/.test(String(input)) ? `expected a percentile such as p95; got ${show(input)}` : time;
  },
  {
    title: `${title}, or a percentile such as p95`,
    anyOf: [...anyOf, { type: 'string', pattern: PERCENTILE.source }],
  },
);

const common = {
  tryTimeout: optional(positiveDuration, 'How long a try may take. No limit if left out.'),
  hedge: optional(
    map({
      after: required(
        delay,
        'A try that takes longer gets another beside it: a time, or a percentile such as p95 of the last 1,024 tries.',
      ),
      count: orElse(integer(1, 10), 1, 'Hedges of a request at most.'),
    }),
    'Tries beside tries that take long; the first good answer counts. None if left out.',
  ),
};

/** The keys of a client group. */
export const clientTries = {
  ...common,
  retries: optional(map(retryShape), 'Whether clients try again after a bad answer. They do not if left out.'),
};

/** The keys of a balancer. */
export const balancerTries = {
  ...common,
  retries: optional(
    map({
      ...retryShape,
      sameServer: orElse(
        boolean,
        false,
        'Whether a retry may go to a server that was tried, though others are available.',
      ),
    }),
    'Whether it tries again after a bad answer. It does not if left out.',
  ),
};
