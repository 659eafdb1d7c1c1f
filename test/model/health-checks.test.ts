/** docs/model.md by arithmetic, on both simulators: when a balancer finds out by its checks that a server is down, or back. */
import test from 'ava';
import * as fc from 'fast-check';
import type { ActiveHealth, Fault, FaultEffect, HealthSpec, Model } from '../../sim/model/model.ts';
import type { PlannedEvent } from '../../sim/model/fleet/planned-event.ts';
import { random } from '../../strategies/random.ts';
import { roundRobin } from '../../strategies/round-robin.ts';
import type { StrategyDefinition } from '../../strategies/strategy.ts';
import { compare } from '../reference/compare.ts';
import { runEngine } from '../reference/engine.ts';
import { fuzz } from '../reference/models.ts';
import { choose, dying, fatalAt, MS, requestsAt, server, small } from '../reference/small-models.ts';

/** What balancers found out, in milliseconds; both simulators agree. */
function found(model: Model): string[] {
  compare(model);
  return runEngine(model)
    .observation.happenings.filter(({ by }) => by !== undefined)
    .map(({ at, kind, name }) => `${kind} ${name} ${at / MS}`);
}

const active = (spec: Partial<ActiveHealth>): HealthSpec => ({
  active: { every: 10 * MS, timeout: 10 * MS, fall: 3, rise: 2, asks: 'connect', jitter: 0, ...spec },
  panic: 0,
  slowStart: 0,
});

const over = (duration: number): Partial<Model> => ({ duration: duration * MS });

test('a crash is found out by the third check, and the return by the second', (t) => {
  const model = small([fatalAt(12)], [dying(100), server()], over(200), { health: active({}) });
  // Of two servers the first is asked at 5, 15, 25 ms and so on. It is down from 12 to 112 ms.
  t.deepEqual(found(model), ['unhealthy web/0 35', 'healthy web/0 125']);
});

test('a crash at a known time is found out at the instant that the interval, falls and latency give', (t) => {
  const whole = (min: number, max: number) => fc.integer({ min, max });
  const settings = fc.record({ every: whole(4, 20), fall: whole(1, 4), rise: whole(1, 4), latency: whole(0, 2) });
  fc.assert(
    fc.property(settings, whole(0, 60), ({ every, fall, rise, latency }, crash) => {
      const far = [0, latency * MS, latency * MS, 0];
      const spec = active({ every: every * MS, timeout: every * MS, fall, rise });
      const backAt = crash + 0.5 + latency + 90;
      const model = small(
        [fatalAt(crash + 0.5)],
        [{ ...dying(90), zone: 1 }],
        { ...over(300), networkLatency: far },
        { health: spec },
      );
      // Checks reach the server at latency + k every, k from 1.
      const firstAfter = (at: number) => latency + Math.max(1, Math.ceil((at - latency) / every)) * every;
      const down = firstAfter(crash + 0.5 + latency) + (fall - 1) * every + latency;
      const up = firstAfter(backAt) + (rise - 1) * every + latency;
      t.deepEqual(found(model), [`unhealthy web/0 ${down}`, `healthy web/0 ${up}`]);
    }),
    fuzz(30),
  );
});

test('a check without an answer fails at its timeout, one that is answered right then is good', (t) => {
  const far = { ...over(100), networkLatency: [0, 2 * MS, 2 * MS, 0] };
  const check = (timeout: number) =>
    small([fatalAt()], [server({ zone: 1 })], far, { health: active({ timeout: timeout * MS }) });
  t.deepEqual(found(check(3)), ['unhealthy web/0 33']);
  t.deepEqual(found(check(1)), ['unhealthy web/0 31']);
  t.deepEqual(found(check(4)), []);
});

/** A fault of web/0, from an instant (ms) on and for a time (ms). */
function fault(effect: FaultEffect, at: number, time: number): Fault {
  return {
    entry: 0,
    target: 'web/0',
    effect,
    servers: [0],
    isRandom: false,
    balancers: [],
    begins: { at: at * MS },
    lasts: { kind: 'constant', value: time * MS },
  };
}

