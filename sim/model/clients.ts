/**
 * Client groups: when requests come and what they ask. Every draw has a stream of its own (class, demand, wait; address and
 * key in request-view.ts), so all strategies, and all tries, see the same requests.
 */
import { namedStream, pairStreams } from '../kernel/random-stream.ts';
import { arrivalProcess, type OpenArrivals } from './arrivals.ts';
import { blockSamplerOf, roundBlock, roundedDraw, type Sampler, samplerOf } from './distribution.ts';
import type { Arrivals, ClientGroup, Distribution, RequestClass } from './model.ts';

const BLOCK = 256;

/** A group whose arrivals do not depend on the answers: requests stand in blocks; `row[0]` is the next one. */
export interface OpenGroup {
  readonly row: Int32Array;
  /** Infinity when there are no more. */
  readonly at: Float64Array;
  readonly class: Uint16Array;
  readonly demand: Float64Array;
  readonly wait: Float64Array;
  /** Moves on to the next request. */
  advance(): void;
}

/** The group's requests that arrive before `until`. */
export function createOpenGroup(group: ClientGroup, arrivals: OpenArrivals, seed: number, until: number): OpenGroup {
  const stream = (purpose: string) => namedStream(seed, `clients/${group.name}/${purpose}`);
  const nextArrivals = arrivalProcess(arrivals, stream('arrivals'));
  const classStream = stream('class');
  const demandStream = stream('demand');
  const waitStream = stream('wait');
  const { classes } = group;
  const pickClass = createClassPicker(classes);
  const demands = classes.map(({ demand }) => samplerOf(demand));
  const waits = classes.map(({ wait }) => samplerOf(wait));
  const demandBlock = blockSamplerOf(classes[0].demand);
  const waitBlock = blockSamplerOf(classes[0].wait);
  const row = new Int32Array([BLOCK - 1]);
  const at = new Float64Array(BLOCK);
  const classOf = new Uint16Array(BLOCK);
  const demand = new Float64Array(BLOCK);
  const wait = new Float64Array(BLOCK);

  function advance(): void {
    if (++row[0] === BLOCK) refill();
  }

  function refill(): void {
    nextArrivals(at);
    for (let i = 0; i < BLOCK; i++) if (at[i] >= until) at[i] = Infinity;
    if (classes.length === 1) {
      demandBlock(demandStream, demand);
      if (hasWait(classes)) waitBlock(waitStream, wait);
    } else {
      drawMix();
    }
    roundBlock(demand, 1);
    roundBlock(wait, 0);
    row[0] = 0;
  }

  function drawMix(): void {
    for (let i = 0; i < BLOCK; i++) {
      const index = pickClass(classStream.unit());
      classOf[i] = index;
      demand[i] = demands[index](demandStream);
      wait[i] = waits[index](waitStream);
    }
  }

  advance();
  return { row, at, class: classOf, demand, wait, advance };
}

/** A closed loop: each user thinks, sends, waits for the answer, thinks again. Draws depend on (user, how manieth request) only. */
export interface UserGroup {
  /** Nanoseconds that the user thinks before the next request. */
  think(user: number): number;
  /** Draws what the user's next request asks; the fields below then show it. */
  draw(user: number): void;
  class: number;
  demand: number;
  wait: number;
  /** Which one of the user's requests it is, from 0. */
  sequence: number;
}

export function createUserGroup(group: ClientGroup, users: Extract<Arrivals, { process: 'users' }>, seed: number): UserGroup {
  const streams = (purpose: string) => pairStreams(seed, `clients/${group.name}/${purpose}`);
  const thinkStreams = streams('think');
  const requestStreams = streams('request');
  const think = samplerOf(users.think);
  const pickClass = createClassPicker(group.classes);
  const samplersOf = (of: (requestClass: RequestClass) => Distribution): Sampler[] => group.classes.map((each) => samplerOf(of(each)));
  const demands = samplersOf(({ demand }) => demand);
  const waits = samplersOf(({ wait }) => wait);
  const sent = new Uint32Array(users.count);
  const self: UserGroup = {
    class: 0,
    demand: 0,
    wait: 0,
    sequence: 0,
    think: (user) => roundedDraw(think, thinkStreams(user, sent[user]), 0),
    draw(user) {
      self.sequence = sent[user]++;
      const stream = requestStreams(user, self.sequence);
      self.class = pickClass(stream.unit());
      self.demand = roundedDraw(demands[self.class], stream, 1);
      self.wait = roundedDraw(waits[self.class], stream, 0);
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
