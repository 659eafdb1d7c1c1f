/**
 * Caches of servers: the keys that were asked for last. A request whose key is there needs only a share of its demand, and no
 * wait; else it needs all, and its key goes in. A key belongs to its client group.
 */
import { integers } from '../../kernel/cells.ts';
import { roundedDraw } from '../clients/distribution.ts';
import { createLruKeys } from './lru-keys.ts';
import type { Model } from '../model.ts';
import { keysOf } from '../clients/population.ts';
import { keyIndices } from '../requests/request-view.ts';
import { type Requests, ROW } from '../requests/requests.ts';

const { DOUBLES, HALVES, DEMAND, GROUP } = ROW;

export interface ServerCaches {
  /** Whether any server has a cache; where none has, the rest need not be asked. */
  readonly arePresent: boolean;
  /** A request has been drawn: what it asks without a cache is kept. */
  readonly onDrawn: (slot: number) => void;
  /** A server takes the request in: looks its key up, enters it, and sets what the request asks there. */
  readonly onTakenIn: (server: number, slot: number) => void;
  readonly clear: (server: number) => void;
  /** Requests with a key that the server took in since the start, and those of them whose key was there. */
  readonly lookups: (server: number) => number;
  readonly hits: (server: number) => number;
}

export function createServerCaches(model: Model, requests: Requests): ServerCaches {
  const { servers, clients } = model;
  const { doubles: requestDoubles, halves, wait, uncachedDemand, uncachedWait } = requests;
  const arePresent = servers.some(({ cache }) => cache !== undefined);
  const hasWait = wait.length > 0;
  let keyCount = 0;
  const firstKey = clients.map((group) => (keyCount += keysOf(group)) - keysOf(group));
  const isKeyed = clients.map((group) => keysOf(group) > 0);
  const keyIndex = arePresent ? keyIndices(model, requests) : [];
  const caches = servers.map(({ cache }) => cache && createLruKeys(Math.min(cache.entries, keyCount)));
  const hitShare = Float64Array.from(servers, ({ cache }) => cache?.hit ?? 1);
  const lookups = integers(servers.length);
  const hits = integers(servers.length);

  function onTakenIn(server: number, slot: number): void {
    const isHit = lookUp(server, slot);
    const all = uncachedDemand[slot];
    requestDoubles[(slot << DOUBLES) | DEMAND] = isHit ? roundedDraw(all * hitShare[server], 1) : all;
    if (hasWait) wait[slot] = isHit ? 0 : uncachedWait[slot];
  }

  function lookUp(server: number, slot: number): boolean {
    const cache = caches[server];
    const group = halves[(slot << HALVES) | GROUP];
    if (cache === undefined || !isKeyed[group]) return false;
    const isHit = cache.use(firstKey[group] + keyIndex[group](slot));
    lookups[server]++;
    if (isHit) hits[server]++;
    return isHit;
  }

  return {
    arePresent,
    onDrawn(slot) {
      uncachedDemand[slot] = requestDoubles[(slot << DOUBLES) | DEMAND];
      if (hasWait) uncachedWait[slot] = wait[slot];
    },
    onTakenIn,
    clear: (server) => caches[server]?.clear(),
    lookups: (server) => lookups[server],
    hits: (server) => hits[server],
  };
}
