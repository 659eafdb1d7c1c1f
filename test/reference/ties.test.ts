/** docs/event-order.md by examples, on both simulators: what happens where two things fall on one instant, and who comes first. */
import test from 'ava';
import type { Model } from '../../sim/model/model.ts';
import { roundRobin } from '../../strategies/round-robin.ts';
import type { StrategyDefinition } from '../../strategies/strategy.ts';
import { compare } from './compare.ts';
import { runEngine } from './engine.ts';
import { choose, MS, requestsAt, server, small } from './small-models.ts';

/** Outcome and end of each request, as `succeeded 5`, in milliseconds. */
function endsOf(model: Model): string[] {
  return compare(model).map(({ outcome, endAt }) => (endAt === undefined ? outcome : `${outcome} ${endAt / MS}`));
}

const oneSlot = server({ concurrency: 1, queue: 0 });

test('departure before timeout: a response at its deadline succeeds', (t) => {
  const withTimeout = (timeout: number) => requestsAt([0], { demandMs: 5 }, { timeout });
  t.deepEqual(endsOf(small([withTimeout(5 * MS)], [server()])), ['succeeded 5']);
  t.deepEqual(endsOf(small([withTimeout(5 * MS - 1)], [server()])), ['timedOut 4.999999']);
});

test('response before timeout: also over the network, and after a wait', (t) => {
  const far = { zones: ['', 'far'], networkLatency: [0, 2 * MS, 2 * MS, 0] };
  const withTimeout = (timeout: number) => requestsAt([0], { demandMs: 5 }, { timeout, zone: 1 });
  t.deepEqual(endsOf(small([withTimeout(9 * MS)], [server()], far)), ['succeeded 9']);
  t.deepEqual(endsOf(small([withTimeout(9 * MS - 1)], [server()], far)), ['timedOut 8.999999']);
  const wait = { demandMs: 5, wait: { kind: 'constant', value: 3 * MS } } as const;
  t.deepEqual(endsOf(small([requestsAt([0], wait, { timeout: 8 * MS })], [server()])), ['succeeded 8']);
});

test('departure before arrival: a slot that gets free is there for who comes at that instant', (t) => {
  t.deepEqual(endsOf(small([requestsAt([0, 5 * MS], { demandMs: 5 })], [oneSlot])), ['succeeded 5', 'succeeded 10']);
  t.deepEqual(endsOf(small([requestsAt([0, 5 * MS - 1], { demandMs: 5 })], [oneSlot])), [
    'succeeded 5',
    'refused 4.999999',
  ]);
});

test('end of a wait before arrival', (t) => {
  const wait = { demandMs: 3, wait: { kind: 'constant', value: 2 * MS } } as const;
  t.deepEqual(endsOf(small([requestsAt([0, 5 * MS], wait)], [oneSlot])), ['succeeded 5', 'succeeded 10']);
});

test('timeout before arrival: what is cancelled makes room', (t) => {
  const group = requestsAt([0, 4 * MS], { demandMs: 9 }, { timeout: 4 * MS, afterTimeout: 'cancel' });
  t.deepEqual(endsOf(small([group], [oneSlot])), ['timedOut 4', 'timedOut 8']);
  t.deepEqual(
    compare(small([group], [oneSlot])).map(({ startAt }) => startAt),
    [0, 4 * MS],
  );
});

test('pool change before arrival: a server that is back serves who comes at that instant', (t) => {
  const dying = server({ memory: 1, whenMemoryIsFull: { kind: 'crash', restart: 10 * MS } });
  const group = requestsAt([0, 1 * MS, 11 * MS - 1, 11 * MS], { demandMs: 5, memory: 1 });
  t.deepEqual(endsOf(small([group], [server(dying)])), [
    'succeeded 5',
    'succeeded 10',
    'succeeded 15.999999',
    'succeeded 20.999999',
  ]);
  const sharing = { ...dying, discipline: 'processor-sharing' as const };
  t.deepEqual(endsOf(small([group], [sharing])), ['failed 1', 'failed 1', 'failed 10.999999', 'succeeded 16']);
});

test('timer before arrival: who arrives when the measured window opens counts', (t) => {
  const group = requestsAt([10 * MS - 1, 10 * MS]);
  const { observation } = runEngine(small([group], [server()], { warmup: 10 * MS }));
  t.is(observation.requests.arrived, 1);
});

test('nobody arrives at the end', (t) => {
  t.is(compare(small([requestsAt([0, 100 * MS - 1, 100 * MS])], [server()])).length, 2);
});

test('departures of one instant go by server', (t) => {
  const reversed = small([requestsAt([0, 0, 0])], [server(), server(), server()]);
  reversed.balancers[0].members.reverse();
  // The first request goes to the last server, which departs last.
  t.deepEqual(orderOfOutcomes(reversed), [2, 1, 0]);
  compare(reversed);
});

