/** The events of the reference simulator, and their total order (docs/event-order.md). */
const LANES = [
  'departure',
  'response',
  'timeout',
  'fault',
  'pool change',
  'report',
  'timer',
  'transit',
  'user',
  'arrival',
] as const;
export type Lane = (typeof LANES)[number];

export interface Event {
  at: number;
  lane: Lane;
  id: number[];
  happen: () => void;
}

/** By time, then lane, then id; no two events are equal. */
export function compareEvents(a: Event, b: Event): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.lane !== b.lane) return LANES.indexOf(a.lane) - LANES.indexOf(b.lane);
  const differing = a.id.findIndex((each, i) => each !== b.id[i]);
  if (differing < 0) throw new Error(`two events at ${a.at} ns in lane ${a.lane} have the id ${a.id.join()}`);
  return a.id[differing] - b.id[differing];
}
