/** Faults of servers that are launched later, against arithmetic, on both simulators. */
import test from 'ava';
import type { PlannedEvent } from '../../sim/model/fleet/planned-event.ts';
import type { Fault, FaultEffect, Model } from '../../sim/model/model.ts';
import { compare } from '../reference/compare.ts';
import { observe } from '../reference/engine.ts';
import { MS, requestsAt, server, small } from '../reference/small-models.ts';
import { load, PLAIN } from '../scenario/scenarios.ts';

const crash: FaultEffect = { kind: 'crash' };

/** One entry on each of these servers, by itself. */
function onEach(servers: number[], effect: FaultEffect, begins: Fault['begins'], lastsMs: number): Fault[] {
  return servers.map((index): Fault => {
    const lasts = { kind: 'constant' as const, value: lastsMs * MS };
    return {
      entry: 0,
      target: `web/${index}`,
      effect,
      servers: [index],
      isRandom: false,
      balancers: [],
      begins,
      lasts,
    };
  });
}

const every = (ms: number): Fault['begins'] => ({ every: { kind: 'constant', value: ms * MS } });

const random = (count: number): Fault => {
  const [first] = onEach([0], { kind: 'pause' }, { every: { kind: 'exponential', mean: 1 * MS } }, 0.5);
  return { ...first, target: 'random', isRandom: true, servers: Array.from({ length: count }, (_, i) => i) };
};

const add = (atMs: number, bootMs = 0): PlannedEvent => {
  return { at: atMs * MS, kind: 'add', group: 'web', count: 1, boot: bootMs * MS };
};

const remove = (atMs: number, index: number): PlannedEvent => {
  return { at: atMs * MS, kind: 'retire', target: { server: index }, drain: 0 };
};

/** `count` servers, and three in reserve. */
function model(count: number, faults: Fault[], events: PlannedEvent[], zone = 0): Model {
  const servers = Array.from({ length: count + 3 }, (_, i) => server(i < count ? { zone } : { reserve: true, zone }));
  const members = Array.from({ length: count }, (_, index) => ({ kind: 'server' as const, index }));
  return small([requestsAt([0])], servers, { faults, events }, { members });
}

/** What happened of these kinds, in milliseconds; both simulators agree. */
function told(of: Model, ...kinds: string[]): string[] {
  compare(of);
  return observe(of)
    .happenings.filter(({ kind }) => kinds.includes(kind))
    .map(({ at, kind, name }) => `${at / MS} ${kind} ${name}`);
}

test('a fault on a group hits those that are there when it begins', (t) => {
  // web/1 comes before it, web/2 at its instant, and web/3 after it.
  const faults = onEach([0, 1, 2, 3], crash, { at: 50 * MS }, 10);
  t.deepEqual(told(model(1, faults, [add(20), add(50), add(55)]), 'crash', 'restart'), [
    '50 crash web/0',
    '50 crash web/1',
    '60 restart web/0',
    '60 restart web/1',
  ]);
});

test('a launched server has a process of its own from its launch on', (t) => {
  const faults = onEach([0, 1], crash, every(30), 5);
  t.deepEqual(told(model(1, faults, [add(10)]), 'crash', 'restart'), [
    '30 crash web/0',
    '35 restart web/0',
    '40 crash web/1',
    '45 restart web/1',
    '65 crash web/0',
    '70 restart web/0',
    '75 crash web/1',
    '80 restart web/1',
    '100 crash web/0',
  ]);
});

test('what is drawn for one server is the same, whoever else is launched', (t) => {
  const begins: Fault['begins'] = { every: { kind: 'exponential', mean: 4 * MS } };
  const faults = onEach([0, 1, 2, 3], { kind: 'slow', share: 0.5 }, begins, 1);
  const of = (name: string, events: PlannedEvent[]) =>
    told(model(1, faults, events), 'slow').filter((line) => line.endsWith(name));
  t.true(of('web/0', []).length > 10);
  t.deepEqual(of('web/0', [add(10), add(20)]), of('web/0', []));
  t.deepEqual(of('web/1', [add(10), add(20)]), of('web/1', [add(10)]));
  t.true(of('web/2', [add(10), add(20)]).length > 10);
});