test('on one server, requests that are done at one instant leave by number', (t) => {
  const model = small([requestsAt([0, 0, 0])], [server({ discipline: 'processor-sharing' })]);
  t.deepEqual(orderOfOutcomes(model), [0, 1, 2]);
  t.deepEqual(endsOf(model), ['succeeded 3', 'succeeded 3', 'succeeded 3']);
});

test('departure from a core before response and end of a wait', (t) => {
  // The second request is done with its core when the first one, at another server, is done with its wait.
  const waits = requestsAt([0], { demandMs: 1, wait: { kind: 'constant', value: 2 * MS } });
  const works = requestsAt([0], { demandMs: 3 });
  t.deepEqual(orderOfOutcomes(small([waits, works], [server(), server()])), [1, 0]);
});

test('timeouts of one instant go by client group, then by request', (t) => {
  const late = requestsAt([1 * MS, 1 * MS], { demandMs: 50 }, { timeout: 4 * MS });
  const early = requestsAt([0, 0], { demandMs: 50 }, { timeout: 5 * MS });
  t.deepEqual(orderOfOutcomes(small([late, early], [server()])), [2, 3, 0, 1]);
  t.deepEqual(orderOfOutcomes(small([early, late], [server()])), [0, 1, 2, 3]);
});

test('transit before arrival: who was on the way comes first', (t) => {
  const near = requestsAt([3 * MS], { demandMs: 1 });
  const far = requestsAt([0], { demandMs: 1 }, { zone: 1 });
  const network = { networkLatency: [0, 0, 3 * MS, 0] };
  t.deepEqual(endsOf(small([near, far], [oneSlot], network)), ['succeeded 4', 'refused 3']);
});

test('closed loops before open groups, these in order', (t) => {
  const at = requestsAt([2 * MS]);
  const users = {
    ...at,
    arrivals: { process: 'users', count: 2, think: { kind: 'constant', value: 2 * MS } },
  } as const;
  const stories = compare(small([at, users, at], [server({ cores: 9 })], { duration: 3 * MS }));
  t.deepEqual(
    stories.map(({ group, arrivedAt }) => `${group} ${arrivedAt / MS}`),
    ['clients1 2', 'clients1 2', 'clients0 2', 'clients2 2'],
  );
});

test('report before timer before arrival: a pick at the instant of a report sees it', (t) => {
  const heard: string[] = [];
  const nosy: StrategyDefinition = {
    ...roundRobin,
    needs: () => ({ reportEvery: 2 * MS }),
    create: () => {
      const strategy = {
        nextTickAt: 4 * MS,
        pick: (_: unknown, now: number) => (heard.push(`pick ${now / MS}`), 0),
        onReport: (_: unknown, { cpu }: { cpu: number }, now: number) => heard.push(`report ${now / MS} ${cpu}`),
        onTick(now: number) {
          heard.push(`tick ${now / MS}`);
          strategy.nextTickAt = Infinity;
        },
      };
      return strategy;
    },
  };
  runEngine(
    small(
      [requestsAt([1 * MS, 4 * MS], { demandMs: 1 })],
      [server()],
      { duration: 5 * MS },
      { strategy: choose(nosy) },
    ),
  );
  t.deepEqual(heard, ['pick 1', 'report 2 0.5', 'report 4 0', 'tick 4', 'pick 4']);
});

test('a completion is rounded up to the next nanosecond', (t) => {
  const demand = (value: number) => ({ demand: { kind: 'constant', value } }) as const;
  const end = (model: Model) => compare(model).at(-1)!.endAt;
  t.is(end(small([requestsAt([0], demand(1))], [server({ speed: 2 })])), 1);
  t.is(end(small([requestsAt([0], demand(1001))], [server({ speed: 2 })])), 501);
  t.is(
    end(small([requestsAt([0, 0], demand(3))], [server({ discipline: 'processor-sharing', cores: 4, speed: 2 })])),
    2,
  );
  // A demand of nothing takes one nanosecond: the clock always advances.
  t.is(end(small([requestsAt([0], demand(0))], [server()])), 1);
});

test('a user who was refused waits a millisecond at least', (t) => {
  const users = {
    ...requestsAt([]),
    arrivals: { process: 'users', count: 1, think: { kind: 'constant', value: 0 } },
  } as const;
  const stories = compare(small([users], [server({ concurrency: 0, queue: 0 })], { duration: 4 * MS }));
  t.deepEqual(
    stories.map(({ arrivedAt, outcome }) => [arrivedAt / MS, outcome]),
    [0, 1, 2, 3].map((at) => [at, 'refused']),
  );
});

function orderOfOutcomes(model: Model): number[] {
  const order: number[] = [];
  runEngine(model, (number) => order.push(number));
  return order;
}
