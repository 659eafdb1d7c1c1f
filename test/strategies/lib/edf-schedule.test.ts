import test from 'ava';
import * as fc from 'fast-check';
import { EdfSchedule } from '../../../strategies/lib/edf-schedule.ts';

/** The rule without a heap: a list, searched for the earliest deadline and then the oldest entry. */
class SlowSchedule {
  #entries: { server: number; deadline: number }[] = [];
  #now = 0;

  add(server: number, weight: number): void {
    this.#entries.push({ server, deadline: this.#now + 1 / weight });
  }

  next(weightOf: (server: number) => number): number {
    const earliest = Math.min(...this.#entries.map(({ deadline }) => deadline));
    const { server } = this.#entries.find(({ deadline }) => deadline === earliest)!;
    this.#entries = this.#entries.filter((entry) => entry.server !== server);
    this.#now = earliest;
    this.add(server, weightOf(server));
    return server;
  }
}

test('it agrees with a search, with weights that change from turn to turn', (t) => {
  const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(weights, fc.boolean(), (initial, changes) => {
      const [fast, slow] = [new EdfSchedule(initial.length), new SlowSchedule()];
      fast.start();
      for (const [server, weight] of initial.entries()) {
        fast.add(server, weight);
        slow.add(server, weight);
      }
      for (let turn = 0; turn < 60; turn++) {
        const weightOf = (server: number) => (changes ? 1 + ((initial[server] * turn) % 7) : initial[server]);
        t.is(fast.next(weightOf), slow.next(weightOf));
      }
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('it can begin anew, with more servers or fewer', (t) => {
  const schedule = new EdfSchedule(5);
  for (const count of [2, 5, 3]) {
    schedule.start();
    for (let server = 0; server < count; server++) schedule.add(server, 1);
    const turns = Array.from({ length: 2 * count }, () => schedule.next(() => 1));
    const once = Array.from({ length: count }, (_, server) => server);
    t.deepEqual(turns, [...once, ...once]);
  }
});
