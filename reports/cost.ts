import { sum } from 'simple-statistics';
import type { Observation, ServerObservation } from '../records/observation.ts';
import { measuredTime, shareOf } from './measured.ts';

const NS_PER_HOUR = 3_600_000_000_000;

/** What the servers and the balancers cost, in the currency of the scenario's prices. */
export interface Cost {
  /** Mean over the measured time. */
  perHour: number | null;
  /** For each million requests that succeeded. */
  perMillionRequests: number | null;
}

/** One group of servers of which some came, left, or changed size. */
export interface ServerGroupResult {
  name: string;
  /** How many there were: mean over the measured time, booting included. */
  serversMean: number | null;
  serverHours: number;
  costPerHour: number | null;
  costPerMillionRequests: number | null;
}

export function cost(observation: Observation): Cost {
  const { servers, balancers } = observation;
  const time = measuredTime(observation);
  return costOf(
    observation,
    sum(servers.map(spentOn)) + sum(balancers.map(({ price }) => (price * time) / NS_PER_HOUR)),
  );
}

/** Groups whose servers came, left, or changed size; undefined where all stayed as they were. */
export function serverGroups(observation: Observation): ServerGroupResult[] | undefined {
  const { servers } = observation;
  const time = measuredTime(observation);
  const names = new Set(servers.filter(({ paid }) => paid !== undefined).map(({ group }) => group));
  if (names.size === 0) return undefined;
  return [...names].map((name) => {
    const ours = servers.filter(({ group }) => group === name);
    const present = sum(ours.map((server) => server.present ?? time));
    const { perHour, perMillionRequests } = costOf(observation, sum(ours.map(spentOn)));
    return {
      name,
      serversMean: shareOf(present, time),
      serverHours: present / NS_PER_HOUR,
      costPerHour: perHour,
      costPerMillionRequests: perMillionRequests,
    };
  });
}

/** A server that stays costs while it is up; one that came, left or changed size, from its launch until it is gone. */
function spentOn({ price, up, paid = up }: ServerObservation): number {
  return (price * paid) / NS_PER_HOUR;
}

function costOf(observation: Observation, spent: number): Cost {
  return {
    perHour: shareOf(spent, measuredTime(observation) / NS_PER_HOUR),
    perMillionRequests: shareOf(spent, observation.requests.succeeded / 1e6),
  };
}
