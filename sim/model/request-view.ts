/**
 * What a strategy sees of a request in flight: a window on its columns, moved from slot to slot. Addresses and keys are drawn
 * when they are asked for, from a stream of the request's own, so they cost nothing to strategies that do not look.
 */
import type { RequestView } from '../../strategies/strategy.ts';
import { type PairStreams, pairStreams } from '../kernel/random-stream.ts';
import type { ClientGroup, Model, RequestClass } from './model.ts';
import { populationSampler } from './population.ts';
import type { Requests } from './requests.ts';

const NOTHING = new Uint8Array(0);

/** Gives the index of a request's address or key. */
type IndexOf = (slot: number) => number;

export interface SlotView extends RequestView {
  slot: number;
  /** What the request's class says of it. */
  readonly spec: RequestClass;
}

export function createRequestView({ seed, clients }: Model, requests: Requests): SlotView {
  const { number, group, class: classOf, scratch } = requests;
  const addressIndex = clients.map((each) => addressIndexOf(each, seed, requests));
  const keyIndex = clients.map((each) => keyIndexOf(each, seed, requests));
  const recordedKeys = clients.map(({ arrivals }) => (arrivals.process === 'trace' ? arrivals.keys?.map(utf8) : undefined));
  const addressBytes = new Uint8Array(4);
  const keyBytes = new Uint8Array(4);

  return {
    slot: 0,
    attempt: 1,
    kind: 'request',
    get id() {
      return number[this.slot];
    },
    get class() {
      return classOf[this.slot];
    },
    get spec() {
      return clients[group[this.slot]].classes[classOf[this.slot]];
    },
    get scratch() {
      return scratch[this.slot];
    },
    set scratch(value) {
      scratch[this.slot] = value;
    },
    get address() {
      const from = group[this.slot];
      const { arrivals } = clients[from];
      const index = addressIndex[from](this.slot);
      if (arrivals.process === 'trace' && arrivals.addresses !== undefined) return arrivals.addresses[index];
      return writeWord(addressBytes, scatter(index));
    },
    get key() {
      const from = group[this.slot];
      const index = keyIndex[from](this.slot);
      const recorded = recordedKeys[from];
      if (recorded !== undefined) return recorded[index];
      return clients[from].keys.count === 0 ? NOTHING : writeWord(keyBytes, index);
    },
    /** A request has one try so far. */
    tried: () => false,
    path() {
      const { arrivals, keys } = clients[group[this.slot]];
      const index = keyIndex[group[this.slot]](this.slot);
      if (arrivals.process === 'trace' && arrivals.keys !== undefined) return arrivals.keys[index];
      return keys.count === 0 ? '/' : `/${index}`;
    },
    header: () => undefined,
    cookie: () => undefined,
  };
}

/** An address belongs to a user, or to the n-th request of an open group. */
function addressIndexOf({ name, addresses, arrivals }: ClientGroup, seed: number, { sequence, user }: Requests): IndexOf {
  if (arrivals.process === 'trace' && arrivals.address !== undefined) {
    const { address } = arrivals;
    return (slot) => address[sequence[slot]];
  }
  const draw = populationSampler(addresses);
  const streams = pairStreams(seed, `clients/${name}/address`);
  return arrivals.process === 'users' ? (slot) => draw(streams(user[slot], 0)) : (slot) => draw(streams(sequence[slot], 0));
}

function keyIndexOf({ name, keys, arrivals }: ClientGroup, seed: number, { sequence, user }: Requests): IndexOf {
  if (arrivals.process === 'trace' && arrivals.key !== undefined) {
    const { key } = arrivals;
    return (slot) => key[sequence[slot]];
  }
  const draw = populationSampler(keys);
  const streams: PairStreams = pairStreams(seed, `clients/${name}/key`);
  return arrivals.process === 'users' ? (slot) => draw(streams(user[slot], sequence[slot])) : (slot) => draw(streams(sequence[slot], 0));
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

/** The text's bytes in UTF-8, without the platform's encoder: this floor runs anywhere. */
function utf8(text: string): Uint8Array {
  const escaped = encodeURIComponent(text.toWellFormed());
  const bytes: number[] = [];
  for (let i = 0; i < escaped.length; i++) {
    if (escaped[i] !== '%') {
      bytes.push(escaped.charCodeAt(i));
      continue;
    }
    bytes.push(parseInt(escaped.slice(i + 1, i + 3), 16));
    i += 2;
  }
  return Uint8Array.from(bytes);
}
