/** Autoscalers in whole runs whose load is known by arithmetic. */
import test from 'ava';
import type { AutoscalerSpec, ScaleOut } from '../../sim/model/fleet/autoscaler-spec.ts';
import type { Model, ServerSpec } from '../../sim/model/model.ts';
import { leastConnections } from '../../strategies/least-connections.ts';
import { observe } from '../reference/engine.ts';
import { choose, MS, requestsAt, server, small } from '../reference/small-models.ts';

const OUT: ScaleOut = {
  kind: 'out',
  min: 1,
  max: 9,
  schedule: [],
  policies: { out: { select: 'max', allow: [] }, in: { select: 'max', allow: [] } },
  launch: { boot: 0 },
  drain: Infinity,
};

function scaler(spec: Partial<AutoscalerSpec>, action: Partial<ScaleOut> = {}): AutoscalerSpec {
  return {
    group: 'web',
    every: 100 * MS,
    sample: 100 * MS,
    samples: 1,
    delay: 0,
    rule: { kind: 'target', metric: 'cpu', target: 0.3, tolerance: 0 },
    stabilization: { out: 0, in: 0 },
    cooldown: { out: 0, in: 0 },
    action: { ...OUT, ...action },
    ...spec,
  };
}

/** A request of 6 ms every 10 ms until 500 ms: 60% of one core. There are `count` servers of one core at the start. */
function model(spec: AutoscalerSpec, start: Partial<ServerSpec> = {}, count = 1): Model {
  const arrivals = requestsAt(
    Array.from({ length: 50 }, (_, i) => 10 * i * MS),
    { demandMs: 6 },
  );
  const reserve = Array.from({ length: 12 }, () => server({ ...start, reserve: true }));
  const servers = [...Array.from({ length: count }, () => server(start)), ...reserve];
  const members = Array.from({ length: count }, (_, index) => ({ kind: 'server' as const, index }));
  const rest = { duration: 1000 * MS, autoscalers: [spec] };
  return small([arrivals], servers, rest, { members, strategy: choose(leastConnections) });
}

/** What the autoscaler did, such as `100 scaled out 2`, with the instants in milliseconds. */
function done(given: Model, kinds = /^scaled/): string[] {
  const { happenings, requests, checks } = observe(given);
  if (requests.succeeded !== 50 || !checks.conservation) throw new Error('a request was lost');
  return happenings
    .filter(({ kind }) => kinds.test(kind))
    .map(({ at, kind, name, value }) => `${at / MS} ${kind} ${value ?? name}`);
}

test('60% of one server at a target of 30% is two servers; without requests it is the fewest', (t) => {
  t.deepEqual(done(model(scaler({}))), ['100 scaled out 2', '600 scaled in 1']);
});

test('a metric that is late is answered more than once', (t) => {
  // 60% of one server, three times; 30% of two; 15% of four; nothing.
  const late = ['300 scaled out 2', '400 scaled out 4', '500 scaled out 8', '700 scaled in 4', '800 scaled in 1'];
  t.deepEqual(done(model(scaler({ delay: 150 * MS }))), late);
});

test('a metric is a mean over samples', (t) => {
  // 60% of one server; of one and two (120 of 300 ms); of two and three; nothing, once and twice
  const rule = { kind: 'target', metric: 'cpu', target: 0.3, tolerance: 0 } as const;
  const mean = ['100 scaled out 2', '200 scaled out 3', '400 scaled in 2', '600 scaled in 1'];
  t.deepEqual(done(model(scaler({ samples: 2, rule }))), mean);
});

test('a server takes requests after its boot, and leaves when it is empty', (t) => {
  // From 100 ms to 200 ms it is 60 ms of work in 170 ms.
  const rule = { kind: 'target', metric: 'cpu', target: 0.3, tolerance: 0.2 } as const;
  const spec = scaler({ rule }, { launch: { boot: 30 * MS } });
  t.deepEqual(done(model(spec), /scaled|booted|removed/), [
    '100 scaled out 2',
    '130 booted web/1',
    '600 scaled in 1',
    '600 removed 0',
  ]);
});

test('in flight, tries and what waits as targets', (t) => {
  const of = (metric: 'inFlight' | 'rate' | 'queued', target: number) =>
    done(model(scaler({ rule: { kind: 'target', metric, target, tolerance: 0 } })))[0];
  t.is(of('inFlight', 0.2), '100 scaled out 3');
  t.is(of('rate', 0.05 / MS), '100 scaled out 2');
  t.false(of('queued', 1)?.includes('out') ?? false);
});

test('an oracle is there before the requests are', (t) => {
  const rate = [
    { at: 0, rate: 1 / MS },
    { at: 500 * MS, rate: 1 / MS },
    { at: 600 * MS, rate: 4 / MS },
  ];
  const rule = { kind: 'oracle', target: 1 / MS, ahead: 100 * MS, rate } as const;
  t.deepEqual(done(model(scaler({ rule }))), ['500 scaled out 4']);
});

test('servers restart one after the other with more cores, and cost more', (t) => {
  const sizes = [1, 2, 4].map((cores) => ({ cores, speed: 1, memory: Infinity }));
  const rule = { kind: 'target', metric: 'cpu', target: 0.15, tolerance: 0.2 } as const;
  const action = { kind: 'up', sizes, restart: 20 * MS, launch: { boot: 0 }, drain: Infinity } as const;
  const given = model(scaler({ rule, action: { ...action, sizes } }), { varies: true }, 2);
  t.deepEqual(done(given, /scaled|resized/), [
    '100 scaled up 2',
    '120 resized 2',
    '220 resized 2',
    '600 scaled down 1',
    '620 resized 1',
    '720 resized 1',
  ]);
  const [first, second] = observe(given).servers;
  t.deepEqual([first.present, first.paid], [undefined, (120 + 500 * 2 + 380) * MS]);
  t.deepEqual([second.present, second.paid], [undefined, (220 + 500 * 2 + 280) * MS]);
});

test('new servers take the place of smaller ones', (t) => {
  const sizes = [1, 2, 4].map((cores) => ({ cores, speed: 1, memory: Infinity }));
  const spec = scaler({ action: { kind: 'up', sizes, launch: { boot: 50 * MS }, drain: Infinity } });
  t.deepEqual(done(model(spec, { varies: true }), /scaled|booted|removed/), [
    '100 scaled up 2',
    '150 booted web/1',
    '200 removed 0',
    '600 scaled down 1',
    '650 booted web/2',
    '700 removed 0',
  ]);
});

test('a run takes so many launches, and says so', (t) => {
  const spec = scaler(
    { every: 10 * MS, sample: 10 * MS, rule: { kind: 'none' } },
    {
      schedule: Array.from({ length: 90 }, (_, i) => ({ at: 10 * i * MS, servers: 1 + (i % 2) })),
    },
  );
  t.throws(() => observe(model(spec)), { message: /^autoscaler.web: .* places for 13 in all/ });
});
