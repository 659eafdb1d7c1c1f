/** The draws that the reference simulator shares with the engine, as plain objects. */
import { createOpenGroups, createUserGroup, type UserGroup } from '../../sim/model/clients/clients.ts';
import type { ClientGroup, Model } from '../../sim/model/model.ts';

/** What a request asks. */
export interface Drawn {
  class: number;
  demand: number;
  wait: number;
  /** Which request of its group (open groups) or of its user (closed loops) it is, from 0. */
  sequence: number;
}

/** All requests of an open group that arrive before `until`, in order. */
export function openRequests(group: ClientGroup, seed: number, until: number): (Drawn & { at: number })[] {
  const arrivalAt = new Float64Array([Infinity]);
  const draws = createOpenGroups([group], seed, until, arrivalAt);
  const requests: (Drawn & { at: number })[] = [];
  while (arrivalAt[0] !== Infinity) {
    const row = draws.next[0];
    const sequence = requests.length;
    requests.push({
      at: arrivalAt[0],
      class: draws.class[row],
      demand: draws.demand[row],
      wait: draws.wait[row],
      sequence,
    });
    draws.advance();
  }
  return requests;
}

/** The users of all closed loops, in the order of the groups, with their draws. */
export function usersOf({ clients, seed }: Model): { group: number; draws: UserGroup; user: number }[] {
  return clients.flatMap((each, group) => {
    const { arrivals } = each;
    if (arrivals.process !== 'users') return [];
    const draws = createUserGroup(each, arrivals, seed);
    return Array.from({ length: arrivals.count }, (_, user) => ({ group, draws, user }));
  });
}
