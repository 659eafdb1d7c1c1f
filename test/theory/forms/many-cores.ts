/** One server of many cores, or none that matters: Erlang's formulas, closed loops, changing rates, what a balancer itself takes. */
import type { Form } from '../form.ts';
import { birthDeath, erlangB, erlangC, meanOf, mg1, repairman, scalability } from '../formulas.ts';
import { arrivals, arrivedBetween, inFlight, shareOf, wait, waitingShare } from '../seen.ts';
import { type Effort, effort } from './effort.ts';
import { arrivalRate, EXPONENTIAL, load, poisson, scenario, sojourn } from './scenarios.ts';

function waiting(cores: number, rho: number, spent: Effort): Form {
  const { share, wait: Wq } = erlangC(cores, rho);
  return {
    name: `Erlang C, ${cores} cores, rho ${rho}`,
    scenarios: [scenario({ arrivals: poisson(cores * rho) }, { cores, discipline: 'fifo' })],
    rate: cores * rho,
    ...spent,
    hearsWaits: true,
    checks: [
      { what: 'P(wait)', theory: share, sharpness: 0.01, seen: waitingShare },
      { what: 'Wq', theory: Wq, seen: wait },
    ],
    controls: [arrivalRate(cores * rho), load(rho)],
  };
}

/** Blocking depends on the mean of the demand, or of the wait, only. */
function loss(name: string, clients: object, server: object, requests: number): Form {
  const [places, offered] = [5, 4];
  return {
    name: `Erlang B, ${name}, ${places} places, load ${offered}`,
    scenarios: [scenario({ arrivals: poisson(offered), ...clients }, { ...server, queue: 0 })],
    rate: offered,
    requests,
    checks: [{ what: 'P(block)', theory: erlangB(places, offered), seen: shareOf('refused') }],
    controls: [arrivalRate(offered)],
  };
}

function closed(users: number, think: number, requests: number): Form {
  const T = repairman(users, think);
  const rate = users / (think + T);
  const process = { process: 'users', count: users, think: { exponential: `${think}ms` } };
  return {
    name: `closed M/M/1, ${users} users who think ${think}`,
    scenarios: [scenario({ arrivals: process }, { discipline: 'fifo' })],
    rate,
    requests,
    checks: [sojourn(T), { what: 'throughput', theory: rate, seen: arrivals }],
  };
}

function scaled(discipline: string, rho: number, requests: number): Form {
  const [cores, contention, coherency] = [4, 0.1, 0.02];
  const workOf = (busy: number) => scalability(busy, contention, coherency);
  const rate = rho * workOf(cores);
  const present = birthDeath(
    () => rate,
    (n) => workOf(Math.min(n, cores)),
    1000,
  );
  return {
    name: `M/M/4 with contention and coherency, ${discipline}, rho ${rho}`,
    scenarios: [scenario({ arrivals: poisson(rate) }, { cores, discipline, scalability: { contention, coherency } })],
    rate,
    requests,
    checks: [sojourn(meanOf(present) / rate)],
    controls: [arrivalRate(rate), load(rho)],
  };
}

/** Requests only wait, for a database say: nothing that they share. */
function waitingOnly(rate: number, requests: number): Form {
  const clients = { arrivals: poisson(rate), demand: { constant: '1ns' }, wait: { lognormal: { mean: '1ms', cv: 2 } } };
  return {
    name: `M/G/inf, lognormal wait of cv 2, rate ${rate}`,
    scenarios: [scenario(clients, {})],
    rate,
    requests,
    checks: [sojourn(1), { what: 'in flight', theory: rate, seen: inFlight }],
    controls: [arrivalRate(rate)],
  };
}

/** The balancer is the queue: each request takes it 1 ms, and 1 ms more passes; the server has cores for all. */
function balancerOfCapacity(rho: number, requests: number): Form {
  const balancer = { strategy: 'random', capacity: '1/ms', cost: '1ms' };
  return {
    name: `M/D/1 at the balancer, then M/M/inf, rho ${rho}`,
    scenarios: [scenario({ arrivals: poisson(rho) }, { cores: 100 }, balancer)],
    rate: rho,
    requests,
    checks: [sojourn(mg1(rho, 0) + 2)],
    controls: [arrivalRate(rho), load(rho / 100)],
  };
}

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

export const manyCores: Form[] = [
  waiting(2, 0.9, effort({ requests: 3e6, sharpness: 0.055 }, { requests: 80e6 })),
  waiting(5, 0.8, effort({ requests: 3e6, sharpness: 0.04 }, { requests: 42e6 })),
  waiting(10, 0.8, effort({ requests: 4e6, sharpness: 0.045 }, { requests: 66e6 })),
  waiting(10, 0.9, effort({ requests: 3e6, sharpness: 0.07 }, { requests: 120e6 })),
  loss('exponential', { demand: EXPONENTIAL }, { cores: 5, discipline: 'fifo' }, 3e6),
  loss(
    'hyperexponential of cv 2',
    { demand: { hyperexponential: { mean: '1ms', cv: 2 } } },
    { cores: 5, discipline: 'fifo' },
    5e6,
  ),
  loss(
    'lognormal wait of cv 1',
    { demand: { constant: '1ns' }, wait: { lognormal: { mean: '1ms', cv: 1 } } },
    { concurrency: 5 },
    3e6,
  ),
  closed(10, 9, 2.2e6),
  scaled('processor-sharing', 0.7, 2.8e6),
  scaled('fifo', 0.7, 2.8e6),
  waitingOnly(20, 1.5e6),
  balancerOfCapacity(0.8, 2.2e6),
  changingRate(),
];
