/** What faults do, against arithmetic on models small enough to be done by hand. */
import test from 'ava';
import type { Distribution, Fault, FaultEffect, MemoryPolicy, Model, ServerSpec } from '../../sim/model/model.ts';
import { incidents } from '../../reports/incidents.ts';
import { leastConnections } from '../../strategies/least-connections.ts';
import { roundRobin } from '../../strategies/round-robin.ts';
import { compare } from '../reference/compare.ts';
import { runEngine, type Story } from '../reference/engine.ts';
import { choose, MS, requestsAt, server, small } from '../reference/small-models.ts';

const constant = (ms: number): Distribution => ({ kind: 'constant', value: ms * MS });

/** A fault of the server web/0, from an instant (ms) on and for a time (ms). */
function fault(effect: FaultEffect, atMs: number, forMs: number = Infinity, rest: Partial<Fault> = {}): Fault {
  return {
    entry: 0,
    target: 'web/0',
    effect,
    servers: [0],
    isRandom: false,
    balancers: [],
    begins: { at: atMs * MS },
    lasts: constant(forMs),
    ...rest,
  };
}

/** When requests that came at these instants (ms) to one server ended (ms), and how. */
function endsOf(
  atMs: number[],
  demandMs: number,
  faults: Fault[],
  spec: Partial<ServerSpec> = {},
  asks = {},
): string[] {
  const clients = [
    requestsAt(
      atMs.map((at) => at * MS),
      { demandMs, ...asks },
    ),
  ];
  return told(compare(small(clients, [server(spec)], { faults })));
}

const told = (stories: Story[]): string[] => stories.map(({ outcome, endAt }) => `${outcome} ${endAt! / MS}`);

const happeningsOf = (model: Model): string[] =>
  runEngine(model).observation.happenings.map(({ at, kind, name }) => `${at / MS} ${kind} ${name}`);

const CRASH: FaultEffect = { kind: 'crash' };
const PAUSE: FaultEffect = { kind: 'pause' };
const slow = (share: number): FaultEffect => ({ kind: 'slow', share });

test('a crash at a known time: what is there is lost then, what comes fails at once, until the server is back', (t) => {
  t.deepEqual(endsOf([0, 5, 12, 29.999999, 30], 10, [fault(CRASH, 10.5, 19.5)]), [
    'succeeded 10',
    'failed 10.5',
    'failed 12',
    'failed 29.999999',
    'succeeded 40',
  ]);
});

test('crashes that overlap: down while any of them lasts, counted once', (t) => {
  const faults = [fault(CRASH, 10, 10), fault(CRASH, 15, 20, { entry: 1 }), fault(CRASH, 35, 5, { entry: 2 })];
  t.deepEqual(endsOf([16, 25, 36, 40], 1, faults), ['failed 16', 'failed 25', 'failed 36', 'succeeded 41']);
  const model = small([requestsAt([])], [server()], { faults });
  t.deepEqual(happeningsOf(model), ['10 crash web/0', '40 restart web/0']);
  const [{ up, crashes }] = runEngine(model).observation.servers;
  t.deepEqual([up / MS, crashes], [70, 1]);
});

test('a crash is over when it is, though a planned restart keeps its server down', (t) => {
  const told = (...[atMs, forMs]: [number, number]) => {
    const plan = {
      kind: 'resize' as const,
      target: { server: 0 },
      size: { cores: 2 },
      restart: 20 * MS,
      drain: 5 * MS,
    };
    const model = small([requestsAt([16 * MS], { demandMs: 3 })], [server()], {
      faults: [fault(CRASH, atMs, forMs)],
      events: [{ at: 12 * MS, ...plan }],
    });
    compare(model);
    return happeningsOf(model).filter((line) => !line.includes('ing'));
  };
  t.deepEqual(told(10, 5), ['10 crash web/0', '15 restart web/0', '32 resized web/0']);
  // What begins meanwhile and outlasts it is a crash too.
  t.deepEqual(told(20, 40), ['20 crash web/0', '32 resized web/0', '60 restart web/0']);
});

