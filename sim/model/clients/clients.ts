/**
 * Client groups: when requests come and what they ask. Every draw has a stream of its own (class, demand, wait; address and
 * key in request-view.ts), so all strategies, and all tries, see the same requests.
 */
import { type Cell, integers } from '../../kernel/cells.ts';
import { namedStream, pairStreams } from '../../kernel/random-stream.ts';
import { arrivalProcess, type OpenArrivals } from './arrivals.ts';
import { blockSamplerOf, roundBlock, roundedDraw, type Sampler, samplerOf } from './distribution.ts';
import type { Arrivals, ClientGroup, Distribution, RequestClass } from '../model.ts';

const BLOCK_BITS = 8;
const BLOCK = 1 << BLOCK_BITS;

/** The requests to come of the groups whose arrivals do not depend on the answers, in blocks; `row` is where the next one stands. */
export interface OpenGroups {
  /** Row of the request that arrives next, over all groups, in [0]; its group is `groupOf(row)`. */
  readonly next: Int32Array;
  readonly at: Float64Array;
  readonly class: Uint16Array;
  readonly demand: Float64Array;
  readonly wait: Float64Array;
  /** Index, among all client groups, of the group that a row belongs to. */
  readonly groupOf: (row: number) => number;
  /** Moves on to the next request. */
  readonly advance: () => void;
}

/** The open groups' requests that arrive before `until`; keeps `arrivalAt` at the next arrival. */
export function createOpenGroups(groups: ClientGroup[], seed: number, until: number, arrivalAt: Cell): OpenGroups {
  const open = groups.flatMap(({ arrivals }, index) => (arrivals.process === 'users' ? [] : [index]));
  const at = new Float64Array(open.length * BLOCK);
  const classOf = new Uint16Array(open.length * BLOCK);
  const demand = new Float64Array(open.length * BLOCK);
  const wait = new Float64Array(open.length * BLOCK);
  const rows = integers(open.length).map((_, order) => order * BLOCK);
  const next = integers(1);
  const indices = Int32Array.from(open);
  const refills = open.map((index, order) => {
    const blockOf = <T extends Float64Array | Uint16Array>(column: T) =>
      column.subarray(order * BLOCK, (order + 1) * BLOCK) as T;
    const group = groups[index];
    return createRefill(
      group,
      group.arrivals as OpenArrivals,
      seed,
      until,
      blockOf(at),
      blockOf(classOf),
      blockOf(demand),
      blockOf(wait),
    );
  });

  function advance(): void {
    const order = next[0] >> BLOCK_BITS;
    const row = next[0] + 1;
    if ((row & (BLOCK - 1)) === 0) {
      refills[order]();
      rows[order] = order * BLOCK;
    } else {
      rows[order] = row;
    }
    findNext();
  }

  function findNext(): void {
    let first = rows[0];
    for (let order = 1; order < rows.length; order++) if (at[rows[order]] < at[first]) first = rows[order];
    next[0] = first;
    arrivalAt[0] = at[first];
  }

  for (const refill of refills) refill();
  if (open.length > 0) findNext();
  return { next, at, class: classOf, demand, wait, groupOf: (row) => indices[row >> BLOCK_BITS], advance };
}

/** Fills one group's block with its next requests. */
function createRefill(
  { name, classes }: ClientGroup,
  arrivals: OpenArrivals,
  seed: number,
  until: number,
  at: Float64Array,
  classOf: Uint16Array,
  demand: Float64Array,
  wait: Float64Array,
): () => void {
  const stream = (purpose: string) => namedStream(seed, `clients/${name}/${purpose}`);
  const nextArrivals = arrivalProcess(arrivals, stream('arrivals'));
  const classStream = stream('class');
  const demandStream = stream('demand');
  const waitStream = stream('wait');
  const pickClass = createClassPicker(classes);
  const demands = classes.map((each) => samplerOf(each.demand));
  const waitSamplers = classes.map((each) => samplerOf(each.wait));
  const waits = hasWait(classes);
  const fillDemand = blockSamplerOf(classes[0].demand);
  const fillWait = blockSamplerOf(classes[0].wait);
  let filled = 0;

  function drawMix(): void {
    for (let i = 0; i < BLOCK; i++) {
      const index = pickClass(classStream.unit());
      classOf[i] = index;
      demand[i] = demands[index](demandStream, filled + i);
      wait[i] = waitSamplers[index](waitStream, filled + i);
    }
  }

  return () => {
    nextArrivals(at);
    if (at[BLOCK - 1] >= until) for (let i = 0; i < BLOCK; i++) if (at[i] >= until) at[i] = Infinity;
    if (classes.length === 1) {
      fillDemand(demandStream, demand);
      if (waits) fillWait(waitStream, wait);
    } else {
      drawMix();
    }
    filled += BLOCK;
    roundBlock(demand, 1);
    if (waits) roundBlock(wait, 0);
  };
}

/** A closed loop: each user thinks, sends, waits for the answer, thinks again. Draws depend on (user, how manieth request) only. */
export interface UserGroup {
  /** Nanoseconds that the user thinks before the next request. */
  readonly think: (user: number) => number;
  /** Draws what the user's next request asks; the fields below then show it. */
  readonly draw: (user: number) => void;
  class: number;
  demand: number;
  wait: number;
  /** Which one of the user's requests it is, from 0. */
  sequence: number;
}

export function createUserGroup(
  group: ClientGroup,
  users: Extract<Arrivals, { process: 'users' }>,
  seed: number,
): UserGroup {
  const streams = (purpose: string) => pairStreams(seed, `clients/${group.name}/${purpose}`);
  const thinkStreams = streams('think');
  const requestStreams = streams('request');
  const think = samplerOf(users.think);
  const pickClass = createClassPicker(group.classes);
  const samplersOf = (of: (requestClass: RequestClass) => Distribution): Sampler[] =>
    group.classes.map((each) => samplerOf(of(each)));
  const demands = samplersOf(({ demand }) => demand);
  const waits = samplersOf(({ wait }) => wait);
  const sent = new Uint32Array(users.count);
  const self: UserGroup = {
    class: 0,
    demand: 0,
    wait: 0,
    sequence: 0,
    think: (user) => roundedDraw(think(thinkStreams(user, sent[user]), sent[user]), 0),
    draw(user) {
      self.sequence = sent[user]++;
      const stream = requestStreams(user, self.sequence);
      self.class = pickClass(stream.unit());
      self.demand = roundedDraw(demands[self.class](stream, self.sequence), 1);
      self.wait = roundedDraw(waits[self.class](stream, self.sequence), 0);
    },
  };
  return self;
}

/** Whether any request waits for something that is not CPU. */
export function hasWait(classes: RequestClass[]): boolean {
  return classes.some(({ wait }) => wait.kind !== 'constant' || wait.value > 0);
}

/** From a uniform draw to the index of a class, by share. */
function createClassPicker(classes: RequestClass[]): (unit: number) => number {
  const last = classes.length - 1;
  return (unit) => {
    let left = unit;
    for (let index = 0; index < last; index++) {
      left -= classes[index].share;
      if (left < 0) return index;
    }
    return last;
  };
}
