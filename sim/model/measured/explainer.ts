/**
 * A run that explains itself: what latencies are made of, where tries went, and for a sample of decisions where the request would
 * have been done first. It only looks on, so the run goes as it would without.
 */
import type { Decision, ExplainedServer, Explanation, LatencyParts } from '../../../records/explanation.ts';
import { BUCKETS, bucketOf } from '../../../records/histogram.ts';
import type { Clock } from '../../kernel/clock.ts';
import { namedStream } from '../../kernel/random-stream.ts';
import type { Balancer } from '../balancers/balancer.ts';
import { finishTime, type ServerNow } from './finish-time.ts';
import type { Forks } from '../clients/forks.ts';
import type { Model } from '../model.ts';
import type { Network } from '../requests/network.ts';
import { OUTCOME } from './observer.ts';
import { PLACE, type Requests, ROW } from '../requests/requests.ts';
import { coreLimitOf } from '../servers/server-row.ts';
import type { Servers } from '../servers/servers.ts';
import type { Story } from './story.ts';
import type { Ways } from '../requests/ways.ts';

const { DOUBLES, INTEGERS, BYTES, ARRIVED_AT, DEMAND, NUMBER, PLACE: AT, ABANDONED } = ROW;
const { QUEUED, ON_CORE, WAITING } = PLACE;

/** Decisions that are looked at: each costs a look at all requests in flight. */
const SAMPLE = 1000;

export interface Explainer extends Story {
  readonly explanation: () => Explanation;
}

export interface ExplainerParts {
  clock: Clock;
  requests: Requests;
  servers: Servers;
  balancers: readonly Balancer[];
  network: Network;
  forks: Forks;
  ways: Ways;
}

/** The columns of sums by latency. */
const PARTS = 5;

/** The share of requests that are the slowest. */
const SLOWEST = 0.01;

/** What a server holds. */
interface Held {
  running: number[];
  queued: { turn: number; work: number }[];
  /** Requests past their core that keep their slot. */
  waiting: number;
}

/** A decision with its place among all. */
interface Sampled {
  nth: number;
  decided: Decision;
}

