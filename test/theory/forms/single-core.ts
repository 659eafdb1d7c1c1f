/** One server of one core: queues, processor sharing, loss and impatience. */
import type { Effort, Form } from '../form.ts';
import { namedStream } from '../../../sim/kernel/random-stream.ts';
import { traceOf } from '../../scenario/scenarios.ts';
import { batches, birthDeath, gm1, impatient, mg1, mm1 } from '../formulas.ts';
import { latency, latencyOf, percentile, shareOf, utilization } from '../seen.ts';
import { arrivalRate, EXPONENTIAL, load, poisson, scenario, sojourn } from './scenarios.ts';

const FIFO = { discipline: 'fifo' };
const SHARING = { discipline: 'processor-sharing' };
const CONSTANT = { constant: '1ms' };
const hyperexponential = (cv: number) => ({ hyperexponential: { mean: '1ms', cv } });
const gamma = (cv: number) => ({ gamma: { mean: '1ms', cv } });
const lognormal = (cv: number) => ({ lognormal: { mean: '1ms', cv } });

/** Mean sojourn `T` under Poisson arrivals. */
function queue(name: string, rho: number, demand: object, server: object, T: number, spent: Effort): Form {
  return {
    name: `${name}, rho ${rho}`,
    scenarios: [scenario({ arrivals: poisson(rho), demand }, server)],
    rate: rho,
    ...spent,
    checks: [sojourn(T)],
    controls: [arrivalRate(rho), load(rho)],
  };
}

const mm1Fifo = (rho: number, spent: Effort): Form => queue('M/M/1', rho, EXPONENTIAL, FIFO, mm1(rho), spent);

const sharing = (name: string, rho: number, demand: object, requests: number): Form =>
  queue(name, rho, demand, SHARING, mm1(rho), { requests });

/** Part of the load always asks the same: its latency is the conditional sojourn of a request of that size. */
function bySize(rho: number, requests: number): Form {
  const group = (share: number, demand: object) => ({ arrivals: poisson(rho * share), demand });
  const clients = {
    any: group(0.8, EXPONENTIAL),
    small: group(0.1, { constant: '0.5ms' }),
    large: group(0.1, { constant: '1.5ms' }),
  };
  return {
    name: `M/G/1-PS by size, rho ${rho}`,
    scenarios: [{ ...scenario({}, SHARING), clients }],
    rate: rho,
    requests,
    checks: [
      sojourn(mm1(rho)),
      { what: 'T of demand 0.5', theory: 0.5 * mm1(rho), seen: latencyOf('small') },
      { what: 'T of demand 1.5', theory: 1.5 * mm1(rho), seen: latencyOf('large') },
    ],
    controls: [arrivalRate(rho), load(rho)],
  };
}

/** Evenly spaced arrivals: their number has no noise, so it is no control. */
function evenArrivals(rho: number, requests: number): Form {
  return {
    name: `D/M/1, rho ${rho}`,
    scenarios: [scenario({ arrivals: { process: 'constant', rate: `${rho}/ms` } }, FIFO)],
    rate: rho,
    requests,
    checks: [sojourn(gm1((s) => Math.exp(-s / rho)))],
    controls: [load(rho)],
  };
}

function burstyArrivals(rho: number, cv: number, requests: number): Form {
  const shape = 1 / (cv * cv);
  return {
    name: `G/M/1, gamma arrivals of cv ${cv}, rho ${rho}`,
    scenarios: [scenario({ arrivals: { process: 'gamma', rate: `${rho}/ms`, cv } }, FIFO)],
    rate: rho,
    requests,
    checks: [sojourn(gm1((s) => (1 + s / (rho * shape)) ** -shape))],
    controls: [arrivalRate(rho), load(rho)],
  };
}

function finite(name: string, rho: number, places: number, server: object, requests: number): Form {
  const present = birthDeath(
    () => rho,
    () => 1,
    places,
  );
  return {
    name: `${name}, rho ${rho}`,
    scenarios: [scenario({ arrivals: poisson(rho) }, server)],
    rate: rho,
    requests,
    checks: [
      { what: 'P(block)', theory: present[places], seen: shareOf('refused') },
      { what: 'utilization', theory: 1 - present[0], seen: utilization },
    ],
    controls: [arrivalRate(rho)],
  };
}

/** Clients give up, but the server does not know: it stays an M/M/1, whose sojourn is exponential. */
function timeouts(rho: number, timeout: number, requests: number): Form {
  return {
    name: `M/M/1, timeout ${timeout}, rho ${rho}`,
    scenarios: [scenario({ arrivals: poisson(rho), timeout: `${timeout}ms` }, FIFO)],
    rate: rho,
    requests,
    checks: [{ what: 'P(timeout)', theory: Math.exp(-timeout / mm1(rho)), seen: shareOf('timedOut') }],
    controls: [arrivalRate(rho), load(rho)],
  };
}

