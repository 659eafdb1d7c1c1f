/** What a run of the reference simulator should have been seen as: sums over its requests, one by one. */
import { bucketOf, createHistogram } from '../../records/histogram.ts';
import { OUTCOMES, type Observation } from '../../records/observation.ts';
import type { Model } from '../../sim/model/model.ts';
import type { Balancer } from './balancer.ts';
import type { Request } from './requests.ts';
import type { Sender } from './senders.ts';
import type { Server } from './server.ts';
import type { ReferenceRun } from './run.ts';

/** Totals at an edge of the measured window. */
export interface Edge {
  servers: Record<'tries' | 'most' | 'work' | 'wasted' | 'lookups' | 'hits', number>[];
  balancers: { dispatches: number; most: number }[];
}

/** What it could have worked between two instants while it was up and a balancer might pick it: piece by piece. */
function availableCapacity({ down, capacities }: Server, pickers: Balancer['mayBePicked'], from: number, to: number) {
  const changes = [
    ...capacities.map(({ at }) => at),
    ...down.flatMap(({ at, backAt }) => [at, backAt]),
    ...pickers.flat().map(({ at }) => at),
  ];
  const between = changes.filter((at) => at > from && at < to).sort((a, b) => a - b);
  const edges = [...new Set([from, ...between, to])];
  return sum(edges.slice(1), (end) => {
    const start = edges[edges.indexOf(end) - 1];
    const isDown = down.some(({ at, backAt }) => at <= start && start < backAt);
    const isPicked = pickers.some((spells) => spells.findLast(({ at }) => at <= start)?.holds);
    const { capacity } = capacities.findLast(({ at }) => at <= start)!;
    return isDown || !isPicked || end < start ? 0 : capacity * (end - start);
  });
}

export function edgeOf(servers: Server[], balancers: Balancer[]): Edge {
  return {
    servers: servers.map(({ tries, most, work, wasted, lookups, hits }) => {
      return { tries, most, work, wasted, lookups, hits };
    }),
    balancers: balancers.map(({ dispatches, most }) => ({ dispatches, most })),
  };
}