test('two faults of one kind at one server: each has its own end', (t) => {
  const errors: FaultEffect = { kind: 'errors', share: 1 };
  const model = small([requestsAt([])], [server()], {
    faults: [fault(errors, 20, 20), fault(errors, 22, 5, { entry: 1 })],
  });
  compare(model);
  t.deepEqual(
    incidents(runEngine(model).observation).map(({ atS, lastedS }) => [atS, lastedS]),
    [
      [0.02, 0.02],
      [0.022, 0.005],
    ],
  );
});

test('a crash counts, as an incident does, as the window opens, and not as it closes', (t) => {
  const faults = [fault(CRASH, 10, 5), fault(CRASH, 20, 5, { entry: 1 }), fault(CRASH, 30, 5, { entry: 2 })];
  const model = small([requestsAt([])], [server()], { warmup: 10 * MS, duration: 30 * MS, faults });
  const { observation } = runEngine(model);
  t.is(observation.servers[0].crashes, 2);
  t.deepEqual(
    incidents(observation).map(({ atS }) => atS),
    [0.01, 0.02],
  );
  compare(model);
});

test('in a pause no work is done: work and waits go on where they were', (t) => {
  for (const discipline of ['fifo', 'processor-sharing'] as const) {
    // 4 ms of 10 are done at the pause of 5 ms.
    t.deepEqual(endsOf([0], 10, [fault(PAUSE, 4, 5)], { discipline }), ['succeeded 15']);
  }
  const asks = { wait: constant(3) };
  // The wait is over at 4, but the server says so at 9 only; one that ends after the pause is not changed by it.
  t.deepEqual(endsOf([0, 9], 1, [fault(PAUSE, 3, 6)], {}, asks), ['succeeded 9', 'succeeded 13']);
  t.deepEqual(endsOf([0], 1, [fault(PAUSE, 2, 1)], {}, asks), ['succeeded 4']);
});

test('a server in a pause takes connections, up to its limits', (t) => {
  const spec = { concurrency: 1, queue: 1 };
  t.deepEqual(endsOf([1, 2, 3], 1, [fault(PAUSE, 0, 10)], spec), ['succeeded 11', 'succeeded 12', 'refused 3']);
});

test('a slow server needs its work divided by its share, to the nanosecond', (t) => {
  // 4 ms done, then 6 ms at 0.2 are 30 ms.
  t.deepEqual(endsOf([0], 10, [fault(slow(0.2), 4)]), ['succeeded 34']);
  // 2 ms in 10 ms, and the last 4 ms at full speed.
  t.deepEqual(endsOf([0], 10, [fault(slow(0.2), 4, 10)]), ['succeeded 18']);
  // Rounded up: 10 ms / 0.3.
  t.deepEqual(endsOf([0], 10, [fault(slow(0.3), 0)]), [`succeeded ${Math.ceil((10 * MS) / 0.3) / MS}`]);
});

test('shares of slowness multiply, and a pause stops all', (t) => {
  const faults = [fault(slow(0.5), 0), fault(slow(0.5), 10, 20, { entry: 1 }), fault(PAUSE, 12, 8, { entry: 2 })];
  // 5 by 10, 5.5 by 12, nothing until 20, 8 by 30, and 2 more at a half.
  t.deepEqual(endsOf([0], 10, faults), ['succeeded 34']);
});

test('a wrong answer costs nothing, and draws others to the server', (t) => {
  const errors: FaultEffect = { kind: 'errors', share: 1 };
  t.deepEqual(endsOf([0, 5, 20], 4, [fault(errors, 2, 10)]), ['succeeded 4', 'failed 5', 'succeeded 24']);
  const at = Array.from({ length: 100 }, (_, i) => i * MS);
  const strategy = choose(leastConnections, { ties: 'first' });
  const model = small(
    [requestsAt(at, { demandMs: 5 })],
    [server(), server()],
    { faults: [fault(errors, 10)] },
    { strategy },
  );
  const [wrong, right] = runEngine(model).observation.servers;
  t.true(wrong.tries > 88 && right.tries < 12, `${wrong.tries} and ${right.tries}`);
  t.true(wrong.work <= 50 * MS, 'no work for wrong answers');
});

