import { NONE } from '../strategy.ts';
import type { ServerIndex } from '../strategy.ts';

/** HAProxy's weights count in 16ths, up to 256. */
const SCALE = 16;
const LARGEST = 256 * SCALE;

/** The set in which a server stands: of this round without a turn yet, of it by position, of the next round; or none. */
type Round = 'fresh' | 'current' | 'next' | 'none';

/** A server that takes part. */
interface Entry {
  readonly server: ServerIndex;
  weight: number;
  round: Round;
  /** Where its next turn is on the line, 0 before any, and where the last was. */
  position: number;
  last: number;
  /** Parts of a weight that its position has rounded away. */
  remainder: number;
  /** The order within its set: by `key`, then as they came. */
  key: number;
  placed: number;
}

/**
 * The turns of HAProxy's `balance roundrobin`; strategies/haproxy/roundrobin.ts says what they do. O(servers) a turn;
 * allocates only when a server enters.
 */
export class HaproxyTurns {
  readonly #isFull: (server: ServerIndex) => boolean;
  readonly #entries: Entry[] = [];
  readonly #passedOver: Entry[] = [];
  #position = 0;
  /** Sums of the weights, as of the last change of rounds and now. */
  #roundWeight = 0;
  #weight = 0;
  #placements = 0;
  #hasTurned = false;

  constructor(isFull: (server: ServerIndex) => boolean) {
    this.#isFull = isFull;
  }

  /** A server is there from the start. */
  begin(server: ServerIndex, weight: number): void {
    this.#place(this.#newEntry(server, weight), 'fresh');
  }

  /** A server has come. */
  enter(server: ServerIndex, weight: number): void {
    const entry = this.#newEntry(server, weight);
    const ahead = this.#weight + this.#roundWeight - this.#position;
    entry.position = this.#position + Math.floor(ahead / entry.weight);
    this.#queue(entry);
  }

  leave(server: ServerIndex): void {
    const at = this.#entries.findIndex((entry) => entry.server === server);
    if (at < 0) return;
    this.#weight -= this.#entries[at].weight;
    this.#entries.splice(at, 1);
  }

  reweigh(server: ServerIndex, weight: number): void {
    const entry = this.#entries.find((each) => each.server === server);
    if (entry === undefined) return;
    this.#weight -= entry.weight;
    entry.weight = scaled(weight);
    this.#weight += entry.weight;
    if (entry.round === 'fresh') {
      this.#place(entry, 'fresh');
      return;
    }
    if (entry.round === 'next') entry.position += this.#roundWeight;
    const step = Math.floor(this.#weight / entry.weight);
    entry.position = Math.min(entry.position, entry.last + step);
    entry.remainder = 0;
    if (entry.position < this.#position + 2) entry.position = this.#position + step;
    this.#queue(entry);
  }

  /** Whose turn it is, of those that are not full, and not `avoided` unless nobody else is left; NONE where all are full. */
  take(avoided: ServerIndex): ServerIndex {
    this.#hasTurned = false;
    if (this.#roundWeight === 0) this.#beginRound();
    let spare: Entry | undefined;
    let entry = this.#draw();
    while (entry !== undefined && (entry.server === avoided || this.#isFull(entry.server))) {
      if (!this.#isFull(entry.server)) spare = entry;
      this.#passedOver.push(entry);
      entry = this.#draw();
    }
    const found = entry ?? spare;
    if (found !== undefined) this.#queue(found);
    this.#putBackOthers(found);
    return found === undefined ? NONE : found.server;
  }

  #newEntry(server: ServerIndex, weight: number): Entry {
    const entry: Entry = {
      server,
      weight: scaled(weight),
      round: 'none',
      position: 0,
      last: 0,
      remainder: 0,
      key: 0,
      placed: 0,
    };
    this.#entries.push(entry);
    this.#weight += entry.weight;
    return entry;
  }

  /** Takes the next server out of its set, its position moved on; undefined where both sets of the round are empty twice. */
  #draw(): Entry | undefined {
    let entry = this.#head();
    if (entry === undefined && !this.#hasTurned) {
      this.#turnRound();
      entry = this.#head();
    }
    if (entry === undefined) return undefined;
    if (entry.position === 0) entry.position = this.#position;
    entry.last = entry.position;
    entry.position += Math.floor(this.#weight / entry.weight);
    entry.remainder += this.#weight % entry.weight;
    if (entry.remainder >= entry.weight) {
      entry.remainder -= entry.weight;
      entry.position++;
    }
    entry.round = 'none';
    this.#position++;
    return entry;
  }

  /** One whose position has come; else the heaviest without a turn; else the first by position. */
  #head(): Entry | undefined {
    const current = this.#firstOf('current');
    if (current !== undefined && current.position <= this.#position) return current;
    const fresh = this.#firstOf('fresh');
    if (fresh === undefined) return current;
    fresh.position = 0;
    fresh.remainder = 0;
    return fresh;
  }

  #firstOf(round: Round): Entry | undefined {
    let first: Entry | undefined;
    for (const entry of this.#entries) {
      if (entry.round !== round) continue;
      if (first === undefined || entry.key < first.key || (entry.key === first.key && entry.placed < first.placed)) {
        first = entry;
      }
    }
    return first;
  }

  #beginRound(): void {
    this.#roundWeight = this.#weight;
    this.#position = this.#weight;
  }

  #turnRound(): void {
    this.#hasTurned = true;
    this.#beginRound();
    for (const entry of this.#entries) if (entry.round === 'next') entry.round = 'fresh';
  }

  /** Those that were passed over have used up their turns; after a change of rounds they begin the new one. */
  #putBackOthers(found: Entry | undefined): void {
    for (let entry = this.#passedOver.pop(); entry !== undefined; entry = this.#passedOver.pop()) {
      if (entry === found) continue;
      if (this.#hasTurned) this.#place(entry, 'fresh');
      else this.#queue(entry);
    }
  }

  /** Into this round if the position is within it, else into the next. */
  #queue(entry: Entry): void {
    const isBeyond = entry.position >= 2 * this.#roundWeight || entry.position >= this.#roundWeight + this.#weight;
    if (isBeyond) entry.position -= this.#roundWeight;
    this.#place(entry, isBeyond ? 'next' : 'current');
  }

  #place(entry: Entry, round: Round): void {
    const { weight, position, remainder } = entry;
    entry.round = round;
    entry.placed = this.#placements++;
    entry.key =
      round === 'current' ? 256 * position + Math.floor((LARGEST + remainder - weight) / SCALE) : LARGEST - weight;
  }
}

const scaled = (weight: number): number => Math.max(1, Math.round(weight * SCALE));
