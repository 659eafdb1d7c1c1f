/** Sessions and connections: who goes where, for how long, and what the strategy hears. */
import test from 'ava';
import type { BalancerSpec, ClientGroup, ConnectionSpec, Fault, Model, TriesSpec } from '../../sim/model/model.ts';
import type { PlannedEvent } from '../../sim/model/fleet/planned-event.ts';
import { haproxyLeastconn } from '../../strategies/haproxy/leastconn.ts';
import { roundRobin } from '../../strategies/round-robin.ts';
import { type RequestView, type StrategyDefinition, WAIT } from '../../strategies/strategy.ts';
import { compare } from '../reference/compare.ts';
import { runEngine } from '../reference/engine.ts';
import { choose, MS, requestsAt, server, small } from '../reference/small-models.ts';

/** Requests of these clients, one a millisecond. */
const requestsOf = (clients: number[], group: Partial<ClientGroup> = {}): ClientGroup =>
  requestsAt(
    [],
    {},
    {
      arrivals: {
        process: 'trace',
        at: Float64Array.from(clients, (_, nth) => nth * MS),
        address: Uint32Array.from(clients),
        addresses: Array.from({ length: 10 }, (_, nth) => Uint8Array.of(10, 0, 0, nth)),
      },
      ...group,
    },
  );

const ONE_RETRY: TriesSpec = {
  timeout: Infinity,
  retries: 1,
  retryOn: ['failed', 'refused', 'timedOut'],
  backoff: { base: 0, max: 0, jitter: 'none' },
  sameServer: false,
};

/** Over two servers. */
const over = (clients: ClientGroup, balancer: Partial<BalancerSpec>, rest: Partial<Model> = {}) =>
  small([clients], [server(), server()], rest, balancer);

/** The servers to which each request was sent; `*` where the strategy was not asked. */
function sentTo(model: Model): string[] {
  return runEngine(model).stories.map(({ tries }) => tries.map((each) => each.replace(/.*web\/(\d)@\d+/, '$1')).join());
}

test('a client comes back to its server until it stays away for the lifetime', (t) => {
  const sessions = { by: 'address', lifetime: 3 * MS, whenGone: 'repick' } as const;
  // Client 0 comes at 0, 2, 5 and 9 ms: a pause of 3 ms keeps the session, one of 4 ms ends it.
  t.deepEqual(sentTo(over(requestsOf([0, 1, 0, 2, 3, 0, 4, 5, 6, 0]), { sessions })), [
    '0',
    '1',
    '0*',
    '0',
    '1',
    '0*',
    '0',
    '1',
    '0',
    '1',
  ]);
});

test('a session whose server crashes stays there, for the balancer does not know', (t) => {
  const sessions = { by: 'address', lifetime: Infinity, whenGone: 'repick' } as const;
  const heavy = requestsAt([0], { memory: 3, demandMs: 1 });
  const dying = server({ memory: 2, whenMemoryIsFull: { kind: 'crash', restart: 50 * MS } });
  const model = small([heavy, requestsOf([1, 1, 1])], [dying, server()], {}, { sessions });
  const { stories } = runEngine(model);
  t.deepEqual(
    stories.map(({ outcome }) => outcome),
    ['failed', 'succeeded', 'succeeded', 'succeeded'],
  );
});

test('a connection serves its requests and is opened anew by the next one', (t) => {
  const connections = { requests: 2, lifetime: Infinity, idle: Infinity };
  t.deepEqual(sentTo(over(requestsOf([0, 0, 0, 0, 0]), { connections })), ['0', '0*', '1', '1*', '0']);
});

test('a connection is closed by its age, and when it was idle', (t) => {
  const aged = { requests: Infinity, lifetime: 3 * MS, idle: Infinity };
  t.deepEqual(sentTo(over(requestsOf([0, 0, 0, 0, 0]), { connections: aged })), ['0', '0*', '0*', '1', '1*']);
  const idle = { requests: Infinity, lifetime: Infinity, idle: 2 * MS };
  // Client 0 comes at 0, 2 and 6 ms; its requests take 1 ms, so it is idle for 1 ms and then for 3 ms.
  t.deepEqual(sentTo(over(requestsOf([0, 1, 0, 1, 1, 1, 0]), { connections: idle })), [
    '0',
    '1',
    '0*',
    '1*',
    '1*',
    '1*',
    '0',
  ]);
});

