/** Corners that random models found, written out: where one thing leads to another at the same instant. */
import test from 'ava';
import type { ClientGroup, Model } from '../../sim/model/model.ts';
import { createSimulation } from '../../sim/model/simulation.ts';
import { haproxyLeastconn } from '../../strategies/haproxy/leastconn.ts';
import { roundRobin } from '../../strategies/round-robin.ts';
import { type StrategyDefinition, WAIT } from '../../strategies/strategy.ts';
import { compare } from './compare.ts';
import { runEngine } from './engine.ts';
import { choose, MS, requestsAt, server, small } from './small-models.ts';

/** Outcome and end of each request, in milliseconds. Both simulators must agree, and the invariants hold. */
function endsOf(model: Model): string[] {
  const { checks } = runEngine(model).observation;
  if (!checks.conservation || checks.littlesLawError + checks.littlesLawTriesError + checks.workError > 1e-9) {
    throw new Error(JSON.stringify(checks));
  }
  return compare(model).map(({ outcome, endAt }) => (endAt === undefined ? outcome : `${outcome} ${endAt / MS}`));
}

const dying = server({ memory: 2, whenMemoryIsFull: { kind: 'crash', restart: 10 * MS } });

test('a request that leaves as the next one kills the server has left', (t) => {
  const first = requestsAt([0], { demandMs: 5, memory: 1 });
  const large = requestsAt([1 * MS], { demandMs: 5, memory: 3 });
  const later = requestsAt([20 * MS, 20 * MS, 30 * MS], { demandMs: 1, memory: 1 });
  t.deepEqual(endsOf(small([first, large, later], [dying])), [
    'succeeded 5',
    'failed 5',
    'succeeded 21',
    'succeeded 22',
    'succeeded 31',
  ]);
});

test('a request that goes on to its wait as the next one kills the server is lost', (t) => {
  const waits = requestsAt([0], { demandMs: 5, memory: 1, wait: { kind: 'constant', value: 4 * MS } });
  const large = requestsAt([1 * MS], { demandMs: 5, memory: 2 });
  const later = requestsAt([20 * MS, 20 * MS], { demandMs: 1, memory: 1 });
  t.deepEqual(endsOf(small([waits, large, later], [dying])), ['failed 5', 'failed 5', 'succeeded 21', 'succeeded 22']);
});

test('a request whose wait ends as the next one kills the server has left', (t) => {
  const waits = requestsAt([0], { demandMs: 1, memory: 1, wait: { kind: 'constant', value: 4 * MS } });
  const large = requestsAt([1 * MS], { demandMs: 5, memory: 3 });
  const oneSlot = { ...dying, concurrency: 1 };
  t.deepEqual(endsOf(small([waits, large], [oneSlot])), ['succeeded 5', 'failed 5']);
});

test('a slot that is free for the queue of the balancer may kill the server it is at', (t) => {
  const queueing = { strategy: choose(haproxyLeastconn) };
  const first = requestsAt([0, 0], { demandMs: 5, memory: 1 });
  const large = requestsAt([1 * MS], { demandMs: 5, memory: 3 });
  const later = requestsAt([20 * MS, 20 * MS, 20 * MS], { demandMs: 1, memory: 1 });
  const server2 = { ...dying, cores: 2, concurrency: 2 };
  t.deepEqual(endsOf(small([first, large, later], [server2], {}, queueing)), [
    'succeeded 5',
    'failed 5',
    'failed 5',
    'succeeded 21',
    'succeeded 21',
    'succeeded 22',
  ]);
});

/** Sends one request at a time. */
const oneByOne: StrategyDefinition = {
  ...roundRobin,
  create: (pool) => ({ pick: () => (pool.inService[0] > 0 ? WAIT : 0) }),
};

test('so may one that is free because its client gave up', (t) => {
  const first = requestsAt([0], { demandMs: 50, memory: 1 }, { timeout: 5 * MS, afterTimeout: 'cancel' });
  const large = requestsAt([1 * MS], { demandMs: 5, memory: 3 });
  const later = requestsAt([20 * MS, 20 * MS, 20 * MS], { demandMs: 1, memory: 1 });
  const model = small([first, large, later], [{ ...dying, cores: 2 }], {}, { strategy: choose(oneByOne) });
  t.deepEqual(endsOf(model), ['timedOut 5', 'failed 5', 'succeeded 21', 'succeeded 22', 'succeeded 23']);
});

test('a user whose request was lost in its wait sends the next one', (t) => {
  const users = requestsAt(
    [],
    { demandMs: 1, memory: 2, wait: { kind: 'constant', value: 50 * MS } },
    {
      arrivals: { process: 'users', count: 2, think: { kind: 'constant', value: 1 * MS } },
    },
  );
  const model = small([users], [{ ...dying, whenMemoryIsFull: { kind: 'crash', restart: 0 } }], { duration: 20 * MS });
  t.notThrows(() => endsOf(model));
});

test('a run that is interrupted before the window opens keeps Little', (t) => {
  const many = requestsAt(
    Array.from({ length: 2000 }, () => 0),
    { demandMs: 50 },
  );
  const simulation = createSimulation(small([many], [server()], { warmup: 40 * MS }));
  t.false(simulation.run(1000));
  const { checks, requests } = simulation.conclude(true);
  t.deepEqual(checks, { conservation: true, littlesLawError: 0, littlesLawTriesError: 0, workError: 0 });
  t.is(requests.arrived, 0);
});

