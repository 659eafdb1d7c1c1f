/** A request of the reference simulator: one plain object, and the view of it that strategies get. */
import { pairStreams } from '../../sim/kernel/random-stream.ts';
import type { ClientGroup, Model, Population, RequestClass } from '../../sim/model/model.ts';
import { populationSampler } from '../../sim/model/population.ts';
import type { RequestView } from '../../strategies/strategy.ts';

/** Where a request is; `gone` when nothing of it is left at any server. */
export type Place =
  | 'on the way'
  | 'lost'
  | 'passing a balancer'
  | 'at a balancer'
  | 'in a queue'
  | 'on a core'
  | 'in its wait'
  | 'gone';

export interface Try {
  balancer: number;
  member: number;
  sentAt: number;
}

export interface Request {
  number: number;
  group: number;
  spec: RequestClass;
  class: number;
  /** As drawn, and as its server asks for: less where the key is in the server's cache. */
  drawn: { demand: number; wait: number };
  demand: number;
  wait: number;
  /** Which request of its group (of its user) it is. */
  sequence: number;
  /** Index within the group; -1 in an open group. */
  user: number;
  arrivedAt: number;
  place: Place;
  /** Tries under way, the client's balancer first. */
  tries: Try[];
  /** Set once, when the client knows how it ended. */
  outcome?: string;
  endAt?: number;
  server?: number;
  /** The balancer that is at work for it. */
  passing?: number;
  reachedAt: number;
  leftAt?: number;
  startAt?: number;
  departureAt?: number;
  /** Others at the server when it left. */
  leftBehind?: number;
  /** Others at the server when it came. */
  found: number;
  /** When its work is done: an instant, or a virtual time of its server. */
  finish: number;
  scratch: number;
  /** Every try ever sent: `balancer>member@instant`, with a `*` where a queue chose. */
  history: string[];
}

const NO_BYTES = new Uint8Array(0);

/** Views by request, for the model's strategies. */
export function createViews({ seed, clients }: Model): (request: Request) => RequestView {
  const addresses = clients.map((group) => drawsOf(seed, group, group.addresses, 'address'));
  const keys = clients.map((group) => drawsOf(seed, group, group.keys, 'key'));

  return (request) => {
    const { arrivals, keys: population } = clients[request.group];
    const addressIndex = addresses[request.group](request);
    const keyIndex = keys[request.group](request);
    const recorded = arrivals.process === 'trace' ? arrivals : undefined;
    const text = recorded?.keys?.[keyIndex];
    const key = population.count === 0 ? NO_BYTES : bytesOf(keyIndex);
    return {
      id: request.number,
      class: request.class,
      address: recorded?.addresses?.[addressIndex] ?? bytesOf(scatter(addressIndex)),
      key: text === undefined ? key : new TextEncoder().encode(text),
      attempt: 1,
      kind: 'request',
      tried: () => false,
      get scratch() {
        return request.scratch;
      },
      set scratch(value) {
        request.scratch = value;
      },
      path: () => text ?? (population.count === 0 ? '/' : `/${keyIndex}`),
      header: () => undefined,
      cookie: () => undefined,
    };
  };
}

/** What a cache knows a request by; undefined without a key. */
export function createCacheKeys({ seed, clients }: Model): (request: Request) => string | undefined {
  const keys = clients.map((group) => drawsOf(seed, group, group.keys, 'key'));
  return (request) => {
    const { name, arrivals, keys: population } = clients[request.group];
    const isRecorded = arrivals.process === 'trace' && arrivals.keys !== undefined;
    return isRecorded || population.count > 0 ? `${name} ${keys[request.group](request)}` : undefined;
  };
}

function drawsOf(
  seed: number,
  { name, arrivals }: ClientGroup,
  population: Population,
  purpose: 'address' | 'key',
): (request: Request) => number {
  const draw = populationSampler(population);
  const streams = pairStreams(seed, `clients/${name}/${purpose}`);
  return ({ user, sequence }) => {
    if (arrivals.process === 'trace' && arrivals[purpose] !== undefined) return arrivals[purpose][sequence];
    if (user < 0) return draw(streams(sequence, 0));
    return draw(streams(user, purpose === 'key' ? sequence : 0));
  };
}

/** The finaliser of MurmurHash3 over the multiples of the golden ratio: index to IPv4 address. */
function scatter(index: number): number {
  let word = Math.imul(index + 1, 0x9e3779b1);
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}

function bytesOf(word: number): Uint8Array {
  return Uint8Array.of(word >>> 24, word >>> 16, word >>> 8, word);
}
