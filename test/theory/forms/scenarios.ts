/** Parts of the forms' scenarios, and the figures that most of them share. */
import type { Check } from '../form.ts';
import { arrivals, latency, utilization } from '../seen.ts';

export const EXPONENTIAL = { exponential: '1ms' };

/** Poisson arrivals, so many a millisecond. */
export const poisson = (rate: number) => ({ process: 'poisson', rate: `${rate}/ms` });

/** One group of clients before one group of servers. */
export const scenario = (clients: object, servers: object, balancer: object = { strategy: 'random' }) => ({
  clients: { all: { demand: EXPONENTIAL, ...clients } },
  servers: { one: servers },
  balancer,
});

export const sojourn = (theory: number, doubt?: number): Check => ({ what: 'T', theory, doubt, seen: latency });

/** The control of what came: arrivals a millisecond. */
export const arrivalRate = (theory: number): Check => ({ what: 'arrival rate', theory, seen: arrivals });

/** The control of the work that came, where all of it is done. */
export const load = (theory: number): Check => ({ what: 'utilization', theory, seen: utilization });