/** Of a fault from 12 ms to 72 ms; checks are at 10 ms, 20 ms and so on. */
function foundOfFault(effect: FaultEffect, asks: ActiveHealth['asks']): string[] {
  const health = active({ timeout: 5 * MS, fall: 2, asks });
  return found(small([fatalAt()], [server()], { ...over(120), faults: [fault(effect, 12, 60)] }, { health }));
}

test('a pause is found out by who waits for an answer, at the timeout, and by nobody who just connects', (t) => {
  t.deepEqual(foundOfFault({ kind: 'pause' }, 'answer'), ['unhealthy web/0 35', 'healthy web/0 90']);
  t.deepEqual(foundOfFault({ kind: 'pause' }, 'connect'), []);
});

test('so are errors, as soon as the answer is there', (t) => {
  t.deepEqual(foundOfFault({ kind: 'errors', share: 1 }, 'answer'), ['unhealthy web/0 30', 'healthy web/0 90']);
  t.deepEqual(foundOfFault({ kind: 'errors', share: 1 }, 'connect'), []);
});

test('a grey failure passes all checks, a crash none', (t) => {
  t.deepEqual(foundOfFault({ kind: 'slow', share: 0.01 }, 'answer'), []);
  for (const asks of ['connect', 'answer'] as const)
    t.deepEqual(foundOfFault({ kind: 'crash' }, asks), ['unhealthy web/0 30', 'healthy web/0 90']);
});

test('a check at the instant of a crash fails, one at the instant of the return is good', (t) => {
  const faults = [fault({ kind: 'crash' }, 20, 20)];
  const health = active({ fall: 1, rise: 1 });
  const model = small([fatalAt()], [server()], { ...over(60), faults }, { health });
  t.deepEqual(found(model), ['unhealthy web/0 20', 'healthy web/0 40']);
});

test('checks that fail one by one do not add up', (t) => {
  const model = small([fatalAt(8, 28, 48)], [dying(10)], over(100), { health: active({ fall: 2 }) });
  t.deepEqual(found(model), []);
});

test('jitter makes checks later, by a share at random', (t) => {
  const at = (jitter: number) => {
    const model = small([fatalAt(1)], [dying(900)], over(900), { health: active({ fall: 11, jitter }) });
    return Number(found(model)[0].split(' ')[2]);
  };
  t.is(at(0), 110);
  // Ten times 10 ms to 15 ms after the first at 10 ms: a sum that is never at its ends.
  t.true(at(0.5) > 110.1 && at(0.5) < 159.9);
});

test('each balancer has its own view', (t) => {
  const members = [{ kind: 'server' as const, index: 0 }];
  const one = small([fatalAt(1)], [dying(100)], over(50), { health: active({ fall: 1 }) });
  const spec = { ...one.balancers[0], name: 'slow', members, health: active({ every: 30 * MS, fall: 1 }) };
  const blind = { ...one.balancers[0], name: 'blind', members, health: undefined };
  const { observation } = runEngine({ ...one, balancers: [...one.balancers, spec, blind] });
  const seen = observation.happenings.flatMap(({ at, by }) => (by === undefined ? [] : [`${by} ${at / MS}`]));
  t.deepEqual(seen, ['balancer 10', 'slow 30']);
});

test('a server that is known to be down gets nothing, until it is known to be up', (t) => {
  const every = Array.from({ length: 100 }, (_, i) => (i + 0.25) * MS);
  const model = small([fatalAt(0), requestsAt(every, { demandMs: 0.1 })], [dying(30), server()], over(100), {
    health: active({ fall: 1, rise: 1 }),
  });
  const tries = compare(model).flatMap((story) => story.tries);
  const first = tries.filter((each) => each.includes('web/0')).map((each) => Number(each.split('@')[1]) / MS);
  // Its checks are at 5 ms, 15 ms and so on; it is up again at 30 ms.
  t.deepEqual(
    first.filter((at) => at > 5 && at < 35),
    [],
  );
  t.true(first.some((at) => at < 5) && first.some((at) => at > 35));
});

