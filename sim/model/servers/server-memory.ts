/**
 * Memory that requests hold at servers, from start to departure, and what a server does when it runs out: let the request wait
 * in the queue, refuse it, swap (all work slows down while over), or crash.
 */
import type { Model } from '../model.ts';
import { type Requests, ROW } from '../requests/requests.ts';

const { HALVES, GROUP, CLASS } = ROW;

export interface ServerMemory {
  /** Whether any server has a limit; where none has, the rest need not be asked. */
  readonly isLimited: boolean;
  /** Whether any server crashes when its memory is full. */
  readonly mayCrash: boolean;
  /** Whether the request may start now, as far as memory goes. */
  readonly fits: (server: number, slot: number) => boolean;
  /** Whether a request that cannot start may wait: not under `refuse` for lack of memory, nor when it could never fit. */
  readonly mayWait: (server: number, slot: number) => boolean;
  readonly hold: (server: number, slot: number) => void;
  readonly release: (server: number, slot: number) => void;
  readonly clear: (server: number) => void;
  /** Bytes that nobody gives back, until the server is cleared or its leaks are plugged; no more than there are. */
  readonly leak: (server: number, lost: number) => void;
  readonly plugLeaks: (server: number) => void;
  readonly setLimit: (server: number, bytes: number) => void;
  /** How many times slower the server works now. */
  readonly slowdown: (server: number) => number;
  /** Whether what the server holds kills it. */
  readonly isFatal: (server: number) => boolean;
  /** Nanoseconds until a crashed server is back. */
  readonly restartTime: (server: number) => number;
  /** Share in use, 0 to 1; 0 where there is no limit. */
  readonly use: (server: number) => number;
}

export function createServerMemory({ servers, clients }: Model, { halves }: Requests): ServerMemory {
  const held = new Float64Array(servers.length);
  /** The part of what is held that has leaked. */
  const leaked = new Float64Array(servers.length);
  const limit = Float64Array.from(servers, ({ memory }) => memory);
  const policies = servers.map(({ whenMemoryIsFull }) => whenMemoryIsFull);
  const needs = clients.map(({ classes }) => classes.map(({ memory }) => memory));
  const isLimited = servers.some(({ memory }) => memory !== Infinity);

  const needOf = (slot: number) => needs[halves[(slot << HALVES) | GROUP]][halves[(slot << HALVES) | CLASS]];
  const wouldBeOver = (server: number, slot: number) => held[server] + needOf(slot) > limit[server];
  const isOver = (server: number) => held[server] > limit[server];

  return {
    isLimited,
    mayCrash: servers.some(({ memory, whenMemoryIsFull }) => memory !== Infinity && whenMemoryIsFull.kind === 'crash'),
    fits(server, slot) {
      const { kind } = policies[server];
      return kind === 'swap' || kind === 'crash' || !wouldBeOver(server, slot);
    },
    mayWait(server, slot) {
      const { kind } = policies[server];
      if (kind === 'refuse') return !wouldBeOver(server, slot);
      return kind !== 'queue' || needOf(slot) <= limit[server];
    },
    hold(server, slot) {
      held[server] += needOf(slot);
    },
    release(server, slot) {
      held[server] -= needOf(slot);
    },
    clear(server) {
      held[server] = 0;
      leaked[server] = 0;
    },
    leak(server, lost) {
      if (leaked[server] >= limit[server]) return;
      leaked[server] += lost;
      held[server] += lost;
    },
    plugLeaks(server) {
      held[server] -= leaked[server];
      leaked[server] = 0;
    },
    setLimit(server, bytes) {
      limit[server] = bytes;
    },
    slowdown(server) {
      const policy = policies[server];
      return policy.kind === 'swap' && isOver(server) ? policy.slowdown : 1;
    },
    isFatal: (server) => policies[server].kind === 'crash' && isOver(server),
    restartTime(server) {
      const policy = policies[server];
      return policy.kind === 'crash' ? policy.restart : 0;
    },
    use: (server) => Math.min(1, held[server] / limit[server]),
  };
}
