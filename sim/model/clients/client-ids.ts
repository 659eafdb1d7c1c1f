/**
 * Which client a request is of, as a balancer tells clients apart: by address, or by a cookie, which each user has: in a closed
 * loop the user, else who has the key, else the address.
 */
import type { ClientGroup, Model } from '../model.ts';
import { type IndexOf, addressIndices, keyIndices } from '../requests/request-view.ts';
import { type Requests, ROW } from '../requests/requests.ts';

const { HALVES, GROUP } = ROW;

export interface ClientIds {
  /** All ids are below this. */
  readonly count: number;
  /** Groups have no client in common. */
  readonly of: (slot: number) => number;
}

export function createClientIds(model: Model, requests: Requests, by: 'address' | 'cookie'): ClientIds {
  const { halves, user } = requests;
  const byAddress = addressIndices(model, requests);
  const byKey = keyIndices(model, requests);
  const first: number[] = [];
  let count = 0;
  const indexOf = model.clients.map((group, index): IndexOf => {
    const firstUser = users(model.clients.slice(0, index));
    const kind = by === 'address' ? 'address' : cookieOf(group);
    first.push(count);
    count += kind === 'user' ? users([group]) : kind === 'key' ? keysOf(group) : addressesOf(group);
    if (kind === 'user') return (slot) => user[slot] - firstUser;
    return kind === 'key' ? byKey[index] : byAddress[index];
  });
  return {
    count,
    of(slot) {
      const group = halves[(slot << HALVES) | GROUP];
      return first[group] + indexOf[group](slot);
    },
  };
}

function cookieOf(group: ClientGroup): 'user' | 'key' | 'address' {
  if (group.arrivals.process === 'users') return 'user';
  return keysOf(group) > 0 ? 'key' : 'address';
}

function users(groups: ClientGroup[]): number {
  return groups.reduce((sum, { arrivals }) => sum + (arrivals.process === 'users' ? arrivals.count : 0), 0);
}

function keysOf({ arrivals, keys }: ClientGroup): number {
  return arrivals.process === 'trace' && arrivals.keys !== undefined ? arrivals.keys.length : keys.count;
}

function addressesOf({ arrivals, addresses }: ClientGroup): number {
  const isRecorded = arrivals.process === 'trace' && arrivals.addresses !== undefined;
  return isRecorded ? arrivals.addresses!.length : addresses.count;
}