test('a run takes as many events as it is told', (t) => {
  const simulation = createSimulation(small([requestsAt([1, 2, 3])], [server()]));
  simulation.run(2);
  t.is(simulation.now(), 1);
});

test('work that was wasted is wasted once', (t) => {
  // Its client gave up before the work was done, and its server dies in its wait.
  const waits = requestsAt(
    [0],
    { demandMs: 5, memory: 1, wait: { kind: 'constant', value: 9 * MS } },
    { timeout: 2 * MS },
  );
  const large = requestsAt([8 * MS], { memory: 3 });
  const { observation } = runEngine(small([waits, large], [dying]));
  t.is(observation.servers[0].crashes, 1);
  t.is(observation.servers[0].wasted, 5 * MS);
});

test('work before the window opens is not wasted in it', (t) => {
  const crash = { at: 30 * MS, memory: 3 };
  const asks = { demandMs: 20, memory: 1 };
  const given = (rest: Partial<ClientGroup>, demandMs: number) => requestsAt([0], { ...asks, demandMs }, rest);
  const wastedMs = (clients: ClientGroup[]) => {
    const model = small(clients, [{ ...dying, cores: 9 }], { warmup: 10 * MS });
    compare(model);
    return runEngine(model).observation.servers[0].wasted / MS;
  };
  // Lost in a crash, given up and finished, cancelled, in its wait; one that came later is wasted whole.
  const killer = requestsAt([crash.at], { demandMs: 1, memory: crash.memory });
  const wait = { kind: 'constant', value: 90 * MS } as const;
  t.is(wastedMs([given({}, 50), killer]), 20);
  t.is(wastedMs([given({ timeout: 5 * MS }, 20)]), 10);
  t.is(wastedMs([given({ timeout: 15 * MS, afterTimeout: 'cancel' }, 20)]), 5);
  t.is(wastedMs([requestsAt([0], { ...asks, demandMs: 8, wait }), killer]), 0);
  t.is(wastedMs([requestsAt([0, 12 * MS], { ...asks, demandMs: 50 }), killer]), 20 + 18);
});

test('a request that dies as it begins does not waste a rounding error less than nothing', (t) => {
  // A finish that is rounded, less now, times the speed, may be a hair more than the demand.
  const at = Array.from({ length: 50 }, (_, i) => i * 3.1 * MS + 12_347);
  const fatal = requestsAt(at.map(Math.round), { demandMs: 1, memory: 3 });
  const slow = server({ speed: 1.3, memory: 2, whenMemoryIsFull: { kind: 'crash', restart: 1 * MS } });
  const model = small([fatal], [slow], { duration: 200 * MS });
  const { observation } = runEngine(model);
  t.true(observation.servers[0].crashes > 1);
  t.true(observation.servers[0].wasted >= 0);
  compare(model);
});

test('the most in flight is that of the window', (t) => {
  const far = { zones: ['', 'far'], networkLatency: [0, 9 * MS, 9 * MS, 0], duration: 10 * MS };
  const group = requestsAt([0, 5 * MS, 5 * MS, 5 * MS], { demandMs: 5 });
  const { observation } = runEngine(small([group], [server({ zone: 1 })], far));
  t.is(observation.servers[0].inFlightMax, 1);
});

test('reports of one server at one instant keep their order', (t) => {
  const heard: number[] = [];
  const prober: StrategyDefinition = {
    ...roundRobin,
    needs: () => ({ probes: true, reportEvery: 4 * MS }),
    create(_pool, _random, _params, actions) {
      return {
        pick: () => 0,
        onDispatch() {
          for (let i = 0; i < 20; i++) actions.probe(i % 2);
        },
        onReport(server, { kind }) {
          if (kind === 'probe') heard.push(server);
        },
      };
    },
  };
  const group = requestsAt([4 * MS, 8 * MS], { demandMs: 1 });
  runEngine(small([group], [server(), server()], { duration: 9 * MS }, { strategy: choose(prober) }));
  t.deepEqual(
    heard,
    Array.from({ length: 40 }, (_, i) => i % 2),
  );
});

test('an oracle sees no work at an idle server', (t) => {
  const seen: number[] = [];
  const oracle: StrategyDefinition = {
    ...roundRobin,
    needs: () => ({ oracle: true }),
    create: (pool) => ({
      pick(_, now) {
        const idle = pool.inService.indexOf(0);
        if (idle >= 0) seen.push(pool.oracle!.workLeft(idle, now));
        return idle >= 0 ? idle : 0;
      },
    }),
  };
  const group: ClientGroup = {
    ...requestsAt([], { demand: { kind: 'exponential', mean: 3 * MS } }),
    arrivals: { process: 'poisson', rate: [{ at: 0, rate: 1 / MS }] },
  };
  const sharing = server({ discipline: 'processor-sharing', cores: 2 });
  runEngine(small([group], [sharing, sharing, sharing], { duration: 3000 * MS }, { strategy: choose(oracle) }));
  t.true(seen.length > 500);
  t.true(seen.every((workLeft) => workLeft === 0));
});
