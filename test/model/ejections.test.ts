/** docs/model.md by arithmetic, on both simulators: when a balancer ejects a server for the tries that failed, and for how long. */
import test from 'ava';
import * as fc from 'fast-check';
import type { HealthSpec, Model, PassiveHealth } from '../../sim/model/model.ts';
import { compare } from '../reference/compare.ts';
import { runEngine } from '../reference/engine.ts';
import { fuzz } from '../reference/models.ts';
import { dying, fatalAt, MS, requestsAt, server, small } from '../reference/small-models.ts';

const passive = (spec: Partial<PassiveHealth>): HealthSpec => ({
  passive: { failures: 3, ejection: 10 * MS, maxEjection: 35 * MS, maxEjected: 1, ...spec },
  panic: 0,
  slowStart: 0,
});

/** A request each millisecond, a little after it. */
const steady = (count: number) =>
  requestsAt(
    Array.from({ length: count }, (_, i) => (i + 0.5) * MS),
    { demandMs: 0.1 },
  );

/** What the balancer found out, in milliseconds; both simulators agree. */
function found(model: Model): string[] {
  compare(model);
  return runEngine(model)
    .observation.happenings.filter(({ by }) => by !== undefined)
    .map(({ at, kind, value }) => `${kind} ${at / MS}${value === undefined ? '' : ` for ${value / MS}`}`);
}

const over = (duration: number): Partial<Model> => ({ duration: duration * MS });

test('three failures in a row eject, each time for longer, up to the longest', (t) => {
  const model = small([fatalAt(0), steady(150)], [dying(500)], over(150), { health: passive({}) });
  // The crash at 0 ms is the first failure. After each return it takes three more.
  t.deepEqual(found(model), [
    'ejected 1.5 for 10',
    'readmitted 11.5',
    'ejected 13.5 for 20',
    'readmitted 33.5',
    'ejected 35.5 for 30',
    'readmitted 65.5',
    'ejected 67.5 for 35',
    'readmitted 102.5',
    'ejected 104.5 for 35',
    'readmitted 139.5',
    'ejected 141.5 for 35',
  ]);
});

test('each ejection time without another one takes one back', (t) => {
  // Ejected the second time until 33.5 ms, it is up from 20 ms on; 26 ms later it fails again.
  const model = small([fatalAt(0, 59.7), steady(80)], [dying(20)], over(80), { health: passive({}) });
  t.deepEqual(found(model), [
    'ejected 1.5 for 10',
    'readmitted 11.5',
    'ejected 13.5 for 20',
    'readmitted 33.5',
    'ejected 61.5 for 10',
    'readmitted 71.5',
    'ejected 73.5 for 20',
  ]);
});

test('a try that succeeds breaks the row', (t) => {
  const model = small([fatalAt(0.4, 2.4, 4.4, 6.4), steady(10)], [dying(0.5)], over(10), { health: passive({}) });
  t.deepEqual(found(model), []);
});

test('a client that gives up says nothing of the server', (t) => {
  const slow = requestsAt(
    Array.from({ length: 20 }, (_, i) => i * MS),
    { demandMs: 50 },
    { timeout: 1 * MS },
  );
  t.deepEqual(found(small([slow], [server()], {}, { health: passive({ failures: 1 }) })), []);
});

test('a server is judged by its error rate at the end of a window, if there was enough to judge', (t) => {
  const rate = (above: number, minimum: number) =>
    passive({ failures: Infinity, errorRate: { above, window: 10 * MS, minimum } });
  const model = (health: HealthSpec) => small([fatalAt(6), steady(10)], [dying(500)], over(30), { health });
  // Of eleven tries, five fail: that of 6 ms and the last four.
  t.deepEqual(found(model(rate(0.45, 11))), ['ejected 10 for 10', 'readmitted 20']);
  t.deepEqual(found(model(rate(0.46, 11))), []);
  t.deepEqual(found(model(rate(0.45, 12))), []);
});

test('what is ejected never exceeds its share, or one server', (t) => {
  let fullest = 0;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.constantFrom(0.1, 0.25, 0.29, 0.5, 0.75), (count, maxEjected) => {
      const servers = Array.from({ length: count }, () => dying(500));
      const kill = requestsAt(
        servers.map(() => 0),
        { memory: 3 },
      );
      const model = small([kill, steady(60)], servers, over(60), { health: passive({ failures: 2, maxEjected }) });
      compare(model);
      const most = Math.max(1, Math.floor((count * Math.round(maxEjected * 100)) / 100));
      let ejected = 0;
      for (const { kind } of runEngine(model).observation.happenings) {
        if (kind === 'ejected') ejected++;
        if (kind === 'readmitted') ejected--;
        t.true(ejected <= most);
        if (ejected === most && most > 1) fullest++;
      }
    }),
    fuzz(40),
  );
  t.true(fullest > 0);
});

test('a server that has left is not ejected, for what failed as it left', (t) => {
  const clients = [requestsAt([0], { demandMs: 1000 }), requestsAt([1 * MS], { demandMs: 1000 })];
  const health = passive({ failures: 1, ejection: 50 * MS, maxEjection: 50 * MS });
  const retire = { at: 10 * MS, kind: 'retire' as const, target: { server: 0 }, drain: 0 };
  const model = small(clients, [server(), server()], { ...over(40), drain: 50 * MS, events: [retire] }, { health });
  t.deepEqual(found(model), []);
  // Nothing happens after the end of the window.
  t.is(runEngine(model).observation.endedAt, 40 * MS);
});
