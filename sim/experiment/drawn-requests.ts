/** The requests of a scenario's open client groups as they come, without servers: for a trace, or to see what a model draws. */
import { formatAddress } from '../../records/address.ts';
import { createOpenGroups } from '../model/clients/clients.ts';
import type { Model } from '../model/model.ts';
import { SlotView } from '../model/requests/request-view.ts';
import { ROW } from '../model/requests/requests.ts';

/** One request; the same object is moved from one to the next. Address and key are drawn when they are asked for. */
export interface DrawnRequest {
  /** Nanoseconds since the start of the run. */
  at: number;
  /** Index among all client groups, and of the class among the group's. */
  group: number;
  class: number;
  /** Nanoseconds. */
  demand: number;
  wait: number;
  address(): string;
  /** `/` in a group without keys. */
  key(): string;
}

/** All requests in order of arrival, as a run with this seed plays them. 50 ns each, and 200 ns for an address or a key. */
export function* drawRequests(world: Pick<Model, 'seed' | 'clients' | 'duration'>): Generator<Readonly<DrawnRequest>> {
  const { seed, clients, duration } = world;
  const arrivalAt = new Float64Array(1).fill(Infinity);
  const open = createOpenGroups(clients, seed, duration, arrivalAt);
  const sent = clients.map(() => 0);
  const halves = new Uint16Array(1 << ROW.HALVES);
  const view = new SlotView(world, {
    integers: new Int32Array(1 << ROW.INTEGERS),
    halves,
    user: new Int32Array(1),
    startedAt: new Float64Array(1),
    departedAt: new Float64Array(1),
    leftBehind: new Int32Array(1),
    sequence: () => sent[request.group]!,
    scratch: () => 0,
    setScratch: () => {},
  });
  const request: DrawnRequest = {
    at: 0,
    group: 0,
    class: 0,
    demand: 0,
    wait: 0,
    address: () => formatAddress(view.address),
    key: () => view.path(),
  };
  while (arrivalAt[0]! < Infinity) {
    const row = open.next[0]!;
    request.at = arrivalAt[0]!;
    request.group = halves[ROW.GROUP] = open.groupOf(row);
    request.class = halves[ROW.CLASS] = open.class[row]!;
    request.demand = open.demand[row]!;
    request.wait = open.wait[row]!;
    yield request;
    sent[request.group]!++;
    open.advance();
  }
}