test('a share of errors is that share', (t) => {
  const faults = [fault({ kind: 'errors', share: 0.3 }, 0)];
  const n = 10_000;
  const at = Array.from({ length: n }, (_, i) => i * 1000);
  const { requests } = runEngine(small([requestsAt(at)], [server({ cores: n })], { faults })).observation;
  // Four standard deviations.
  t.true(Math.abs(requests.failed - 0.3 * n) < 4 * Math.sqrt(0.21 * n), `${requests.failed}`);
});

/** A server with 1024 bytes, 1 of which leaks every ms. */
function leaking(whenMemoryIsFull: MemoryPolicy, at: number[], memory: number, demandMs = 1, forMs = Infinity): Model {
  const faults = [fault({ kind: 'memoryLeak', rate: 1 / MS }, 0, forMs)];
  const clients = [
    requestsAt(
      at.map((each) => each * MS),
      { demandMs, memory },
    ),
  ];
  return small(clients, [server({ memory: 1024, whenMemoryIsFull })], { faults, duration: 2000 * MS });
}

test('a leak makes a server crash, which frees the memory, and then again', (t) => {
  const model = leaking({ kind: 'crash', restart: 100 * MS }, [0, 50, 450, 1624.5, 1625], 24, 400);
  // At 1001 ms leak what is there beside the request that began at 1000; then it is back at 1101 and begins anew.
  t.deepEqual(happeningsOf(model).slice(0, 3), ['0 memoryLeak web/0', '1001 crash web/0', '1101 restart web/0']);
  t.deepEqual(told(compare(model)).slice(0, 3), ['succeeded 400', 'succeeded 800', 'failed 1001']);
});

test('a leak makes a server swap from the step on with which it is over, until the leak ends', (t) => {
  const model = leaking({ kind: 'swap', slowdown: 10 }, [1000], 24, 10, 1019);
  // 24 bytes and 1001: 1 ms done; 18 ms at a tenth do 1.8 ms; the other 7.2 follow.
  t.deepEqual(told(compare(model)), ['succeeded 1026.2']);
});

test('a leak leaves less and less room; the end of it gives it back', (t) => {
  const model = leaking({ kind: 'queue' }, [1000, 1001], 24, 1, 1500);
  t.deepEqual(told(compare(model)), ['succeeded 1001', 'succeeded 1501']);
});

const LOSS: FaultEffect = { kind: 'network', between: [0, 1], latency: 0, loss: 1 };

test('latency on top, both ways, of what sets out in the fault', (t) => {
  const effect: FaultEffect = { kind: 'network', between: [0, 1], latency: 5 * MS, loss: 0 };
  const faults = [fault(effect, 10, 10, { servers: [], target: 'a-b' })];
  const rest = { faults, networkLatency: [0, 1 * MS, 1 * MS, 0] };
  const model = small([requestsAt([0, 9.5 * MS, 12 * MS, 18 * MS])], [server({ zone: 1 })], rest);
  // There and back 1 and 1; 1 and 6; 6 and 6; 6 and 1.
  t.deepEqual(told(compare(model)), ['succeeded 3', 'succeeded 17.5', 'succeeded 25', 'succeeded 26']);
});

test('what a partition loses only a timeout ends; its balancer counts it until then', (t) => {
  const faults = [fault(LOSS, 10, 10, { servers: [], target: 'a-b' })];
  const clients = [requestsAt([0, 9.5 * MS, 12 * MS, 21 * MS], { demandMs: 1 }, { timeout: 50 * MS })];
  const model = small(clients, [server({ zone: 1 })], { faults });
  // The second was served, and its answer lost.
  t.deepEqual(told(compare(model)), ['succeeded 1', 'timedOut 59.5', 'timedOut 62', 'succeeded 22']);
  t.is(runEngine(model).observation.servers[0].tries, 3);
  const patient = small([requestsAt([12 * MS])], [server({ zone: 1 })], { faults });
  t.is(runEngine(patient).observation.requests.unfinished, 1);
});