function cancellations(rho: number, timeout: number, requests: number): Form {
  const { lost, served } = impatient(rho, timeout);
  const clients = { arrivals: poisson(rho), timeout: `${timeout}ms`, afterTimeout: 'cancel' };
  return {
    name: `M/M/1, timeout ${timeout}, cancelled, rho ${rho}`,
    scenarios: [scenario(clients, FIFO)],
    rate: rho,
    requests,
    checks: [
      { what: 'P(timeout)', theory: lost, seen: shareOf('timedOut') },
      { what: 'T of the others', theory: served, seen: latency },
    ],
    controls: [arrivalRate(rho)],
  };
}

/** The sojourn in M/M/1 is exponential, so its percentiles are known; the histogram has them to 0.1 %. */
function percentiles(rho: number, requests: number): Form {
  const at = (share: number) => {
    const theory = -Math.log(1 - share) * mm1(rho);
    return { what: `p${100 * share}`, theory, doubt: theory * 0.001, seen: percentile(share), sharpness: 0.02 };
  };
  return {
    name: `M/M/1, percentiles, rho ${rho}`,
    scenarios: [scenario({ arrivals: poisson(rho) }, FIFO)],
    rate: rho,
    requests,
    checks: [0.5, 0.9, 0.99].map(at),
    controls: [arrivalRate(rho), load(rho)],
  };
}

/** Requests come `size` at an instant, or so many on average: geometric, one at least. Such arrivals come as a trace. */
function inBatches(size: number, isRandom: boolean, rho: number, requests: number): Form {
  const square = isRandom ? size * (2 * size - 1) : size * size;
  const trace = (seed: number, span: number) => {
    const random = namedStream(seed, 'batches');
    const draw = (mean: number) => -Math.log(1 - random.unit()) * mean;
    const at: number[] = [];
    for (let now = draw(size / rho); now < span; now += draw(size / rho)) {
      const count = isRandom ? 1 + Math.floor(draw(-1 / Math.log(1 - 1 / size))) : size;
      for (let k = 0; k < count; k++) at.push(Math.round(now * 1e6));
    }
    return traceOf(at);
  };
  return {
    name: `M^X/M/1, batches of ${isRandom ? `geometric size, mean ${size}` : size}, rho ${rho}`,
    scenarios: [scenario({ arrivals: { process: 'trace', file: 'trace' } }, FIFO)],
    rate: rho,
    requests,
    sharpness: 0.012,
    trace,
    checks: [sojourn(batches(rho, size, square))],
    controls: [arrivalRate(rho), load(rho)],
  };
}

/** Half the time for everything. */
function fast(rho: number, requests: number): Form {
  return {
    name: `M/M/1, speed 2, rho ${rho}`,
    scenarios: [scenario({ arrivals: poisson(2 * rho) }, { ...FIFO, speed: 2 })],
    rate: 2 * rho,
    requests,
    checks: [sojourn(mm1(rho) / 2)],
    controls: [arrivalRate(2 * rho), load(rho)],
  };
}

export const singleCore: Form[] = [
  percentiles(0.5, 8e6),
  inBatches(3, false, 0.6, 5e6),
  inBatches(3, true, 0.6, 8e6),
  mm1Fifo(0.5, { requests: 1.5e6 }),
  mm1Fifo(0.7, { requests: 6e6 }),
  mm1Fifo(0.8, { requests: 12e6 }),
  mm1Fifo(0.9, { requests: 72e6 }),
  queue('M/D/1', 0.7, CONSTANT, FIFO, mg1(0.7, 0), { requests: 3e6 }),
  queue('M/G/1, gamma of cv 0.5', 0.7, gamma(0.5), FIFO, mg1(0.7, 0.5), { requests: 4e6 }),
  queue('M/G/1, lognormal of cv 1', 0.6, lognormal(1), FIFO, mg1(0.6, 1), { requests: 4e6, sharpness: 0.012 }),
  queue('M/G/1, hyperexponential of cv 2', 0.8, hyperexponential(2), FIFO, mg1(0.8, 2), { requests: 84e6 }),
  sharing('M/M/1-PS', 0.6, EXPONENTIAL, 4e6),
  sharing('M/G/1-PS, constant', 0.6, CONSTANT, 2.2e6),
  sharing('M/G/1-PS, hyperexponential of cv 2', 0.6, hyperexponential(2), 5.5e6),
  sharing('M/G/1-PS, lognormal of cv 1.5', 0.6, lognormal(1.5), 5.5e6),
  bySize(0.5, 4e6),
  evenArrivals(0.7, 3e6),
  burstyArrivals(0.5, 1.5, 4.5e6),
  finite('M/M/1/5', 1.2, 5, { ...FIFO, queue: 4 }, 4e6),
  finite('M/M/1/3-PS', 0.9, 3, { ...SHARING, concurrency: 3, queue: 0 }, 4e6),
  timeouts(0.7, 3, 3e6),
  cancellations(1.2, 3, 3e6),
  fast(0.5, 2e6),
];
