/** What fails and is tried again: each try fails by itself, or takes too long by itself, so the figures are those of coins and clocks. */
import type { Check, Form } from '../form.ts';
import { shareOf, triesPerRequest, uptime } from '../seen.ts';
import { arrivalRate, EXPONENTIAL, poisson, scenario } from './scenarios.ts';

const RATE = 5;
const SERVERS = { count: 10 };
/** Requests that keep no core busy, so that nobody waits for another. */
const FREE = { arrivals: poisson(RATE), demand: { constant: '1ns' } };

const tries = (theory: number, is?: Check['is']): Check => ({
  what: 'tries a request',
  theory,
  is,
  seen: triesPerRequest,
});

interface Expected {
  succeeded: number;
  sent: Check;
}

/** A share of all answers is wrong. */
function errors(name: string, share: number, retries: object, { succeeded, sent }: Expected): Form {
  return {
    name: `errors of ${100 * share} %, ${name}`,
    scenarios: [
      {
        ...scenario({ ...FREE, retries }, SERVERS),
        faults: [{ errors: `${100 * share}%`, on: 'one', at: '0s' }],
      },
    ],
    rate: RATE,
    requests: 1e6,
    checks: [{ what: 'succeeded', theory: succeeded, seen: shareOf('succeeded') }, sent],
  };
}

/** A request that waits exponentially gets a second try where the first takes longer than `after` means. */
function hedged(after: number): Form {
  return {
    name: `hedge after ${after} of an exponential wait of 1`,
    scenarios: [scenario({ ...FREE, wait: EXPONENTIAL, hedge: { after: `${after}ms` } }, SERVERS)],
    rate: RATE,
    requests: 1e6,
    checks: [tries(1 + Math.exp(-after))],
    controls: [arrivalRate(RATE)],
  };
}

/** A server is up for a time and then down for a time, and so on: an alternating renewal process. */
function crashing(up: number, down: number): Form {
  const faults = [{ crash: 'one', every: { exponential: `${up}ms` }, for: { exponential: `${down}ms` } }];
  const theory = up / (up + down);
  return {
    name: `crashes, up for ${up} and down for ${down}`,
    scenarios: [{ ...scenario(FREE, SERVERS), faults }],
    rate: RATE,
    requests: 1e6,
    checks: [
      { what: 'uptime', theory, seen: uptime },
      { what: 'succeeded', theory, seen: shareOf('succeeded') },
    ],
  };
}

/** Of a coin that fails with this probability and is thrown so often at most. */
const thrice = (p: number): Expected => ({ succeeded: 1 - p ** 3, sent: tries(1 + p + p ** 2) });

export const failures: Form[] = [
  errors('2 retries', 0.3, { count: 2 }, thrice(0.3)),
  errors('2 retries', 0.6, { count: 2 }, thrice(0.6)),
  // More fail than a fifth, so all that the budget pays for is spent.
  errors('a retry budget of 20 %', 0.5, { count: 3, budget: '20%' }, { succeeded: 0.5 + 0.2 * 0.5, sent: tries(1.2) }),
  hedged(1),
  hedged(3),
  crashing(10, 2.5),
];
