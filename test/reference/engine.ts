/** Runs the engine and keeps each request's story, in the form in which the reference simulator tells it. */
import type { Observation } from '../../records/observation.ts';
import type { Listener } from '../../sim/model/measured/listener.ts';
import type { Model } from '../../sim/model/model.ts';
import { createSimulation } from '../../sim/model/simulation.ts';
import { createFnv } from './fnv.ts';
import type { Request } from './requests.ts';

/** What happened to a request; instants in nanoseconds, undefined for what never happened. */
export interface Story {
  number: number;
  group: string;
  arrivedAt: number;
  /** The last server that it was sent to. */
  server?: string;
  /** When it started at a server, and departed from there: the first time, and each time. */
  startAt?: number;
  departureAt?: number;
  starts: number[];
  departures: number[];
  outcome: string;
  endAt?: number;
  /**
   * Tries, at balancers and servers: `balancer>member@instant`, with a `*` where a queue chose; and where there are senders, their ends:
   * `balancer<member@instant outcome`.
   */
  tries: string[];
}

export interface EngineRun {
  stories: Story[];
  observation: Observation;
}

/** A run from start to end; `onOutcome` hears the requests end, by number. */
export function runEngine(model: Model, onOutcome?: (number: number) => void): EngineRun {
  const stories: Story[] = [];
  const hasSenders = [...model.clients, ...model.balancers].some(({ tries }) => tries !== undefined);
  const servers = new Set(model.servers.map(({ name }) => name));
  const listener: Listener = {
    onArrival(number, group, arrivedAt) {
      if (number !== stories.length) throw new Error(`request ${number} is not the next`);
      stories.push({ number, group, arrivedAt, outcome: 'unfinished', tries: [], starts: [], departures: [] });
    },
    onPick(number, balancer, member, now, picked) {
      stories[number].tries.push(`${balancer}>${member}@${now}${picked ? '' : '*'}`);
      if (servers.has(member)) stories[number].server = member;
    },
    onStart(number, now) {
      if (stories[number].startAt !== undefined && !hasSenders) throw new Error(`request ${number} starts twice`);
      stories[number].startAt ??= now;
      stories[number].starts.push(now);
    },
    onDeparture(number, now) {
      if (stories[number].departureAt !== undefined && !hasSenders) throw new Error(`request ${number} departs twice`);
      stories[number].departureAt ??= now;
      stories[number].departures.push(now);
    },
    onTryEnd(number, balancer, member, _sentAt, outcome, now) {
      stories[number].tries.push(`${balancer}<${member}@${now} ${outcome}`);
    },
    onOutcome(number, outcome, now) {
      if (stories[number].endAt !== undefined) throw new Error(`request ${number} ends twice`);
      stories[number].outcome = outcome;
      stories[number].endAt = now;
      onOutcome?.(number);
    },
  };
  const observation = observe(model, Infinity, listener);
  return { stories, observation };
}

/** The observation of a whole run, `budget` events at a time. */
export function observe(model: Model, budget: number = Infinity, listener?: Listener): Observation {
  const simulation = createSimulation(model, listener);
  while (!simulation.run(budget));
  return simulation.conclude(false);
}

/** The same of requests of the reference simulator. */
export function storiesOf(requests: Request[], model: Model): Story[] {
  return requests.map((request) => {
    const { number, group, arrivedAt, starts, departures, outcome = 'unfinished', endAt, history: tries } = request;
    const story: Story = { number, group: model.clients[group].name, arrivedAt, starts, departures, outcome, tries };
    const sent = tries.findLast((each) => each.includes('>web/'));
    if (sent !== undefined) story.server = /web\/\d+/.exec(sent)![0];
    if (starts.length > 0) story.startAt = starts[0];
    if (departures.length > 0) story.departureAt = departures[0];
    if (endAt !== undefined) story.endAt = endAt;
    return story;
  });
}

/** One number for every (request, outcome, latency). */
export function hashOf(stories: Story[]): number {
  const fnv = createFnv();
  for (const { number, outcome, arrivedAt, endAt } of stories) {
    fnv.add(number);
    fnv.add(outcome.length);
    fnv.add(outcome.charCodeAt(0));
    fnv.add(endAt === undefined ? -1 : endAt - arrivedAt);
  }
  return fnv.value();
}
