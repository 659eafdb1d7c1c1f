/** Fairness by arithmetic, on both simulators: a server's load is its work over what it could have worked while available. */
import test from 'ava';
import type { AdmissionSpec, HealthSpec, Model } from '../../sim/model/model.ts';
import type { PlannedEvent } from '../../sim/model/fleet/planned-event.ts';
import { buildReport, type Result } from '../../reports/report.ts';
import { compare } from '../reference/compare.ts';
import { observe } from '../reference/engine.ts';
import { dying, fatalAt, MS, requestsAt, server, small } from '../reference/small-models.ts';

/** Ejects a server for 40 ms after one failure. */
const strict: HealthSpec = {
  passive: { failures: 1, ejection: 40 * MS, maxEjection: 40 * MS, maxEjected: 1 },
  panic: 0,
  slowStart: 0,
};

/** A request of 0.1 ms half a millisecond after each of these. */
const steady = (from: number, to: number) =>
  requestsAt(
    Array.from({ length: to - from }, (_, i) => (from + i + 0.5) * MS),
    { demandMs: 0.1 },
  );

/** What each server could have worked while available, milliseconds; both simulators agree. */
function availableMs(model: Model): number[] {
  compare(model);
  return observe(model).servers.map(({ availableCapacity }) => availableCapacity / MS);
}

function resultOf(model: Model): Result {
  return buildReport([observe(model)], '0.1.0').results[0];
}

const planned = (events: PlannedEvent[], servers = [server(), server()]) =>
  small([steady(0, 100)], servers, { events });

test('a server that is ejected is not available', (t) => {
  // It dies of the first request, is back after 1 ms, and ejected until 40 ms.
  const model = small([fatalAt(0), steady(0, 100)], [dying(1), server()], {}, { health: strict });
  t.deepEqual(availableMs(model), [60, 100]);
  const { fairness, servers, utilization } = resultOf(model);
  // Of 100 requests the first 40 go to the other, then each gets 30: 3 ms of 60 ms, 7 ms of 100 ms.
  t.is(fairness.jain, Number(((0.05 + 0.07) ** 2 / (2 * (0.05 ** 2 + 0.07 ** 2))).toPrecision(9)));
  t.is(fairness.maxOverMean, Number((0.07 / 0.06).toPrecision(9)));
  t.deepEqual(
    servers.map(({ fairShare }) => fairShare),
    [60 / 160, 100 / 160],
  );
  // Utilization is over the time up.
  t.is(utilization, Number((10 / 199).toPrecision(9)));
  t.deepEqual(
    servers.map(({ utilization: used }) => used),
    [Number((3 / 99).toPrecision(9)), 0.07],
  );
});

test('it is available while one of several balancers may pick it', (t) => {
  const model = small([fatalAt(0), steady(0, 100)], [dying(1), server()], {}, { health: strict });
  const [first] = model.balancers;
  const other = { ...first, name: 'other', members: [...first.members], health: undefined };
  t.deepEqual(availableMs({ ...model, balancers: [first, other] }), [99, 100]);
});

test('a server of no pool is not available, and no part of fairness', (t) => {
  const members = [0, 1].map((index) => ({ kind: 'server' as const, index }));
  const model = small([steady(0, 100)], [server(), server(), server()], {}, { members });
  t.deepEqual(availableMs(model), [100, 100, 0]);
  const { fairness, servers } = resultOf(model);
  t.is(fairness.jain, 1);
  t.is(servers[2].fairShare, 0);
});

test('work while draining counts, but a load is at most 1', (t) => {
  // Each has three requests of 10 ms; the first one drains from 20 ms on, and works until 30 ms. Its load would be 1.5.
  const clients = requestsAt([0, 0, 0, 0, 0, 0], { demandMs: 10 });
  const events: PlannedEvent[] = [{ at: 20 * MS, kind: 'retire', target: { server: 0 }, drain: Infinity }];
  const model = small([clients], [server(), server()], { events });
  t.deepEqual(availableMs(model), [20, 100]);
  const { fairness, servers } = resultOf(model);
  t.is(servers[0].workShare, 0.5);
  t.is(fairness.maxOverMean, Number((1 / 0.65).toPrecision(9)));
});

test('a server that is not available at all has no load', (t) => {
  const clients = requestsAt([0, 0], { demandMs: 40 });
  const events: PlannedEvent[] = [{ at: 10 * MS, kind: 'retire', target: { server: 0 }, drain: Infinity }];
  const model = small([clients], [server(), server()], { events, warmup: 20 * MS });
  t.deepEqual(availableMs(model), [0, 80]);
  const { fairness, servers } = resultOf(model);
  t.is(fairness.jain, 1);
  t.deepEqual([servers[0].workShare, servers[0].fairShare, servers[0].utilization], [0.5, 0, 1]);
});

test('a weight of 0 makes a server unavailable', (t) => {
  const weigh = (at: number, weight: number): PlannedEvent => {
    return { at: at * MS, kind: 'weight', target: { server: 0 }, weight };
  };
  t.deepEqual(availableMs(planned([weigh(10, 0), weigh(40, 3), weigh(50, 2), weigh(90, 0)])), [60, 100]);
});

test('a server that boots is available when it is up', (t) => {
  const servers = [server(), server({ reserve: true })];
  const members = [{ kind: 'server' as const, index: 0 }];
  const events: PlannedEvent[] = [{ at: 20 * MS, kind: 'add', group: 'web', count: 1, boot: 30 * MS }];
  t.deepEqual(availableMs(small([steady(0, 100)], servers, { events }, { members })), [100, 50]);
});

test('the larger it is, the more it could have worked; not while it drains or is down for that', (t) => {
  const size = { speed: 3 };
  const events: PlannedEvent[] = [
    { at: 10 * MS, kind: 'resize', target: { server: 0 }, size, restart: 0, drain: 0 },
    { at: 20.55 * MS, kind: 'resize', target: { server: 0 }, size: { cores: 2 }, restart: 5 * MS, drain: 10 * MS },
    { at: 50 * MS, kind: 'resize', target: { server: 1 }, size: { speed: 2 }, restart: 0, drain: 0 },
  ];
  const servers = [server({ varies: true }), server({ varies: true })];
  // 10 at 1, 10.55 at 3; then it is empty at once, is down for 5, and works at 6.
  const [first, second] = availableMs(planned(events, servers));
  t.true(Math.abs(first - (10 + 10.55 * 3 + (100 - 25.55) * 6)) < 1e-9, String(first));
  t.is(second, 150);
});

test('who has as many tries as its balancer allows is available', (t) => {
  const admission: AdmissionSpec = { inFlight: Infinity, perServer: 1, shedding: [] };
  const clients = requestsAt([0, 0, 0], { demandMs: 10 });
  t.deepEqual(availableMs(small([clients], [server(), server()], {}, { admission })), [100, 100]);
  // Until it drains; the chart of the pool hears of that too.
  const events: PlannedEvent[] = [{ at: 5 * MS, kind: 'retire', target: { server: 0 }, drain: Infinity }];
  const model = small([clients], [server(), server()], { events }, { admission });
  t.deepEqual(availableMs(model), [5, 100]);
  const [{ at, available }] = observe(model).balancers[0].pool;
  t.deepEqual([at[1], available[1]], [5 * MS, 1]);
});
