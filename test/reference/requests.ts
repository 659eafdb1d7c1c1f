/** A request of the reference simulator: one plain object, and the view of it that strategies get. */
import { pairStreams } from '../../sim/kernel/random-stream.ts';
import type { BalancerSpec, ClientGroup, Model, Population, RequestClass } from '../../sim/model/model.ts';
import { populationSampler } from '../../sim/model/clients/population.ts';
import type { Feedback, RequestView } from '../../strategies/strategy.ts';
import type { Drawn } from './draws.ts';
import type { Call } from './senders.ts';

/** Where a request is; `gone` when nothing of it is left at any server. */
export type Place =
  | 'on the way'
  | 'lost'
  | 'passing a balancer'
  | 'at a balancer'
  | 'at a sender'
  | 'in a queue'
  | 'on a core'
  | 'in its wait'
  | 'gone';

export interface Try {
  balancer: number;
  member: number;
  sentAt: number;
}

/** A request, or a fork of it: a try of a sender, which walks on its own. */
export interface Request {
  number: number;
  /** Place in the order of all requests and forks. */
  order: number;
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
  /** Of a fork: when it began. */
  arrivedAt: number;
  /** Of a fork: what it is a try of, which try, and whether it is a hedge. */
  parent?: Request;
  nth: number;
  isHedge: boolean;
  /** One number for the way over senders. */
  way: number;
  /** What the sender did for it at which it is. */
  call?: Call;
  place: Place;
  /** Tries under way, the client's balancer first; of a fork, those since its sender. */
  tries: Try[];
  /** Set once, when the client knows how it ended. */
  outcome?: string;
  endAt?: number;
  server?: number;
  /** The balancer that is at work for it. */
  passing?: number;
  reachedAt: number;
  /** Work done for it when the measured window opened. */
  workedBefore: number;
  leftAt?: number;
  startAt?: number;
  departureAt?: number;
  /** Others at the server when it left. */
  leftBehind?: number;
  /** Others at the server when it came. */
  found: number;
  /** When its work is done: an instant, or a virtual time of its server. */
  finish: number;
  /** By balancer. */
  scratches: Record<string, number>;
  /** Every try ever sent: `balancer>member@instant`, with a `*` where a queue chose. Shared by the request and its forks, as the next two. */
  history: string[];
  starts: number[];
  departures: number[];
}

/** A request that has just arrived. */
export function createRequest(
  drawn: Drawn,
  spec: RequestClass,
  place: Pick<Request, 'number' | 'order' | 'group' | 'user' | 'arrivedAt'>,
): Request {
  const { demand, wait, sequence } = drawn;
  return {
    ...place,
    class: drawn.class,
    spec,
    drawn: { demand, wait },
    demand,
    wait,
    sequence,
    nth: 1,
    isHedge: false,
    way: 0,
    place: 'on the way',
    tries: [],
    reachedAt: -1,
    workedBefore: 0,
    found: 0,
    finish: 0,
    scratches: {},
    history: [],
    starts: [],
    departures: [],
  };
}

/** A fork of a request at a sender: the request as it was drawn, at the beginning of its way from there. */
export function forkOf(parent: Request, order: number, now: number): Request {
  const { demand, wait } = parent.drawn;
  return {
    ...parent,
    demand,
    wait,
    parent,
    call: undefined,
    order,
    arrivedAt: now,
    place: 'on the way',
    tries: [],
    server: undefined,
    reachedAt: -1,
    workedBefore: 0,
    scratches: {},
  };
}

/** What the answer to a request that departed tells of its server. */
export function feedbackOf({ startAt, departureAt, leftBehind }: Request): Feedback {
  return { inFlight: leftBehind!, serviceTime: departureAt! - startAt! };
}

const NO_BYTES = new Uint8Array(0);

/** Views by request, for the strategy of a balancer; `call` is what that balancer did for it, if it tries again. */
export function createViews({
  seed,
  clients,
}: Model): (request: Request, balancer: BalancerSpec, call: Call | undefined) => RequestView {
  const addresses = clients.map((group) => drawsOf(seed, group, group.addresses, 'address'));
  const keys = clients.map((group) => drawsOf(seed, group, group.keys, 'key'));

  return (request, { name: balancer, connections }, call) => {
    const { scratches } = call === undefined ? request : request.parent!;
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
      attempt: call === undefined ? 1 : request.nth,
      kind: connections === undefined ? 'request' : 'connection',
      tried: (member) => call !== undefined && call.tried.includes(member),
      get scratch() {
        return scratches[balancer] ?? 0;
      },
      set scratch(value) {
        scratches[balancer] = value;
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

/** What balancers tell clients apart by. */
export function createClientNames({ seed, clients }: Model): (request: Request, by: 'address' | 'cookie') => string {
  const addresses = clients.map((group) => drawsOf(seed, group, group.addresses, 'address'));
  const keys = clients.map((group) => drawsOf(seed, group, group.keys, 'key'));
  return (request, by) => {
    const { group, user } = request;
    const { arrivals, keys: population } = clients[group];
    const hasKeys = population.count > 0 || (arrivals.process === 'trace' && arrivals.keys !== undefined);
    if (by === 'cookie' && user >= 0) return `${group} user ${user}`;
    if (by === 'cookie' && hasKeys) return `${group} key ${keys[group](request)}`;
    return `${group} address ${addresses[group](request)}`;
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
