/** Servers that come and go, against arithmetic. */
import test from 'ava';
import { UserError } from '../../records/user-error.ts';
import type { ServerSpec } from '../../sim/model/model.ts';
import type { PlannedEvent } from '../../sim/model/fleet/planned-event.ts';
import { weightedRandom } from '../../strategies/weighted-random.ts';
import { leastConnections } from '../../strategies/least-connections.ts';
import { observe, runEngine } from '../reference/engine.ts';
import { choose, MS, requestsAt, server, small } from '../reference/small-models.ts';

const S = 1000 * MS;

/** `count` servers, and as many in reserve as `reserve` says. */
function fleetOf(count: number, reserve: number, spec: Partial<ServerSpec> = {}): ServerSpec[] {
  return Array.from({ length: count + reserve }, (_, i) => server({ ...spec, ...(i >= count && { reserve: true }) }));
}

/** A model of these, the first `count` of whose servers are in the pool from the start. */
function withEvents(
  count: number,
  servers: ServerSpec[],
  clients: ReturnType<typeof requestsAt>,
  events: PlannedEvent[],
) {
  const members = Array.from({ length: count }, (_, index) => ({ kind: 'server' as const, index }));
  return small([clients], servers, { events, duration: 1 * S }, { members, strategy: choose(leastConnections) });
}

/** Every `gap` ms, `count` times. */
const every = (gapMs: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.round(i * gapMs * MS));

test('a drained server ends what it holds and gets nothing new', (t) => {
  const model = withEvents(2, fleetOf(2, 0, { cores: 9 }), requestsAt(every(5, 40), { demandMs: 30 }), [
    { at: 12 * MS, kind: 'retire', target: { server: 0 }, drain: Infinity },
  ]);
  const { observation, stories } = runEngine(model);
  t.is(observation.requests.succeeded, 40);
  const sent = stories.filter(({ server: at }) => at === 'web/0');
  t.true(sent.every(({ arrivedAt }) => arrivedAt < 12 * MS));
  const emptyAt = Math.max(...sent.map(({ departureAt }) => departureAt!));
  t.true(emptyAt > 12 * MS);
  t.deepEqual(
    observation.happenings.map(({ at, kind, value }) => [at / MS, kind, value]),
    [
      [12, 'draining', undefined],
      [emptyAt / MS, 'removed', 0],
    ],
  );
  t.is(observation.servers[0].present, emptyAt);
  t.is(observation.servers[0].capacity, 9 * emptyAt);
  t.is(observation.servers[1].present, undefined);
});

test('what a drain leaves is lost when its time is over', (t) => {
  const model = withEvents(1, fleetOf(1, 0), requestsAt([0, 0, 0], { demandMs: 10 }), [
    { at: 1 * MS, kind: 'retire', target: { group: 'web' }, drain: 14 * MS },
  ]);
  const { stories, observation } = runEngine(model);
  t.deepEqual(
    stories.map(({ outcome, endAt }) => [outcome, endAt! / MS]),
    [
      ['succeeded', 10],
      ['failed', 15],
      ['failed', 15],
    ],
  );
  t.is(observation.happenings.at(-1)?.value, 2);
});

test('a new server takes requests once it has booted', (t) => {
  const model = withEvents(1, fleetOf(1, 1), requestsAt(every(10, 40), { demandMs: 30 }), [
    { at: 50 * MS, kind: 'add', group: 'web', count: 1, boot: 100 * MS },
  ]);
  const { observation, stories } = runEngine(model);
  const first = stories.find(({ server: at }) => at === 'web/1');
  t.is(first?.arrivedAt, 150 * MS);
  t.is(observation.servers[1].present, 950 * MS);
  t.is(observation.servers[1].up, 850 * MS);
  t.is(observation.servers[1].capacity, 850 * MS);
});

test('a server that is never launched stands in no report', (t) => {
  const { observation } = runEngine(withEvents(2, fleetOf(2, 5), requestsAt([0]), []));
  t.is(observation.servers.length, 2);
  t.is(observation.serverTimeline.work.length, 2 * observation.serverTimeline.count);
});

