import { FAULT_ENDS, type Happening, type ObjectiveSeconds, type Observation } from '../records/observation.ts';
import { isInside } from './objective-windows.ts';

const NS_PER_S = 1e9;

/** A disturbance ends with the first so many seconds that are, together, inside the objectives. */
const CALM_S = 10;

/** A fault that begins within the measured time, what it did, and when that was over. Of replications: of the first run. */
export interface Incident {
  kind: Happening['kind'];
  /** Of the server, zone or balancer that it happened to. */
  name: string;
  /** Seconds from the start of the run. */
  atS: number;
  /** How long it lasted, until its server left at the longest; null: to the end. */
  lastedS: number | null;
  /** Until the first health check or ejection held back what it happened to; null: never. */
  detectedAfterS: number | null;
  /** Requests that arrived from its second on until it was over, and that missed an objective; null without objectives. */
  missed: number | null;
  /** Until requests were inside their objectives again, 0 where they never were outside; null: not in this run, or without objectives. */
  recoveredAfterS: number | null;
}

/** The faults of an observation, in order. */
export function incidents(observation: Observation): Incident[] {
  const { happenings, warmup, duration } = observation;
  const leftAt = new Map(happenings.flatMap(({ kind, name, at }) => (kind === 'removed' ? [[name, at]] : [])));
  // From the last to the first, so that what was seen last of a kind and name is the next that happens.
  const nextAt = new Map<string, number>();
  const found = happenings.toReversed().flatMap(({ kind, name, at }) => {
    const next = (...kinds: (Happening['kind'] | undefined)[]): number =>
      kinds.reduce((first, each) => Math.min(first, nextAt.get(`${each} ${name}`) ?? Infinity), Infinity);
    // A server that leaves takes its fault along.
    const endsAt = next(FAULT_ENDS[kind], 'removed');
    // A later fault of the same kind there has its own detection.
    const detectedAt = next('unhealthy', 'ejected') <= next(kind) ? next('unhealthy', 'ejected') : Infinity;
    nextAt.set(`${kind} ${name}`, at);
    if (!(kind in FAULT_ENDS) || at < warmup || at >= duration || at > (leftAt.get(name) ?? Infinity)) return [];
    const after = (instant: number) => (instant === Infinity ? null : (instant - at) / NS_PER_S);
    const times = { atS: at / NS_PER_S, lastedS: after(endsAt), detectedAfterS: after(detectedAt) };
    return [{ kind, name, ...times, ...aftermath(observation, at) }];
  });
  return found.toReversed();
}

function aftermath(
  { objectiveSeconds: seconds, warmup }: Observation,
  at: number,
): Pick<Incident, 'missed' | 'recoveredAfterS'> {
  if (seconds === undefined) return { missed: null, recoveredAfterS: null };
  const from = Math.floor((at - warmup) / NS_PER_S);
  // What begins to go wrong much later is not of this fault.
  const outside = firstWhere(seconds, [from, Math.min(from + CALM_S + 1, seconds.count)], false);
  if (outside === undefined) return { missed: 0, recoveredAfterS: 0 };
  const back = firstWhere(seconds, [outside, seconds.count], true);
  return {
    missed: missedBetween(seconds, from, back ?? seconds.count),
    recoveredAfterS: back === undefined ? null : Math.max(0, warmup / NS_PER_S + back - at / NS_PER_S),
  };
}

/** The first second in [from, to) from which on CALM_S seconds together are inside (outside) the objectives. */
function firstWhere(seconds: ObjectiveSeconds, [from, to]: [number, number], wanted: boolean): number | undefined {
  for (let second = from; second < to; second++)
    if (isInside(seconds, second, Math.min(second + CALM_S, seconds.count)) === wanted) return second;
  return undefined;
}

function missedBetween({ asked, met, targets, count }: ObjectiveSeconds, from: number, to: number): number {
  let missed = 0;
  for (let second = from; second < to; second++) {
    const least = targets.reduce((fewest, _, target) => Math.min(fewest, met[target * count + second]!), Infinity);
    missed += asked[second]! - least;
  }
  return missed;
}
