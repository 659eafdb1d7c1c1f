/** When a request would be done: against the engine, which plays it. */
import { ok } from 'node:assert/strict';
import test from 'ava';
import * as fc from 'fast-check';
import { finishTime, type ServerNow } from '../../sim/model/measured/finish-time.ts';
import { runEngine } from '../reference/engine.ts';
import { fuzz } from '../reference/models.ts';
import { MS, requestsAt, server, small } from '../reference/small-models.ts';

const IDEAL = { contention: 0, coherency: 0 };
const ALONE: ServerNow = { cores: 1, scalability: IDEAL, speed: 1, limit: 1, running: [], queued: [] };

test('alone it takes the work over the speed, and for ever where no work is done', (t) => {
  t.is(finishTime({ ...ALONE, speed: 2 }, 10, Infinity), 5);
  t.is(finishTime({ ...ALONE, speed: 0 }, 10, Infinity), Infinity);
});

test('under fifo it waits for a core', (t) => {
  t.is(finishTime({ ...ALONE, running: [3], queued: [4, 5] }, 10, Infinity), 22);
  // Cores are free at 3, 7 and 8: the third in the queue is the request's own.
  t.is(finishTime({ ...ALONE, cores: 2, limit: 2, running: [3, 7], queued: [5] }, 10, Infinity), 17);
});

test('under processor sharing it shares the cores with what is left', (t) => {
  const sharing = { ...ALONE, limit: Infinity };
  // Three share until 2 x 3, two until 6 + 2 x 2, then it is alone with 1.
  t.is(finishTime({ ...sharing, running: [4, 2] }, 5, Infinity), 11);
  t.is(finishTime({ ...sharing, cores: 3, running: [4, 2] }, 5, Infinity), 5);
  // Two cores with a contention of 1 do the work of one.
  const contended = { ...sharing, cores: 2, scalability: { contention: 1, coherency: 0 } };
  t.is(finishTime({ ...contended, running: [4] }, 4, Infinity), 8);
});

test('it stops once it is too late', (t) => {
  const queued = Array.from({ length: 1000 }, () => 1);
  t.is(finishTime({ ...ALONE, queued }, 1, Infinity), 1001);
  t.is(finishTime({ ...ALONE, queued }, 1, 10), 11);
});

test('it is when the engine is done with the last of many that come at once', (t) => {
  const any = fc.record({
    discipline: fc.constantFrom('fifo' as const, 'processor-sharing' as const),
    cores: fc.integer({ min: 1, max: 4 }),
    speed: fc.constantFrom(0.5, 1, 3),
    concurrency: fc.constantFrom(1, 2, 5, Infinity),
    demands: fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 12 }),
  });
  fc.assert(
    fc.property(any, ({ demands, ...spec }) => {
      const groups = demands.map((demandMs) => requestsAt([0], { demandMs }));
      const { stories } = runEngine(small(groups, [server(spec)], { duration: MS, drain: 1e12 }));
      const limit = Math.min(spec.concurrency, spec.discipline === 'fifo' ? spec.cores : Infinity);
      const works = demands.slice(0, -1).map((demand) => demand * MS);
      const [running, queued] = [works.slice(0, limit), works.slice(limit)];
      const { cores, speed } = spec;
      const found = finishTime(
        { cores, speed, scalability: IDEAL, limit, running, queued },
        demands.at(-1)! * MS,
        Infinity,
      );
      // The engine rounds each departure up to a nanosecond.
      ok(Math.abs(stories.at(-1)!.endAt! - found) <= demands.length, `${stories.at(-1)!.endAt} ${found}`);
    }),
    fuzz(200),
  );
  t.pass();
});