test('strategies hear of connections: opened, counted while open, closed', (t) => {
  const heard: string[] = [];
  const listening: StrategyDefinition = {
    ...roundRobin,
    create(pool) {
      return {
        pick(request) {
          heard.push(`pick ${request.kind} of ${request.address[3]}`);
          return 0;
        },
        onDispatch: (at, request) => heard.push(`opened ${request.address[3]}: ${pool.inService[at]}`),
        onTryEnd: (at, request, now, { outcome, latency }) =>
          heard.push(`closed ${request.address[3]} at ${now / MS}: ${pool.inService[at]} ${outcome} ${latency / MS}`),
      };
    },
  };
  const connections = { requests: 2, lifetime: Infinity, idle: 5 * MS };
  runEngine(over(requestsOf([0, 1, 0]), { strategy: choose(listening), connections }, { drain: 20 * MS }));
  t.deepEqual(heard, [
    'pick connection of 0',
    'opened 0: 1',
    'pick connection of 1',
    'opened 1: 2',
    // Its second request ends at 3 ms. The other one is idle from 2 ms on.
    'closed 0 at 3: 1 succeeded 3',
    'closed 1 at 7: 0 succeeded 6',
  ]);
});

test('a crash breaks the connections to its server', (t) => {
  const heavy = requestsAt([0.5 * MS], { memory: 3, demandMs: 1 }, { via: 1 });
  const dying = server({ memory: 2, whenMemoryIsFull: { kind: 'crash', restart: 50 * MS } });
  const model = small(
    [requestsOf([0, 0]), heavy],
    [dying, server()],
    {},
    {
      connections: { requests: Infinity, lifetime: Infinity, idle: Infinity },
    },
  );
  const { connections: _, ...plain } = model.balancers[0];
  model.balancers.push({ ...plain, name: 'other' });
  // The first server is lost at 0.5 ms, with what it held and its connection: the strategy is asked again.
  t.deepEqual(sentTo(model), ['0', '0', '1']);
});

/** At most one connection to each server. */
const ONE_EACH = { perServer: 1, inFlight: Infinity, shedding: [] };

/** Outcome and end of each request, in milliseconds; both simulators agree. */
const endsOf = (model: Model): string[] => compare(model).map(({ outcome, endAt }) => `${outcome} ${endAt! / MS}`);

test('a connection that closes makes room at its server for who queues', (t) => {
  const idle = { requests: Infinity, lifetime: Infinity, idle: 5 * MS };
  const aged = { requests: Infinity, lifetime: 7 * MS, idle: Infinity };
  const queueing = (connections: ConnectionSpec) =>
    small([requestsOf([0, 1, 0])], [server()], {}, { admission: ONE_EACH, connections });
  // Client 0 is there until 3 ms; client 1 comes at 1 ms and is served once the connection closes.
  t.deepEqual(endsOf(queueing(idle)), ['succeeded 1', 'succeeded 9', 'succeeded 3']);
  t.deepEqual(endsOf(queueing(aged)), ['succeeded 1', 'succeeded 8', 'succeeded 3']);
});

test('a connection that breaks makes room too', (t) => {
  const crash: Fault = {
    entry: 0,
    target: 'web/0',
    effect: { kind: 'crash' },
    servers: [0],
    isRandom: false,
    balancers: [],
    begins: { at: 5 * MS },
    lasts: { kind: 'constant', value: 5 * MS },
  };
  const connections = { requests: Infinity, lifetime: Infinity, idle: Infinity };
  const model = small(
    [requestsOf([0, 1]), requestsAt([20 * MS])],
    [server()],
    { faults: [crash] },
    { admission: ONE_EACH, connections },
  );
  // The crash finds client 1 in the queue, and the server is not there yet; it is for who comes later.
  t.deepEqual(endsOf(model), ['succeeded 1', 'failed 5', 'succeeded 21']);
});

test('who waits for a slot of a strategy gets it when a connection closes', (t) => {
  const connections = { requests: Infinity, lifetime: Infinity, idle: 5 * MS };
  const model = small(
    [requestsOf([0, 1])],
    [server({ concurrency: 1 })],
    {},
    { strategy: choose(haproxyLeastconn), connections },
  );
  t.deepEqual(endsOf(model), ['succeeded 1', 'succeeded 7']);
});

test('a server that drains is empty when its last connection closes', (t) => {
  const connections = { requests: Infinity, lifetime: Infinity, idle: 5 * MS };
  const events: PlannedEvent[] = [{ at: 2 * MS, kind: 'retire', target: { server: 0 }, drain: Infinity }];
  const { happenings } = runEngine(over(requestsOf([0]), { connections }, { events })).observation;
  t.deepEqual(
    happenings.map(({ at, kind }) => `${kind} ${at / MS}`),
    ['draining 2', 'removed 6'],
  );
});

