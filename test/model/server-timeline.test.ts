/** What servers did by time window. That the windows add up to the servers' totals is looked at in invariants.test.ts. */
import test from 'ava';
import { mergeObservations } from '../../records/merge.ts';
import { createSimulation } from '../../sim/model/simulation.ts';
import { observe } from '../reference/engine.ts';
import { MS, requestsAt, server, small } from '../reference/small-models.ts';

test('a window holds what was done in it', (t) => {
  // 60 windows of 1 ms over [2 ms, 62 ms). One server: works from 1 to 4.5 ms with two inside from 3 on, then from 10 to 10.5 ms.
  const clients = [requestsAt([1 * MS, 3 * MS], { demandMs: 1.75 }), requestsAt([10 * MS], { demandMs: 0.5 })];
  const { serverTimeline } = observe(small(clients, [server()], { warmup: 2 * MS, duration: 62 * MS }));
  t.is(serverTimeline.length, MS);
  t.is(serverTimeline.count, 60);
  const workMs = Array.from(serverTimeline.work, (work) => work / MS);
  const inFlight = Array.from(serverTimeline.inFlightTime, (time) => time / MS);
  t.deepEqual(workMs.slice(0, 10), [0.75, 1, 0.75, 0, 0, 0, 0, 0, 0.5, 0]);
  t.deepEqual(inFlight.slice(0, 10), [0.75, 1, 0.75, 0, 0, 0, 0, 0, 0.5, 0]);
  t.deepEqual(workMs.slice(10).filter(Boolean), []);
  t.true(serverTimeline.capacity.every((capacity) => capacity === MS));
});

test('a server that is down could do nothing', (t) => {
  const clients = [requestsAt([0.5 * MS], { demandMs: 1, memory: 2 })];
  const fragile = server({ memory: 1, whenMemoryIsFull: { kind: 'crash', restart: 2 * MS } });
  const { serverTimeline } = observe(small(clients, [fragile], { duration: 60 * MS }));
  t.deepEqual(Array.from(serverTimeline.capacity.slice(0, 4)), [0.5 * MS, 0, 0.5 * MS, MS]);
});

test('the last window may be shorter, and with very many servers there are few', (t) => {
  const { serverTimeline } = observe(small([requestsAt([0])], [server()], { duration: 119 }));
  t.deepEqual([serverTimeline.length, serverTimeline.count, serverTimeline.capacity.at(-1)], [2, 60, 1]);
  const many = Array.from({ length: 30_000 }, () => server());
  const { count, work } = observe(small([requestsAt([0])], many, { duration: 60 * MS })).serverTimeline;
  t.deepEqual([count, work.length], [6, 180_000]);
});

test('after an interruption the windows are empty', (t) => {
  const model = small([requestsAt([0, 30 * MS, 40 * MS], { demandMs: 60 })], [server()], { duration: 60 * MS });
  const simulation = createSimulation(model);
  simulation.run(25);
  const { serverTimeline, endedAt } = simulation.conclude(true);
  const at = Math.floor(endedAt / MS);
  t.true(at > 0 && at < 59, `interrupted after ${at} ms`);
  t.true(serverTimeline.capacity.slice(0, at).every((capacity) => capacity === MS));
  t.true(serverTimeline.capacity.slice(at + 1).every((capacity) => capacity === 0));
});

test('replications are added', (t) => {
  const run = observe(small([requestsAt([0], { demandMs: 3 })], [server()], { duration: 60 * MS }));
  const { serverTimeline } = mergeObservations(run, run);
  t.deepEqual(Array.from(serverTimeline.work.slice(0, 4)), [2 * MS, 2 * MS, 2 * MS, 0]);
  t.deepEqual(Array.from(serverTimeline.inFlightTime.slice(0, 4)), [2 * MS, 2 * MS, 2 * MS, 0]);
  t.is(serverTimeline.capacity[5], 2 * MS);
});