test('checks of servers that are well change nothing', (t) => {
  const at = Array.from({ length: 50 }, (_, i) => i * MS);
  const model = small([requestsAt(at)], [server(), server()], {}, { strategy: choose(random) });
  const checked = small(
    [requestsAt(at)],
    [server(), server()],
    {},
    { strategy: choose(random), health: active({ jitter: 1 }) },
  );
  t.deepEqual(compare(checked), compare(model));
});

test('in a panic all are used, until enough are usable again', (t) => {
  const every = Array.from({ length: 60 }, (_, i) => (i + 0.25) * MS);
  const health = { ...active({ fall: 1, rise: 1 }), panic: 0.6 };
  const model = small([fatalAt(0), requestsAt(every, { demandMs: 0.1 })], [dying(30), server()], over(60), { health });
  t.deepEqual(found(model), ['unhealthy web/0 5', 'panic balancer 5', 'healthy web/0 35', 'panicOver balancer 35']);
  const tries = compare(model).filter(({ server: name }) => name === 'web/0');
  t.true(tries.length >= 30);
});

test('half of the first priority down: the next one gets 30 % of the requests', (t) => {
  const at = Array.from({ length: 4000 }, (_, i) => (i / 4) * MS);
  const health = { ...active({ fall: 1 }), overprovisioning: 1.4 };
  const spare = server({ priority: 1 });
  const servers = [dying(9000), dying(9000), server(), server(), spare, spare];
  const kill = requestsAt([0, 0], { memory: 3 });
  const { observation } = runEngine(
    small([kill, requestsAt(at, { demandMs: 0.01 })], servers, { warmup: 20 * MS, duration: 1000 * MS }, { health }),
  );
  const tries = observation.servers.map((each) => each.tries);
  const sent = tries.reduce((a, b) => a + b);
  t.deepEqual(tries.slice(0, 2), [0, 0]);
  // Within four standard deviations of a binomial share.
  t.true(Math.abs((tries[4] + tries[5]) / sent - 0.3) < 4 * Math.sqrt((0.3 * 0.7) / sent));
});

test('a server that comes back has a tenth of its weight, and k tenths after k tenths of the time', (t) => {
  const heard: string[] = [];
  const listening: StrategyDefinition = {
    ...roundRobin,
    create: (pool) => ({
      pick: () => 0,
      onPoolChange: (member, change, now) => heard.push(`${now / MS} ${change} ${pool.weight[member]}`),
    }),
  };
  const health = { ...active({ fall: 1, rise: 1 }), slowStart: 50 * MS };
  const model = small([fatalAt(1)], [{ ...dying(30), weight: 20 }], over(200), {
    health,
    strategy: choose(listening),
  });
  runEngine(model);
  t.deepEqual(heard, [
    '10 unavailable 20',
    '40 weight 2',
    '40 available 2',
    ...[2, 3, 4, 5, 6, 7, 8, 9, 10].map((tenths) => `${40 + 5 * tenths} weight ${2 * tenths}`),
  ]);
});

test('a slow start that is cut short begins anew', (t) => {
  const heard: string[] = [];
  const listening: StrategyDefinition = {
    ...roundRobin,
    create: (pool) => ({
      pick: () => 0,
      onPoolChange: (member, change, now) => heard.push(`${now / MS} ${change} ${pool.weight[member]}`),
    }),
  };
  const health = { ...active({ fall: 1, rise: 1 }), slowStart: 100 * MS };
  const model = small([fatalAt(1, 65)], [dying(12)], over(125), { health, strategy: choose(listening) });
  runEngine(model);
  t.deepEqual(heard.slice(-7), [
    '70 weight 0.5',
    '70 unavailable 0.5',
    '80 weight 0.1',
    '80 available 0.1',
    '100 weight 0.2',
    '110 weight 0.3',
    '120 weight 0.4',
  ]);
});