test('a warm-up halves the speed for its time', (t) => {
  const asks = requestsAt([100 * MS, 130 * MS, 200 * MS], { demandMs: 10 });
  const servers = fleetOf(1, 1, { varies: true });
  const model = withEvents(1, servers, asks, [
    { at: 0, kind: 'add', group: 'web', count: 1, boot: 10 * MS, warmUp: { for: 125 * MS, speed: 0.5 } },
    { at: 20 * MS, kind: 'retire', target: { server: 0 }, drain: 0 },
  ]);
  // Up at 10 ms, warm at 135 ms: 10 ms of work take 20 ms; then 5 ms at half the speed and 7.5 ms at the whole; then 10 ms.
  t.deepEqual(
    runEngine(model).stories.map(({ arrivedAt, endAt }) => (endAt! - arrivedAt) / MS),
    [20, 12.5, 10],
  );
});

for (const discipline of ['fifo', 'processor-sharing'] as const) {
  test(`a resized server (${discipline}) works at the new rate from the instant on`, (t) => {
    const servers = [server({ varies: true, discipline })];
    const model = withEvents(1, servers, requestsAt([0, 100 * MS, 200 * MS, 200 * MS], { demandMs: 40 }), [
      { at: 10 * MS, kind: 'resize', target: { server: 0 }, size: { speed: 2 }, restart: 0, drain: 0 },
      { at: 110 * MS, kind: 'resize', target: { server: 0 }, size: { speed: 0.5 }, restart: 0, drain: 0 },
      { at: 190 * MS, kind: 'resize', target: { server: 0 }, size: { speed: 1, cores: 2 }, restart: 0, drain: 0 },
    ]);
    const { stories, observation } = runEngine(model);
    // 10 at 1 and 30 at 2; 20 at 2 (10 ms) and 20 at 1/2 (40 ms); two on two cores.
    t.deepEqual(
      stories.map(({ arrivedAt, endAt }) => (endAt! - arrivedAt) / MS),
      [25, 50, 40, 40],
    );
    t.is(observation.servers[0].capacity, (10 * 1 + 100 * 2 + 80 * 0.5 + 810 * 2) * MS);
    t.is(observation.servers[0].work, 160 * MS);
  });
}

test('more cores under fifo start who waits', (t) => {
  const model = withEvents(1, [server({ varies: true })], requestsAt([0, 0, 0], { demandMs: 30 }), [
    { at: 10 * MS, kind: 'resize', target: { server: 0 }, size: { cores: 3 }, restart: 0, drain: 0 },
  ]);
  t.deepEqual(
    runEngine(model).stories.map(({ endAt }) => endAt! / MS),
    [30, 40, 40],
  );
});

test('a resize with a restart drains, is down for it, and comes back larger', (t) => {
  const model = withEvents(2, fleetOf(2, 0, { varies: true }), requestsAt(every(10, 60), { demandMs: 6 }), [
    { at: 100 * MS, kind: 'resize', target: { server: 0 }, size: { cores: 4 }, restart: 200 * MS, drain: 50 * MS },
  ]);
  const { observation, stories } = runEngine(model);
  t.is(observation.requests.succeeded, 60);
  const downFor = stories.filter(({ server: at }) => at === 'web/0').map(({ arrivedAt }) => arrivedAt / MS);
  t.true(downFor.every((at) => at < 100 || at >= 300));
  t.true(downFor.some((at) => at >= 300));
  t.true(observation.servers[0].up >= 800 * MS && observation.servers[0].up < 807 * MS);
});

test('a rolling deploy goes batch by batch, with surge, boot and pause, to the nanosecond', (t) => {
  const model = withEvents(4, fleetOf(4, 4), requestsAt([]), [
    { at: 100 * MS, kind: 'deploy', group: 'web', batch: 2, surge: 1, pause: 30 * MS, drain: 5 * MS, boot: 20 * MS },
  ]);
  const { happenings } = observe(model);
  t.deepEqual(
    happenings.map(({ at, kind, name }) => `${at / MS} ${kind} ${name}`),
    [
      '100 deploy web',
      '100 added web/4',
      '120 booted web/4',
      '120 draining web/0',
      '120 draining web/1',
      '120 removed web/0',
      '120 removed web/1',
      '120 added web/5',
      '140 booted web/5',
      '170 added web/6',
      '190 booted web/6',
      '190 draining web/2',
      '190 draining web/3',
      '190 removed web/2',
      '190 removed web/3',
      '190 added web/7',
      '210 booted web/7',
      '210 deployed web',
    ],
  );
});