test('a server that has left is hit no more', (t) => {
  const faults = onEach([0, 1], { kind: 'pause' }, every(15), 2);
  const lines = told(model(2, faults, [remove(40, 0)]), 'pause');
  t.deepEqual(
    lines.filter((line) => line.endsWith('web/0')),
    ['15 pause web/0', '32 pause web/0'],
  );
  t.is(lines.filter((line) => line.endsWith('web/1')).length, 6);
});

test('random is one of those that are there; when it comes does not depend on them', (t) => {
  const few = told(model(1, [random(4)], []), 'pause');
  const more = told(model(1, [random(4)], [add(20), add(20), add(20), remove(60, 0)]), 'pause');
  const instants = (lines: string[]) => lines.map((line) => Number.parseFloat(line));
  t.deepEqual(instants(more), instants(few));
  t.true(few.every((line) => line.endsWith('web/0')));
  const hit = (from: number, to: number) => {
    const lines = more.filter((line) => Number.parseFloat(line) > from && Number.parseFloat(line) < to);
    return [...new Set(lines.map((line) => Number(line.at(-1))))].sort((a, b) => a - b);
  };
  t.deepEqual(hit(0, 20), [0]);
  t.deepEqual(hit(20, 60), [0, 1, 2, 3]);
  t.deepEqual(hit(60, 100), [1, 2, 3]);
});

test('where nobody is there, a random fault hits nobody, and comes again', (t) => {
  const lines = told(model(1, [random(2)], [remove(20, 0), add(60)]), 'pause', 'pauseEnds');
  t.deepEqual(
    lines.filter((line) => Number.parseFloat(line) > 21 && Number.parseFloat(line) < 60),
    [],
  );
  t.true(lines.some((line) => line.endsWith('web/1')));
});

test('a server that boots while its zone is down is up when that is back', (t) => {
  const [zone] = onEach([0], { kind: 'zone' }, { at: 20 * MS }, 30);
  const faults = [{ ...zone, target: 'far', servers: [0, 1, 2, 3] }];
  const down = model(1, faults, [add(10), add(30, 5)], 1);
  t.deepEqual(told(down, 'zone', 'zoneEnds', 'crash', 'restart', 'booted'), [
    '10 booted web/1',
    '20 zone far',
    '20 crash web/0',
    '20 crash web/1',
    '30 crash web/2',
    '35 booted web/2',
    '50 restart web/0',
    '50 restart web/1',
    '50 restart web/2',
    '50 zoneEnds far',
  ]);
  t.deepEqual(
    observe(down).servers.map(({ up }) => up / MS),
    [70, 60, 50],
  );
});

test('a scenario names servers that are launched later by their group, their zone, and at random', async (t) => {
  const text = PLAIN.replace('cores: 2}', 'cores: 2, zone: a}\n  db: {count: 1, zone: b}');
  const events = 'events:\n  - {at: 10s, add: web, count: 2}\n  - {at: 20s, add: db, count: 1}\n';
  const hit = async (fault: string) => {
    const { world } = await load(`${text}${events}faults:\n  - ${fault}\n`);
    const all = [...world.servers, ...world.reserve];
    return world.faults!.map(({ target, servers }) => [target, ...servers.map((index) => all[index].name)]);
  };
  const web = ['web/0', 'web/1', 'web/2', 'web/3'];
  t.deepEqual(
    await hit('{at: 30s, crash: web}'),
    web.map((name) => [name, name]),
  );
  t.deepEqual(await hit('{at: 30s, crash: db/*}'), [
    ['db/0', 'db/0'],
    ['db/1', 'db/1'],
  ]);
  t.deepEqual(await hit('{at: 30s, crash: web/1}'), [['web/1', 'web/1']]);
  t.deepEqual(await hit('{at: 30s, crash: web/random}'), [['web/random', ...web]]);
  t.deepEqual(await hit('{at: 30s, crash: random}'), [['random', ...web, 'db/0', 'db/1']]);
  t.deepEqual(await hit('{at: 30s, zone: b}'), [['b', 'db/0', 'db/1']]);
});

test('only faults that are sure to come count against the limit', async (t) => {
  const scaled = `${PLAIN}autoscaler:\n  web: {min: 2, max: 200, target: {cpu: 60%}}\n`;
  const { world } = await load(`${scaled}faults:\n  - {every: 100ms, crash: web, for: 10ms}\n`);
  const ofAll = (world.faults!.length * world.duration) / 110e6;
  t.true(ofAll > 100_000, `${ofAll}`);
});