test('a server that joins starts slowly and is checked; one that has left is not', (t) => {
  const heard: string[] = [];
  const listening: StrategyDefinition = {
    ...roundRobin,
    create: (pool) => ({
      pick: () => pool.available.indexOf(1),
      onPoolChange: (member, change, now) => heard.push(`${now / MS} ${member} ${change} ${pool.weight[member]}`),
    }),
  };
  const health = { ...active({ fall: 1, rise: 1 }), slowStart: 50 * MS };
  const members = [{ kind: 'server' as const, index: 0 }];
  const events: PlannedEvent[] = [
    { at: 10 * MS, kind: 'add', group: 'web', count: 1, boot: 5 * MS },
    { at: 40 * MS, kind: 'retire', target: { server: 0 }, drain: 0 },
  ];
  // The joined server dies at 83 ms and is checked at 25 ms, 35 ms and so on.
  const model = small(
    [fatalAt(83)],
    [server(), { ...dying(9), reserve: true }],
    { ...over(120), events },
    {
      health,
      members,
      strategy: choose(listening),
    },
  );
  const { happenings } = runEngine(model).observation;
  t.deepEqual(heard.slice(0, 6), [
    '15 1 added 1',
    '15 1 weight 0.1',
    '25 1 weight 0.2',
    '30 1 weight 0.3',
    '35 1 weight 0.4',
    '40 0 unavailable 1',
  ]);
  t.deepEqual(
    happenings.filter(({ by }) => by !== undefined).map(({ at, kind, name }) => `${at / MS} ${kind} ${name}`),
    ['85 unhealthy web/1', '95 healthy web/1'],
  );
  compare(model);
});

test('when the first priority has left, the next one gets all', (t) => {
  const at = Array.from({ length: 100 }, (_, i) => (i + 0.5) * MS);
  const events: PlannedEvent[] = [{ at: 30 * MS, kind: 'retire', target: { server: 0 }, drain: Infinity }];
  const health = { ...active({}), overprovisioning: 1.4 };
  const servers = [server(), server({ priority: 1 })];
  const model = small([requestsAt(at, { demandMs: 0.1 })], servers, { ...over(100), events }, { health });
  t.deepEqual(
    runEngine(model).observation.servers.map(({ tries }) => tries),
    [30, 70],
  );
});

test('an unhealthy server whose weight falls to 0 is no part of its priority, until it has one again', (t) => {
  const at = Array.from({ length: 400 }, (_, i) => (i + 0.5) * MS);
  const weight = (when: number, to: number): PlannedEvent => {
    return { at: when * MS, kind: 'weight', target: { server: 0 }, weight: to };
  };
  const health = { ...active({ fall: 1 }), overprovisioning: 1 };
  const servers = [dying(9000), server(), server({ priority: 1 })];
  const events = [weight(200, 0), weight(300, 1)];
  const kill = requestsAt([0], { memory: 3 });
  const model = small([kill, requestsAt(at, { demandMs: 0.1 })], servers, { ...over(400), events }, { health });
  // Half of the first priority is unhealthy: the other half of the requests goes on to the next.
  const stories = compare(model);
  const shareOfNext = (from: number) => {
    const inTime = stories.filter(({ arrivedAt }) => arrivedAt >= from * MS && arrivedAt < (from + 100) * MS);
    return inTime.filter(({ server: name }) => name === 'web/2').length / inTime.length;
  };
  t.true(Math.abs(shareOfNext(100) - 0.5) < 0.2);
  t.is(shareOfNext(200), 0);
  t.true(Math.abs(shareOfNext(300) - 0.5) < 0.2);
});

test('the weight of a server that leaves in its slow start rises no more', (t) => {
  const heard: string[] = [];
  const listening: StrategyDefinition = {
    ...roundRobin,
    create: () => ({
      pick: () => 0,
      onPoolChange: (member, change, now) => heard.push(`${now / MS} ${member} ${change}`),
    }),
  };
  const events: PlannedEvent[] = [
    { at: 10 * MS, kind: 'add', group: 'web', count: 1, boot: 0 },
    { at: 17 * MS, kind: 'retire', target: { server: 1 }, drain: 0 },
  ];
  const model = small(
    [requestsAt([])],
    [server(), server({ reserve: true })],
    { ...over(100), events },
    {
      health: { ...active({}), slowStart: 50 * MS },
      members: [{ kind: 'server', index: 0 }],
      strategy: choose(listening),
    },
  );
  runEngine(model);
  t.deepEqual(heard, ['10 1 added', '10 1 weight', '17 1 unavailable', '17 1 removed']);
});
