import { sum } from 'simple-statistics';
import type { Observation } from '../records/observation.ts';
import { measuredTime, shareOf } from './measured.ts';

const NS_PER_HOUR = 3_600_000_000_000;

/** What the servers, while they were up (those that come and go: while they were there, booting too), and the balancers cost, in the currency of the scenario's prices. */
export interface Cost {
  /** Mean over the measured time. */
  perHour: number | null;
  /** For each million requests that succeeded. */
  perMillionRequests: number | null;
}

export function cost(observation: Observation): Cost {
  const { servers, balancers, requests } = observation;
  const time = measuredTime(observation);
  const spent =
    sum(servers.map((server) => (server.price * (server.present ?? server.up)) / NS_PER_HOUR)) +
    sum(balancers.map((balancer) => (balancer.price * time) / NS_PER_HOUR));
  return { perHour: shareOf(spent, time / NS_PER_HOUR), perMillionRequests: shareOf(spent, requests.succeeded / 1e6) };
}
