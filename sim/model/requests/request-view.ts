/**
 * What a strategy sees of a request in flight: a window on its columns, moved from slot to slot. Addresses and keys are drawn
 * when they are asked for, from a stream of the request's own, so they cost nothing to strategies that do not look.
 */
import { utf8 } from '../../../strategies/lib/utf8.ts';
import type { Feedback, RequestView } from '../../../strategies/strategy.ts';
import { type PairStreams, pairStreams } from '../../kernel/random-stream.ts';
import type { Forks } from '../clients/forks.ts';
import type { ClientGroup, Model, RequestClass } from '../model.ts';
import { populationSampler } from '../clients/population.ts';
import { type Requests, ROW } from './requests.ts';

const { INTEGERS, HALVES, NUMBER, GROUP, CLASS } = ROW;

const NOTHING = new Uint8Array(0);

/** What it reads of the requests in flight. */
export type ViewedRequests = Pick<
  Requests,
  'integers' | 'halves' | 'user' | 'startedAt' | 'departedAt' | 'leftBehind' | 'sequence' | 'scratch' | 'setScratch'
>;

/** Gives the index of a request's address or key. */
export type IndexOf = (slot: number) => number;

/** What an index is drawn from. */
type IndexedRequests = Pick<Requests, 'sequence' | 'user'>;

/** What a request in flight that has left its server tells of it. */
class SlotFeedback implements Feedback {
  readonly #view: SlotView;
  readonly #requests: ViewedRequests;

  constructor(view: SlotView, requests: ViewedRequests) {
    this.#view = view;
    this.#requests = requests;
  }

  get inFlight(): number {
    return this.#requests.leftBehind[this.#view.slot];
  }

  get serviceTime(): number {
    return this.#requests.departedAt[this.#view.slot] - this.#requests.startedAt[this.#view.slot];
  }
}

export class SlotView implements RequestView {
  slot = 0;
  /** The level of the way at which the balancer is whose strategy looks. */
  level = 0;
  /** What is being placed. */
  kind: RequestView['kind'] = 'request';
  /** For strategies that need it, once the request has left its server. */
  readonly feedback: Feedback;
  readonly #clients: ClientGroup[];
  readonly #requests: ViewedRequests;
  readonly #addressIndex: IndexOf[];
  readonly #keyIndex: IndexOf[];
  readonly #recordedKeys: (Uint8Array[] | undefined)[];
  readonly #address: Uint8Array = new Uint8Array(4);
  readonly #key: Uint8Array = new Uint8Array(4);

  readonly #forks: Forks | undefined;

  /** `forks` where tries may have slots of their own. */
  constructor({ seed, clients }: Pick<Model, 'seed' | 'clients'>, requests: ViewedRequests, forks?: Forks) {
    this.#clients = clients;
    this.#requests = requests;
    this.#forks = forks;
    this.feedback = new SlotFeedback(this, requests);
    this.#addressIndex = addressIndices({ seed, clients }, requests);
    this.#keyIndex = keyIndices({ seed, clients }, requests);
    this.#recordedKeys = clients.map(({ arrivals }) =>
      arrivals.process === 'trace' ? arrivals.keys?.map(utf8) : undefined,
    );
  }

  get id(): number {
    return this.#forks?.numberOf(this.slot) ?? this.#requests.integers[(this.slot << INTEGERS) | NUMBER];
  }

  get attempt(): number {
    return this.#forks?.attempt(this.slot, this.level) ?? 1;
  }

  get class(): number {
    return this.#requests.halves[(this.slot << HALVES) | CLASS];
  }

  /** What the request's class says of it. */
  get spec(): RequestClass {
    return this.#clients[this.#group].classes[this.class];
  }

  get scratch(): number {
    return this.#requests.scratch(this.#home, this.level);
  }

  set scratch(value: number) {
    this.#requests.setScratch(this.#home, this.level, value);
  }

  get address(): Uint8Array {
    const { arrivals } = this.#clients[this.#group];
    const index = this.#addressIndex[this.#group](this.slot);
    if (arrivals.process === 'trace' && arrivals.addresses !== undefined) return arrivals.addresses[index];
    return writeWord(this.#address, scatter(index));
  }

  get key(): Uint8Array {
    const recorded = this.#recordedKeys[this.#group];
    if (recorded === undefined && this.#clients[this.#group].keys.count === 0) return NOTHING;
    const index = this.#keyIndex[this.#group](this.slot);
    return recorded === undefined ? writeWord(this.#key, index) : recorded[index];
  }

  /** For what `look` of walk.ts does not show: an open connection. */
  show(slot: number, level: number, kind: RequestView['kind']): void {
    this.slot = slot;
    this.level = level;
    this.kind = kind;
  }

  tried(member: number): boolean {
    return this.#forks?.tried(this.slot, this.level, member) ?? false;
  }

  path(): string {
    const { arrivals, keys } = this.#clients[this.#group];
    const index = this.#keyIndex[this.#group](this.slot);
    if (arrivals.process === 'trace' && arrivals.keys !== undefined) return arrivals.keys[index];
    return keys.count === 0 ? '/' : `/${index}`;
  }

  header(): undefined {
    return undefined;
  }

  cookie(): undefined {
    return undefined;
  }

  get #home(): number {
    return this.#forks?.homeOf(this.slot, this.level) ?? this.slot;
  }

  get #group(): number {
    return this.#requests.halves[(this.slot << HALVES) | GROUP];
  }
}

