/** One server of many cores, or none that matters: Erlang's formulas, impatience, closed loops, what a balancer itself takes. */
import type { Effort, Form } from '../form.ts';
import { birthDeath, closedNetwork, erlangB, erlangC, impatientMany, meanOf, mg1 } from '../formulas.ts';
import { repairman, scalability, tailOfMmc } from '../formulas.ts';
import { arrivals, inFlight, latency, shareOf, utilization, wait, waitingShare } from '../seen.ts';
import { hearWaits } from '../waits.ts';
import { arrivalRate, EXPONENTIAL, load, poisson, scenario, sojourn } from './scenarios.ts';

function waiting(cores: number, rho: number, spent: Effort): Form {
  const { share, wait: Wq } = erlangC(cores, rho);
  return {
    name: `Erlang C, ${cores} cores, rho ${rho}`,
    scenarios: [scenario({ arrivals: poisson(cores * rho) }, { cores, discipline: 'fifo' })],
    rate: cores * rho,
    ...spent,
    hears: hearWaits,
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

/** Clients give up, but the server does not know: it stays an M/M/c, the tail of whose sojourn is known. */
function timeouts(cores: number, rho: number, timeout: number, requests: number): Form {
  return {
    name: `M/M/${cores}, timeout ${timeout}, rho ${rho}`,
    scenarios: [scenario({ arrivals: poisson(cores * rho), timeout: `${timeout}ms` }, { cores, discipline: 'fifo' })],
    rate: cores * rho,
    requests,
    checks: [{ what: 'P(timeout)', theory: tailOfMmc(cores, rho, timeout), seen: shareOf('timedOut') }],
    controls: [arrivalRate(cores * rho), load(rho)],
  };
}

/** Groups of clients whose patience, together, is nearly exponential. */
const PATIENCES = 200;
/** What that approximation may cost, relatively. */
const NEARLY = 0.001;

/**
 * Clients give up, waiting or in service, after an exponential time. A group's timeout is constant: it is the mean of a part of the
 * exponential distribution that is as likely as any other.
 */
function impatience(cores: number, rho: number, patience: number, requests: number): Form {
  const rate = cores * rho;
  // The integral of the quantile function -ln(1 - u).
  const integral = (u: number) => (u === 1 ? 1 : u + (1 - u) * Math.log(1 - u));
  const timeout = (k: number) => patience * PATIENCES * (integral((k + 1) / PATIENCES) - integral(k / PATIENCES));
  const group = (_: unknown, k: number) => {
    const arrivals = poisson(rate / PATIENCES);
    return [`part-${k}`, { arrivals, demand: EXPONENTIAL, timeout: `${timeout(k)}ms`, afterTimeout: 'cancel' }];
  };
  const clients = Object.fromEntries(Array.from({ length: PATIENCES }, group));
  const { lost, present } = impatientMany(cores, rate, patience);
  return {
    name: `M/M/${cores} with exponential patience of mean ${patience}, rho ${rho}`,
    scenarios: [{ ...scenario({}, { cores, discipline: 'fifo' }), clients }],
    rate,
    requests,
    sharpness: 0.015,
    checks: [
      { what: 'P(timeout)', theory: lost, doubt: lost * NEARLY, seen: shareOf('timedOut') },
      { what: 'in flight', theory: present, doubt: present * NEARLY, seen: inFlight },
    ],
    controls: [arrivalRate(rate)],
  };
}

/** Users think, then one of three unequal servers shares its core among them. */
function network(users: number, think: number, requests: number): Form {
  const speeds = [2, 1, 0.5];
  const { sojourn: T, throughput } = closedNetwork(users, think, speeds);
  const process = { process: 'users', count: users, think: { exponential: `${think}ms` } };
  const servers = Object.fromEntries(speeds.map((speed) => [`of-speed-${speed * 10}-tenths`, { speed }]));
  // Each server has a third of the work.
  const busy = throughput / speeds.reduce((sum, speed) => sum + speed, 0);
  return {
    name: `closed network, ${users} users who think ${think}, speeds ${speeds.join(', ')}`,
    scenarios: [{ ...scenario({ arrivals: process }, {}), servers }],
    rate: throughput,
    requests,
    sharpness: 0.012,
    checks: [
      { what: 'T', theory: T, seen: latency },
      { what: 'throughput', theory: throughput, seen: arrivals },
      { what: 'utilization, X D / c', theory: busy, seen: utilization },
    ],
  };
}

export const manyCores: Form[] = [
  waiting(2, 0.9, { requests: 60e6, sharpness: 0.012 }),
  waiting(5, 0.8, { requests: 46e6 }),
  waiting(10, 0.8, { requests: 50e6, sharpness: 0.013 }),
  waiting(10, 0.9, { requests: 90e6, sharpness: 0.015 }),
  waiting(10, 0.95, { requests: 40e6, sharpness: 0.04 }),
  waiting(100, 0.95, { requests: 42e6, sharpness: 0.07 }),
  timeouts(5, 0.7, 2, 4e6),
  impatience(5, 1.1, 5, 2e6),
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
  network(20, 5, 4e6),
  scaled('processor-sharing', 0.7, 2.8e6),
  scaled('fifo', 0.7, 2.8e6),
  waitingOnly(20, 1.5e6),
  balancerOfCapacity(0.8, 2.2e6),
];
