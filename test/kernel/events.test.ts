import test from 'ava';
import * as fc from 'fast-check';
import { createClock } from '../../sim/kernel/clock.ts';
import { createEvents } from '../../sim/kernel/events.ts';
import { ID_LIMIT, LANE } from '../../sim/kernel/lanes.ts';

const delay = fc.oneof(
  fc.constantFrom(0, 1, 1_000_000),
  fc.nat(5),
  fc.nat(2 ** 31 - 1).map((n) => n * 2 ** 20),
);
const push = fc.record({ delay, lane: fc.constantFrom(...Object.values(LANE)), kind: fc.nat(11) });

test('events come as from a sorted array, by time, lane and id', (t) => {
  fc.assert(
    fc.property(fc.array(fc.oneof(push, push, fc.constant('pop' as const)), { maxLength: 300 }), (steps) => {
      const clock = createClock();
      const events = createEvents(clock);
      const sorted: { at: number; lane: number; id: number; kind: number }[] = [];
      let id = 0;
      for (const step of steps) {
        if (step !== 'pop') {
          // Ids that do not grow with time, and large ones.
          id = (id * 7 + 3) % (2 ** 31 - 1);
          events.push(step.delay, step.lane, id, step.kind, id);
          sorted.push({ at: clock.now[0] + step.delay, lane: step.lane, id, kind: step.kind });
          sorted.sort((a, b) => a.at - b.at || a.lane - b.lane || a.id - b.id);
        } else if (sorted.length > 0) {
          clock.now[0] = sorted.shift()!.at;
          events.pop();
        }
        const next = sorted[0];
        if (next === undefined) {
          t.is(clock.eventAt[0], Infinity);
          t.is(events.nextOrder[0], Infinity);
          continue;
        }
        const seen = [clock.eventAt[0], events.nextOrder[0], events.nextKind(), events.nextSubject()];
        t.deepEqual(seen, [next.at, next.lane * ID_LIMIT + next.id, next.kind, next.id]);
      }
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('the queue grows as far as it must', (t) => {
  const clock = createClock();
  const events = createEvents(clock);
  const ids = Array.from({ length: 1000 }, (_, i) => (i * 617) % 1000);
  for (const id of ids) events.push(7, LANE.transit, id, id % 12, id);
  for (let id = 0; id < 1000; id++) {
    t.deepEqual([clock.eventAt[0], events.nextKind(), events.nextSubject()], [7, id % 12, id]);
    events.pop();
  }
  t.is(clock.eventAt[0], Infinity);
});

test('a lane and an id make one exact number', (t) => {
  const orders = Object.values(LANE).flatMap((lane) => [lane * ID_LIMIT, lane * ID_LIMIT + ID_LIMIT - 1]);
  t.true(orders.every(Number.isSafeInteger));
  t.deepEqual(
    orders,
    orders.toSorted((a, b) => a - b),
  );
  t.is(new Set(orders).size, orders.length);
});
