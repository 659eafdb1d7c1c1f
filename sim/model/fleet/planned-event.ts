/** What is done to the servers at a known time: what `events:` of a scenario says. Times are nanoseconds. */
import type { Size } from '../model.ts';

/** A server (its index), or the servers of a group that are there at that time and, for weight and size, those that come later. */
export type Target = { server: number } | { group: string };

/** For a time after it has come up, a server works at `speed` times its speed. */
export interface WarmUp {
  for: number;
  speed: number;
}

/** How a server comes: it takes requests after `boot`, from then on warms up, and is of this size where that is not its group's. */
export interface Launch {
  boot: number;
  warmUp?: WarmUp;
  size?: Partial<Size>;
}

/** `drain`: how long what is held may go on; Infinity for as long as it takes, 0 for not at all: it is lost. */
export type PlannedEvent = { at: number } & (
  | { kind: 'retire'; target: Target; drain: number }
  | ({ kind: 'add'; group: string; count: number } & Launch)
  | { kind: 'weight'; target: Target; weight: number }
  | { kind: 'resize'; target: Target; size: Partial<Size>; restart: number; drain: number }
  | Deploy
);

/** Each server of the group is replaced by a new one, `batch` at a time, of which `surge` come before the old ones go. */
export type Deploy = {
  kind: 'deploy';
  group: string;
  batch: number;
  surge: number;
  /** Between one batch and the next. */
  pause: number;
  drain: number;
} & Launch;
