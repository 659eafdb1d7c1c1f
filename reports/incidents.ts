import { FAULT_ENDS, type Happening, type ObjectiveSeconds, type Observation } from '../records/observation.ts';
import { isInside } from './objective-windows.ts';

const NS_PER_S = 1e9;

/** A disturbance ends with the first so many seconds that are, together, inside the objectives; what comes later is not of it. */
const CALM_S = 10;

/** A fault that lasted within the measured time, or began there; what it did, and when that was over. Of replications: of the first run. */
export interface Incident {
  kind: Happening['kind'];
  /** Of the server, zone or balancer that it happened to. */
  name: string;
  /** Seconds from the start of the run. */
  atS: number;
  /** How long it lasted, until its server left at the longest; null: to the end. */
  lastedS: number | null;
  /**
   * Until the first health check or ejection held back its server, or one of its zone: before another fault or a planned restart
   * befell that server, and at most CALM_S after its end. Null: never.
   */
  detectedAfterS: number | null;
  /** Measured requests that arrived from its second on until requests were inside their objectives again, and that missed an objective; null without objectives. */
  missed: number | null;
  /** Until requests were inside their objectives again, 0 where they never were outside; null: not in this run, or without objectives. */
  recoveredAfterS: number | null;
}

/** The faults of an observation, in order. O(happenings + seconds of each incident). */
export function incidents(observation: Observation): Incident[] {
  const { happenings, warmup, duration } = observation;
  const faults = faultsOf(happenings);
  detect(faults, observation);
  return [...faults.values()]
    .filter(({ at, endsAt }) => at < duration && (at >= warmup || endsAt > warmup))
    .map(({ kind, name, at, endsAt, detectedAt }) => {
      const after = (instant: number) => (instant === Infinity ? null : (instant - at) / NS_PER_S);
      const times = { atS: at / NS_PER_S, lastedS: after(endsAt), detectedAfterS: after(detectedAt) };
      return { kind, name, ...times, ...aftermath(observation, at) };
    });
}

interface Fault extends Happening {
  endsAt: number;
  detectedAt: number;
}

/** The faults of the whole run, by what began them: until when they lasted. */
function faultsOf(happenings: readonly Happening[]): Map<Happening, Fault> {
  const faults = new Map<Happening, Fault>();
  const lasting = new Map<string, Fault[]>();
  const gone = new Set<string>();
  for (const happening of happenings) {
    const { kind, name, at } = happening;
    const ofName = lasting.get(name) ?? [];
    if (kind === 'removed') gone.add(name);
    if (!(kind in FAULT_ENDS)) {
      const isOver = (fault: Fault) => kind === 'removed' || isEndOf(happening, fault);
      for (const fault of ofName) if (isOver(fault)) fault.endsAt = at;
      lasting.set(
        name,
        ofName.filter((fault) => !isOver(fault)),
      );
    } else if (!gone.has(name)) {
      const fault = { ...happening, endsAt: Infinity, detectedAt: Infinity };
      faults.set(happening, fault);
      lasting.set(name, [...ofName, fault]);
    }
  }
  return faults;
}

function isEndOf(end: Happening, begin: Happening): boolean {
  return FAULT_ENDS[begin.kind] === end.kind && begin.fault === end.fault;
}

/** Finds for each fault what was held back for it: a server by its name, a zone by any of its servers. */
function detect(faults: ReadonlyMap<Happening, Fault>, { happenings, servers }: Observation): void {
  const zones = Map.groupBy(servers, ({ zone }) => zone);
  const awaited = new Map<string, Fault[]>();
  for (const happening of happenings) {
    const { kind, name, at } = happening;
    const fault = faults.get(happening);
    const hit = kind === 'zone' ? (zones.get(name) ?? []).map((server) => server.name) : [name];
    if (fault !== undefined) {
      // What a server is held back for is the last that befell it.
      for (const server of hit)
        awaited.set(server, [...(awaited.get(server) ?? []).filter((other) => other.at === at), fault]);
    } else if (kind === 'draining') awaited.delete(name);
    else if (kind === 'unhealthy' || kind === 'ejected') {
      for (const each of awaited.get(name) ?? [])
        if (at <= each.endsAt + CALM_S * NS_PER_S) each.detectedAt = Math.min(each.detectedAt, at);
      awaited.delete(name);
    }
  }
}

function aftermath(
  { objectiveSeconds: seconds, warmup }: Observation,
  at: number,
): Pick<Incident, 'missed' | 'recoveredAfterS'> {
  if (seconds === undefined) return { missed: null, recoveredAfterS: null };
  const from = Math.max(0, Math.floor((at - warmup) / NS_PER_S));
  // What begins to go wrong much later is not of this fault.
  const latest = Math.min(from + CALM_S + 1, seconds.count);
  const outside = firstSecond(from, latest, (second) => isCalm(seconds, second) === false);
  if (outside === undefined) return { missed: 0, recoveredAfterS: 0 };
  const isBack = (second: number) => isInside(seconds, second, second + 1) === true && isCalm(seconds, second) === true;
  const back = firstSecond(outside, seconds.count, isBack);
  return {
    missed: missedBetween(seconds, from, back ?? seconds.count),
    recoveredAfterS: back === undefined ? null : Math.max(0, warmup / NS_PER_S + back - at / NS_PER_S),
  };
}

function firstSecond(from: number, to: number, isWanted: (second: number) => boolean): number | undefined {
  for (let second = from; second < to; second++) if (isWanted(second)) return second;
  return undefined;
}

/** Whether CALM_S seconds from this one on are, together, inside the objectives. */
function isCalm(seconds: ObjectiveSeconds, second: number): boolean | undefined {
  return isInside(seconds, second, Math.min(second + CALM_S, seconds.count));
}

function missedBetween({ asked, met, targets, count }: ObjectiveSeconds, from: number, to: number): number {
  let missed = 0;
  for (let second = from; second < to; second++) {
    const least = targets.reduce((fewest, _, target) => Math.min(fewest, met[target * count + second]!), Infinity);
    missed += asked[second]! - least;
  }
  return missed;
}