/** Hears what it is shown, and adds to the scratch number each time; a pick goes on from the server that was tried. */
function counting(heard: string[]): StrategyDefinition {
  return {
    ...roundRobin,
    create() {
      const hear = (what: string, { kind, id, attempt, scratch }: RequestView) =>
        heard.push(`${what} ${kind} ${id}.${attempt}: ${scratch}`);
      const count = (what: string) => (_server: number, request: RequestView) => {
        hear(what, request);
        request.scratch++;
      };
      return {
        pick(request) {
          hear('pick', request);
          request.scratch += 10;
          return request.tried(0) ? 1 : 0;
        },
        onDispatch: count('dispatch'),
        onConnect: count('connect'),
        onFirstByte: count('first byte'),
        onTryEnd: count('end'),
      };
    },
  };
}

test('a connection takes over the number of the request that opens it, and keeps it for its life', (t) => {
  const heard: string[] = [];
  const connections = { requests: 2, lifetime: Infinity, idle: Infinity };
  runEngine(over(requestsOf([0, 0, 0]), { strategy: choose(counting(heard)), connections }));
  t.deepEqual(heard, [
    'pick connection 0.1: 0',
    'dispatch connection 0.1: 10',
    // Once: its second request finds it connected.
    'connect connection 0.1: 11',
    'first byte connection 0.1: 12',
    'end connection 0.1: 13',
    'pick connection 2.1: 0',
    'dispatch connection 2.1: 10',
    'connect connection 2.1: 11',
  ]);
});

test('a retry goes on with the number of its request, not with that of the connection', (t) => {
  const heard: string[] = [];
  const connections = { requests: 1, lifetime: Infinity, idle: Infinity };
  const tries = { ...ONE_RETRY, timeout: 2 * MS };
  const slow = requestsAt([0], { demandMs: 5 });
  runEngine(over(slow, { strategy: choose(counting(heard)), connections, tries }));
  t.deepEqual(heard.slice(0, 6), [
    'pick connection 0.1: 0',
    'dispatch connection 0.1: 10',
    'connect connection 0.1: 11',
    // It closes, well, with its only request; what is open was opened by a first try.
    'first byte connection 0.1: 12',
    'end connection 0.1: 13',
    'pick connection 0.2: 11',
  ]);
});

test('what is told of a request says so, whatever was told of a connection before', (t) => {
  const [outer, inner]: string[][] = [[], []];
  const connections = { requests: 1, lifetime: Infinity, idle: Infinity };
  const model = over(requestsOf([0, 1]), { strategy: choose(counting(outer)), connections });
  // The other balancer is inside of the first one, and ends its try of the first request after the pick of the second.
  model.balancers.push({ ...small([], []).balancers[0], name: 'inner', strategy: choose(counting(inner)) });
  model.balancers[1].members = model.balancers[0].members;
  model.balancers[0].members = [{ kind: 'balancer', index: 1, weight: 1 }];
  runEngine({ ...model, zones: ['', 'far'], networkLatency: [0.25, 0.25, 0.25, 0.25].map((each) => each * MS) });
  t.true(outer.every((each) => each.includes('connection')));
  t.true(inner.length === 10 && inner.every((each) => each.includes('request')));
});

test('a connection closes when a retry leads its client elsewhere, and makes room for who queues', (t) => {
  const strategy: StrategyDefinition = {
    ...roundRobin,
    create: (pool) => ({ pick: (request) => (request.tried(0) ? 1 : pool.available[0] === 1 ? 0 : WAIT) }),
  };
  const connections = { requests: Infinity, lifetime: Infinity, idle: Infinity };
  const tries = { ...ONE_RETRY, timeout: 2 * MS };
  const model = small(
    [requestsAt([0], { demandMs: 5 }), requestsAt([1 * MS])],
    [server({ cores: 2 }), server({ speed: 5 })],
    {},
    { strategy: choose(strategy), admission: ONE_EACH, connections, tries, queue: Infinity },
  );
  // The retry leaves the first server at 2 ms; nothing else ends there then.
  t.deepEqual(endsOf(model), ['succeeded 3', 'succeeded 3']);
});

test('the end of a connection carries no feedback of a server', (t) => {
  const feedbacks: unknown[] = [];
  const strategy: StrategyDefinition = {
    ...roundRobin,
    needs: () => ({ feedback: true }),
    create: () => ({
      pick: () => 0,
      onTryEnd: (_server, _request, _now, { feedback }) => feedbacks.push(feedback),
    }),
  };
  const connections = { requests: 1, lifetime: Infinity, idle: Infinity };
  runEngine(over(requestsOf([0, 1]), { strategy: choose(strategy), connections }));
  t.deepEqual(feedbacks, [undefined, undefined]);
});