/** Numbers by what they are; equal between the engine and the reference, up to rounding for work. */
export function measure({ warmup, duration, clients }: Model, run: ReferenceRun): Record<string, unknown> {
  const {
    requests,
    walkers,
    servers,
    balancers,
    senders,
    endedAt,
    edges: [opened, closed],
    lives,
  } = run;
  const counted = requests.filter(({ arrivedAt }) => arrivedAt >= warmup);
  const succeeded = counted.filter(({ outcome }) => outcome === 'succeeded');
  const unfinished = counted.filter(({ outcome }) => outcome === undefined);
  const latency = ({ arrivedAt, endAt }: Request) => endAt! - arrivedAt;
  const within = (from: number, to: number) => Math.max(0, Math.min(to, duration, endedAt) - Math.max(from, warmup));
  const length = Math.max(1_000_000, Math.ceil((duration - warmup) / 256));
  const outcomes = Array.from({ length: Math.ceil((duration - warmup) / length) * OUTCOMES.length }, () => 0);
  for (const { arrivedAt, outcome = 'unfinished' } of counted) {
    outcomes[Math.floor((arrivedAt - warmup) / length) * OUTCOMES.length + OUTCOMES.indexOf(outcome as 'failed')]++;
  }
  const sentBy = (sender: Sender | undefined) => {
    if (sender === undefined) return {};
    const counted = Object.entries(sender.log).map(([what, numbers]) => {
      return [what, numbers.filter((number) => requests[number].arrivedAt >= warmup).length];
    });
    return { sent: Object.fromEntries(counted) as Record<string, number> };
  };
  return {
    happenings: run.happenings,
    groups: clients.map(({ name }, index) => {
      const ours = counted.filter(({ group }) => group === index);
      const count = (wanted: string) => ours.filter(({ outcome = 'unfinished' }) => outcome === wanted).length;
      return {
        name,
        arrived: ours.length,
        ...Object.fromEntries(OUTCOMES.map((outcome) => [outcome, count(outcome)])),
        tries: sum(ours, ({ history }) => history.filter((pick) => pick.includes('>web/')).length),
        latencySum: sum(
          ours.filter(({ outcome }) => outcome === 'succeeded'),
          latency,
        ),
        ...sentBy(senders.ofGroup[index]),
      };
    }),
    latencySum: sum(succeeded, latency),
    latencyMax: Math.max(0, ...succeeded.map(latency)),
    outcomes,
    histogram: histogramOf(succeeded.map(latency)),
    unfinishedAges: histogramOf(unfinished.map(({ arrivedAt }) => endedAt - arrivedAt)),
    servers: servers.flatMap((server, index) => {
      const { down, spec, capacities, crashedAt } = server;
      const { launchedAt, goneAt } = lives[index];
      const present = within(launchedAt, goneAt);
      if (present === 0) return [];
      const upTime = (from: number, to: number) =>
        within(from, to) - sum(down, ({ at, backAt }) => within(Math.max(at, from), Math.min(backAt, to)));
      const [before, after] = [opened.servers[index], closed.servers[index]];
      const pickers = balancers.flatMap(({ spec: { members }, mayBePicked }) =>
        mayBePicked.filter((_, member) => members[member].kind === 'server' && members[member].index === index),
      );
      const stays = walkers.filter(({ server: at, reachedAt }) => at === index && reachedAt >= 0);
      return [
        {
          tries: after.tries - before.tries,
          up: upTime(0, Infinity),
          ...(present !== within(0, Infinity) && { present }),
          capacity: sum(
            Array.from(capacities.keys()),
            (i) => capacities[i].capacity * upTime(capacities[i].at, capacities[i + 1]?.at ?? Infinity),
          ),
          availableCapacity: availableCapacity(server, pickers, warmup, Math.min(duration, endedAt)),
          work: after.work - before.work,
          wasted: after.wasted - before.wasted,
          inFlightTime: sum(stays, ({ reachedAt, leftAt = Infinity }) => within(reachedAt, leftAt)),
          inFlightMax: after.most,
          crashes: crashedAt.filter((at) => at >= warmup && at < duration).length,
          ...(spec.cache !== undefined && {
            cache: { lookups: after.lookups - before.lookups, hits: after.hits - before.hits },
          }),
        },
      ];
    }),
    balancers: balancers.map(({ stays }, index) => ({
      dispatches: closed.balancers[index].dispatches - opened.balancers[index].dispatches,
      queuedTime: sum(stays, ({ joinedAt, leftAt }) => within(joinedAt, leftAt)),
      queuedMax: closed.balancers[index].most,
      ...sentBy(senders.ofBalancer[index]),
    })),
  };
}

/** The same of an observation of the engine. */
export function measured(observation: Observation): Record<string, unknown> {
  const { groups, latency, windows, unfinishedAges, servers, balancers, happenings } = observation;
  const { histograms, outcomes } = windows;
  return {
    groups,
    happenings,
    latencySum: latency.sum,
    latencyMax: latency.max,
    outcomes: Array.from(outcomes),
    histogram: filledIn(histograms),
    unfinishedAges: filledIn(unfinishedAges),
    servers: servers.map(
      ({
        tries,
        up,
        present,
        capacity,
        availableCapacity,
        work,
        wasted,
        inFlightTime,
        inFlightMax,
        crashes,
        cache,
      }) => {
        return {
          tries,
          up,
          ...(present !== undefined && { present }),
          capacity,
          availableCapacity,
          work,
          wasted,
          inFlightTime,
          inFlightMax,
          crashes,
          ...(cache !== undefined && { cache }),
        };
      },
    ),
    balancers: balancers.map(({ dispatches, queuedTime, queuedMax, sent }) => {
      return { dispatches, queuedTime, queuedMax, ...(sent && { sent }) };
    }),
  };
}

/** Buckets with their counts, of one histogram or of many rows. */
function filledIn(histograms: Uint32Array): Record<number, number> {
  const { length } = createHistogram();
  const filled: Record<number, number> = {};
  histograms.forEach((count, at) => {
    if (count > 0) filled[at % length] = (filled[at % length] ?? 0) + count;
  });
  return filled;
}

function histogramOf(values: number[]): Record<number, number> {
  const histogram = createHistogram();
  for (const value of values) histogram[bucketOf(value)]++;
  return filledIn(histogram);
}

function sum<T>(values: T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}