/** Poisson arrivals on six servers of four cores, and a deploy two at a time. */
function deployed(drain: number) {
  const clients = requestsAt([], { demand: { kind: 'exponential', mean: 20 * MS } });
  const busy = { ...clients, arrivals: { process: 'poisson' as const, rate: [{ at: 0, rate: 700 / S }] } };
  const servers = fleetOf(6, 6, { cores: 4, discipline: 'processor-sharing' });
  const deploy: PlannedEvent = {
    at: 20 * S,
    kind: 'deploy',
    group: 'web',
    batch: 2,
    surge: 2,
    pause: 5 * S,
    boot: 5 * S,
    drain,
  };
  return observe({ ...withEvents(6, servers, busy, [deploy]), duration: 100 * S });
}

test('a drained deploy loses nobody, a hard one what the old servers hold', (t) => {
  const drained = deployed(30 * S);
  t.true(drained.requests.arrived > 69_000);
  t.is(drained.requests.succeeded, drained.requests.arrived);
  const hard = deployed(0);
  const removed = hard.happenings.filter(({ kind }) => kind === 'removed');
  t.is(removed.length, 6);
  t.is(
    hard.requests.failed,
    removed.reduce((sum, { value = 0 }) => sum + value, 0),
  );
  // What a server holds on average, times the servers; counts of this kind are at most as wide as Poisson's.
  const held = hard.servers.slice(6).reduce((sum, { inFlightTime, up }) => sum + inFlightTime / up, 0);
  t.true(Math.abs(hard.requests.failed - held) < 5 * Math.sqrt(held), `${hard.requests.failed} of ${held}`);
});

test('the share of a canary follows its weight', (t) => {
  const clients = requestsAt(every(1, 60_000), { demandMs: 1 });
  const events: PlannedEvent[] = [{ at: 30 * S, kind: 'weight', target: { server: 3 }, weight: 3 }];
  const servers = fleetOf(4, 0, { cores: 100 });
  servers[3] = { ...servers[3], weight: 0.1 };
  const base = withEvents(4, servers, clients, events);
  const model = { ...base, duration: 60 * S, balancers: [{ ...base.balancers[0], strategy: choose(weightedRandom) }] };
  const { stories } = runEngine(model);
  const share = (from: number, to: number) => {
    const part = stories.filter(({ arrivedAt }) => arrivedAt >= from && arrivedAt < to);
    return { n: part.length, share: part.filter(({ server: at }) => at === 'web/3').length / part.length };
  };
  for (const [from, to, expected] of [
    [0, 30 * S, 0.1 / 3.1],
    [30 * S, 60 * S, 0.5],
  ]) {
    const { n, share: seen } = share(from, to);
    t.true(Math.abs(seen - expected) < 4 * Math.sqrt((expected * (1 - expected)) / n), `${seen} for ${expected}`);
  }
});

test('a weight of 0 keeps new tries away, from the start and later', (t) => {
  const servers = fleetOf(2, 0);
  servers[1] = { ...servers[1], weight: 0 };
  const model = withEvents(2, servers, requestsAt(every(10, 60)), [
    { at: 200 * MS, kind: 'weight', target: { server: 1 }, weight: 1 },
    { at: 200 * MS, kind: 'weight', target: { server: 0 }, weight: 0 },
  ]);
  const { stories } = runEngine(model);
  t.deepEqual(
    stories.map(({ server: at }) => at),
    stories.map(({ arrivedAt }) => (arrivedAt < 200 * MS ? 'web/0' : 'web/1')),
  );
});

test('a run that needs more servers than there are in reserve says so', (t) => {
  const add: PlannedEvent = { at: 0, kind: 'add', group: 'web', count: 3, boot: 0 };
  t.throws(() => observe(withEvents(1, fleetOf(1, 2), requestsAt([0]), [add])), {
    instanceOf: UserError,
    message:
      'autoscaler.web: it launches one more server at 0s, and the run has places for 3 in all; with a longer cooldown or stabilization.in it changes its mind less often',
  });
});