export function createExplainer(
  model: Model,
  { clock, requests, servers, balancers, network, forks, ways }: ExplainerParts,
): Explainer {
  const { now } = clock;
  const { doubles, integers, bytes, wait } = requests;
  const { numberOf } = forks;
  const { serverOf } = ways;
  const random = namedStream(model.seed, 'why/decisions');
  /** By slot; `owner` is one more than the NUMBER of the request that the first two belong to. */
  const owner = new Int32Array(requests.capacity);
  const queuedFor = new Float64Array(requests.capacity);
  const queuedAt = new Float64Array(requests.capacity);
  const reachedAt = new Float64Array(requests.capacity);
  const startedAt = new Float64Array(requests.capacity);
  /** Place in the order in which requests reached their servers. */
  const turn = new Float64Array(requests.capacity);
  /** By number of the request: the parts of the try that was served, until the client hears of it. */
  const served = new Map<number, Omit<LatencyParts, 'requests' | 'other'>>();
  /** By bucket of the latency (records/histogram.ts): requests, and the parts in their order. */
  const sums = new Float64Array(BUCKETS * PARTS);
  const seen: ExplainedServer[] = model.servers.map(({ name }) => ({ name, dispatches: 0, departures: 0, sojourn: 0 }));
  const sample: Sampled[] = [];
  let turns = 0;
  let succeeded = 0;
  let dispatches = 0;
  let repeats = 0;
  let decisions = 0;
  let last = -1;

  const isCounted = (slot: number) => doubles[(slot << DOUBLES) | ARRIVED_AT] >= model.warmup;
  const demandOf = (slot: number) => doubles[(slot << DOUBLES) | DEMAND];
  const notCpuOf = (slot: number) => (wait.length > 0 ? wait[slot] : 0);

  /** Slots are reused: what is kept of another request is forgotten. */
  function meet(slot: number): void {
    const number = integers[(slot << INTEGERS) | NUMBER] + 1;
    if (owner[slot] === number) return;
    owner[slot] = number;
    queuedFor[slot] = 0;
    queuedAt[slot] = -1;
  }

  function onQueued(slot: number): void {
    meet(slot);
    queuedAt[slot] = now[0];
  }

  function onSent(slot: number, index: number, member: number, picked: boolean): void {
    meet(slot);
    if (queuedAt[slot] >= 0) queuedFor[slot] += now[0] - queuedAt[slot];
    queuedAt[slot] = -1;
    const server = balancers[index].pool.serverOf[member];
    if (server < 0 || !isCounted(slot)) return;
    dispatches++;
    seen[server].dispatches++;
    if (server === last) repeats++;
    last = server;
    if (picked) onDecision(slot, index, member);
  }

  /** A reservoir (Vitter, "Random sampling with a reservoir", ACM TOMS 11, 1985, algorithm R): any number of decisions may come. */
  function onDecision(slot: number, index: number, member: number): void {
    const nth = decisions++;
    const at = nth < SAMPLE ? nth : random.below(nth + 1);
    if (at < SAMPLE) sample[at] = { nth, decided: decision(slot, index, member) };
  }

  function decision(slot: number, index: number, pick: number): Decision {
    const { pool, spec } = balancers[index];
    const held = heldByServers();
    const finishAt = (member: number, latest: number) => finish(held, slot, index, member, latest);
    const atPick = finishAt(pick, Infinity);
    let best = pick;
    let earliest = atPick;
    for (let member = 0; member < pool.size; member++) {
      if (member === pick || pool.available[member] === 0 || pool.serverOf[member] < 0) continue;
      const at = finishAt(member, earliest);
      if (at < earliest) [best, earliest] = [member, at];
    }
    return {
      at: now[0],
      request: numberOf(slot),
      balancer: spec.name,
      pick: pool.name(pick),
      best: pool.name(best),
      regret: best === pick ? 0 : Math.round(atPick - earliest),
      idleWhileOthersQueue: isOneIdleWhileOthersQueue(index),
    };
  }

  /** With the network there and back, as if the request were there at once. Infinity: it would not be served. */
  function finish(held: Map<number, Held>, slot: number, index: number, member: number, latest: number): number {
    const { pool, spec } = balancers[index];
    const server = pool.serverOf[member];
    const { running, queued, waiting } = held.get(server) ?? { running: [], queued: [], waiting: 0 };
    const { scalability, queue, zone } = model.servers[server];
    const { cores } = servers.size(server);
    const limit = Math.max(1, coreLimitOf({ ...model.servers[server], cores }) - waiting);
    const isFull = queued.length >= queue && (queued.length > 0 || running.length >= limit);
    if (!servers.isUp(server) || isFull) return Infinity;
    const there: ServerNow = {
      cores,
      scalability,
      speed: servers.speed(server),
      limit,
      running,
      queued: queued.toSorted((one, other) => one.turn - other.turn).map(({ work }) => work),
    };
    const beside = network.toMember(index, member) + network.between(zone, spec.zone) + notCpuOf(slot);
    return beside + finishTime(there, demandOf(slot), latest - beside);
  }

  function heldByServers(): Map<number, Held> {
    const held = new Map<number, Held>();
    for (let slot = 0; slot < requests.used(); slot++) {
      const place = bytes[(slot << BYTES) | AT];
      if (place !== QUEUED && place !== ON_CORE && place !== WAITING) continue;
      const server = serverOf(slot);
      const there = held.get(server) ?? { running: [], queued: [], waiting: 0 };
      held.set(server, there);
      if (place === WAITING) there.waiting++;
      else if (place === ON_CORE) there.running.push(servers.workLeftOf(server, slot));
      else if (!requests.hasDeadlines || !requests.isLate(slot))
        there.queued.push({ turn: turn[slot], work: demandOf(slot) });
    }
    return held;
  }

  function isOneIdleWhileOthersQueue(index: number): boolean {
    const { pool } = balancers[index];
    let isOneIdle = false;
    let doOthersQueue = false;
    for (let member = 0; member < pool.size; member++) {
      const server = pool.serverOf[member];
      if (server < 0 || !servers.isUp(server)) continue;
      const { cores } = servers.size(server);
      if (servers.inFlight(server) > Math.min(cores, model.servers[server].concurrency)) doOthersQueue = true;
      else if (servers.inFlight(server) === 0 && pool.available[member] === 1) isOneIdle = true;
    }
    return isOneIdle && doOthersQueue;
  }

  function onDeparture(slot: number, server: number): void {
    if (!isCounted(slot)) return;
    seen[server].departures++;
    seen[server].sojourn += now[0] - reachedAt[slot];
    if (bytes[(slot << BYTES) | ABANDONED] === 1) return;
    const service = demandOf(slot) / servers.size(server).speed + notCpuOf(slot);
    served.set(numberOf(slot), {
      wait: queuedFor[slot] + startedAt[slot] - reachedAt[slot],
      service,
      sharing: now[0] - startedAt[slot] - service,
    });
  }

  function onOutcome(slot: number, outcome: number): void {
    const number = numberOf(slot);
    const parts = served.get(number);
    served.delete(number);
    if (outcome !== OUTCOME.succeeded || parts === undefined) return;
    const { wait: waited, service, sharing } = parts;
    const latency = now[0] - doubles[(slot << DOUBLES) | ARRIVED_AT];
    const at = bucketOf(latency) * PARTS;
    succeeded++;
    [1, waited, service, sharing, latency - waited - service - sharing].forEach((value, part) => {
      sums[at + part] += value;
    });
  }

  /** Of the slowest requests, so many and those in the bucket of the last of them. */
  function slowest(count: number): LatencyParts {
    const of = [0, 0, 0, 0, 0];
    for (let bucket = BUCKETS - 1; bucket >= 0 && of[0] < count; bucket--)
      for (let part = 0; part < PARTS; part++) of[part] += sums[bucket * PARTS + part];
    const [requests, waited, service, sharing, other] = of;
    return { requests, wait: waited, service, sharing, other };
  }

  return {
    onArrival() {},
    onQueued,
    onSent,
    onAtServer(slot) {
      reachedAt[slot] = now[0];
      turn[slot] = turns++;
    },
    onStart(slot) {
      startedAt[slot] = now[0];
    },
    onDeparture,
    onTryEnd() {},
    onOutcome,
    explanation: () => ({
      latency: slowest(succeeded),
      slowestPercent: slowest(Math.ceil(succeeded * SLOWEST)),
      dispatches,
      repeats,
      servers: seen,
      decisions,
      sample: sample.toSorted((one, other) => one.nth - other.nth).map(({ decided }) => decided),
    }),
  };
}