test('a zone takes its servers and its balancers with it, and no others', (t) => {
  const faults = [fault({ kind: 'zone' }, 10, 10, { servers: [1], target: 'far' })];
  const at = [0, 1, 8, 9, 11, 12, 21, 22].map((ms) => ms * MS);
  const model = small([requestsAt(at, { demandMs: 3 })], [server(), server({ zone: 1 })], { faults });
  t.deepEqual(told(compare(model)), [
    'succeeded 3',
    'succeeded 4',
    'succeeded 11',
    'failed 10',
    'succeeded 14',
    'failed 12',
    'succeeded 24',
    'succeeded 25',
  ]);
  t.deepEqual(happeningsOf(model), ['10 zone far', '10 crash web/1', '20 restart web/1', '20 zoneEnds far']);
});

test('a balancer fails what it knows; its standby takes what comes from then on', (t) => {
  const faults = [fault({ kind: 'balancer' }, 10, 5, { servers: [], balancers: [0], target: 'balancer' })];
  const at = [0, 8, 9, 12, 15].map((ms) => ms * MS);
  const model = small([requestsAt(at, { demandMs: 4 })], [server({ concurrency: 1 })], { faults });
  // The server goes on with the third, which nobody waits for any more, until 16.
  t.deepEqual(told(compare(model)), ['succeeded 4', 'failed 10', 'failed 10', 'failed 12', 'succeeded 20']);
  const { servers, requests } = runEngine(model).observation;
  t.deepEqual([servers[0].work / MS, servers[0].wasted / MS, requests.failed], [16, 8, 3]);
});

test('what is at an inner balancer that dies failed for the outer one, and was abandoned for its server', (t) => {
  const faults = [fault({ kind: 'balancer' }, 2, 5, { servers: [], balancers: [1], target: 'balancer1' })];
  const model = small([requestsAt([0, 3 * MS, 8 * MS], { demandMs: 4 })], [server()], { faults });
  const [outer] = model.balancers;
  model.balancers = [
    { ...outer, members: [{ kind: 'balancer', index: 1, weight: 1 }] },
    { ...outer, name: 'balancer1', strategy: choose(roundRobin) },
  ];
  t.deepEqual(told(compare(model)), ['failed 2', 'failed 3', 'succeeded 12']);
});

test('crashes at random: availability is E / (E + D), within its interval', (t) => {
  const [up, down] = [40 * MS, 10 * MS];
  const every: Distribution = { kind: 'exponential', mean: up };
  const lasts: Distribution = { kind: 'exponential', mean: down };
  const servers = Array.from({ length: 40 }, () => server());
  const faults = servers.map((_, index) =>
    fault(CRASH, 0, 0, { begins: { every }, lasts, servers: [index], target: `web/${index}` }),
  );
  const duration = 10_000 * MS;
  const { observation } = runEngine(small([requestsAt([])], servers, { faults, duration }));
  const shares = observation.servers.map((each) => each.up / duration);
  const mean = shares.reduce((sum, each) => sum + each, 0) / shares.length;
  // Variance of the up time in T of an alternating renewal process: 2 (E D)^2 T / (E + D)^3 where both are exponential.
  const deviation = Math.sqrt((2 * (up * down) ** 2 * duration) / (up + down) ** 3) / duration / Math.sqrt(40);
  t.true(Math.abs(mean - 0.8) < 4 * deviation, `${mean} is not 0.8 ± ${4 * deviation}`);
  t.true(new Set(shares).size > 30, 'each by itself');
});

test('faults of servers at random hit all of them alike', (t) => {
  const servers = Array.from({ length: 5 }, () => server());
  const every = constant(1);
  const faults = [
    fault(CRASH, 0, 1, { begins: { every }, isRandom: true, servers: [0, 1, 2, 3, 4], target: 'random' }),
  ];
  const { observation } = runEngine(small([requestsAt([])], servers, { faults, duration: 5000 * MS }));
  // 2,500 crashes; four standard deviations.
  for (const { crashes } of observation.servers)
    t.true(Math.abs(crashes - 500) < 4 * Math.sqrt(2500 * 0.16), `${crashes}`);
});