/** By group: from a request to the index of its address within the group. */
export function addressIndices(
  { seed, clients }: Pick<Model, 'seed' | 'clients'>,
  requests: IndexedRequests,
): IndexOf[] {
  const firstUser = firstUsers(clients);
  return clients.map((each, index) => addressIndexOf(each, seed, requests, firstUser[index]));
}

/** By group: from a request to the index of its key within the group. */
export function keyIndices({ seed, clients }: Pick<Model, 'seed' | 'clients'>, requests: IndexedRequests): IndexOf[] {
  const firstUser = firstUsers(clients);
  return clients.map((each, index) => keyIndexOf(each, seed, requests, firstUser[index]));
}

/** By group: the index of its first user among the users of all groups. */
function firstUsers(clients: ClientGroup[]): number[] {
  let users = 0;
  return clients.map(({ arrivals }) => (arrivals.process === 'users' ? (users += arrivals.count) - arrivals.count : 0));
}

/** An address belongs to a user, or to the n-th request of an open group. */
function addressIndexOf(
  { name, addresses, arrivals }: ClientGroup,
  seed: number,
  { sequence, user }: IndexedRequests,
  firstUser: number,
): IndexOf {
  if (arrivals.process === 'trace' && arrivals.address !== undefined) {
    const { address } = arrivals;
    return (slot) => address[sequence(slot)];
  }
  const draw = populationSampler(addresses);
  const streams = pairStreams(seed, `clients/${name}/address`);
  return arrivals.process === 'users'
    ? (slot) => draw(streams(user[slot] - firstUser, 0))
    : (slot) => draw(streams(sequence(slot), 0));
}

function keyIndexOf(
  { name, keys, arrivals }: ClientGroup,
  seed: number,
  { sequence, user }: IndexedRequests,
  firstUser: number,
): IndexOf {
  if (arrivals.process === 'trace' && arrivals.key !== undefined) {
    const { key } = arrivals;
    return (slot) => key[sequence(slot)];
  }
  const draw = populationSampler(keys);
  const streams: PairStreams = pairStreams(seed, `clients/${name}/key`);
  return arrivals.process === 'users'
    ? (slot) => draw(streams(user[slot] - firstUser, sequence(slot)))
    : (slot) => draw(streams(sequence(slot), 0));
}

/** A one-to-one map of 32-bit words that spreads neighbours over the whole IPv4 space, as clients of a public site are. */
function scatter(index: number): number {
  let x = Math.imul(index + 1, 0x9e3779b1);
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

function writeWord(bytes: Uint8Array, word: number): Uint8Array {
  bytes[0] = word >>> 24;
  bytes[1] = word >>> 16;
  bytes[2] = word >>> 8;
  bytes[3] = word;
  return bytes;
}
