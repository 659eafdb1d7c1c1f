/** What servers tell strategies of themselves, by hand: that they ran out of work, and what their answers say. */
import test from 'ava';
import type { BalancerSpec, ClientGroup, Model } from '../../sim/model/model.ts';
import { joinIdleQueue } from '../../strategies/join-idle-queue.ts';
import { roundRobin } from '../../strategies/round-robin.ts';
import type { Feedback, Needs, Strategy, StrategyDefinition } from '../../strategies/strategy.ts';
import { runEngine } from '../reference/engine.ts';
import { choose, MS, requestsAt, server, small } from '../reference/small-models.ts';

/** Round robin that hears `told` and needs it. */
function listening(needs: Needs, told: Partial<Strategy>): StrategyDefinition {
  return {
    ...roundRobin,
    needs: () => needs,
    create: (...parts) => {
      const inner = roundRobin.create(...parts);
      return { pick: (request, now) => inner.pick(request, now), ...told };
    },
  };
}

/** Who was idle when, in milliseconds, as the balancer heard it. */
function idleHeard(clients: ClientGroup[], servers: Parameters<typeof small>[1], rest: Partial<Model> = {}): string[] {
  const heard: string[] = [];
  const strategy = listening(
    { idleReports: true },
    {
      onReport(from, { kind, inFlight, latency }, now) {
        heard.push(`${kind} ${from} at ${now / MS}${inFlight + latency > 0 ? ', busy' : ''}`);
      },
    },
  );
  runEngine(small(clients, servers, rest, { strategy: choose(strategy) }));
  return heard;
}

test('a server says once that it has run out of work, not while something is left', (t) => {
  const group = requestsAt([0, 0, 0, 20 * MS], { demandMs: 5 });
  t.deepEqual(idleHeard([group], [server(), server()]), ['idle 1 at 5', 'idle 0 at 10', 'idle 1 at 25']);
});

test('a request in its wait is still in flight', (t) => {
  const group = requestsAt([0], { demandMs: 1, wait: { kind: 'constant', value: 4 * MS } });
  t.deepEqual(idleHeard([group], [server()]), ['idle 0 at 5']);
});

test('a server whose last request is cancelled is idle', (t) => {
  const group = requestsAt([0], { demandMs: 5 }, { timeout: 2 * MS, afterTimeout: 'cancel' });
  t.deepEqual(idleHeard([group], [server()]), ['idle 0 at 2']);
});

test('the message takes the way from the server to the balancer', (t) => {
  const far = { zones: ['', 'far'], networkLatency: [0, 1 * MS, 3 * MS, 0] };
  t.deepEqual(idleHeard([requestsAt([0], { demandMs: 5 })], [server({ zone: 1 })], far), ['idle 0 at 9']);
});

test('a server that crashed says nothing until it is back', (t) => {
  const dying = server({ memory: 1, whenMemoryIsFull: { kind: 'crash', restart: 10 * MS } });
  t.deepEqual(idleHeard([requestsAt([0], { demandMs: 5, memory: 2 })], [dying]), ['idle 0 at 10']);
});

test('of several balancers that want it one hears it, at random; the others never do', (t) => {
  const heard = [0, 0, 0];
  const balancers = heard.map((_, index): BalancerSpec => {
    const wants = listening({ idleReports: index < 2 }, { onReport: () => void heard[index]++ });
    const members = [{ kind: 'server' as const, index: 0 }];
    const none = { zone: 0, cost: 0, capacity: Infinity, queue: Infinity, price: 0 };
    return { ...none, name: `balancer${index}`, members, strategy: choose(wants) };
  });
  const at = Array.from({ length: 1000 }, (_, i) => i * 2 * MS);
  runEngine(small([requestsAt(at)], [server()], { balancers, duration: 2000 * MS }));
  t.is(heard[0] + heard[1], 1000);
  // Four standard deviations of a fair coin thrown a thousand times are 63.
  t.true(Math.abs(heard[0] - 500) < 63, heard.join(' '));
  t.is(heard[2], 0);
});

/** What the answers told, in order: milliseconds of service, and requests left. */
function feedbackHeard(
  clients: ClientGroup[],
  servers: Parameters<typeof small>[1],
  needs: Needs,
): (string | undefined)[] {
  const heard: (string | undefined)[] = [];
  const show = ({ serviceTime, inFlight }: Feedback) => `${serviceTime / MS} ms, ${inFlight} left`;
  const strategy = listening(needs, {
    onTryEnd: (_server, _request, _now, { feedback }) => void heard.push(feedback && show(feedback)),
  });
  runEngine(small(clients, servers, {}, { strategy: choose(strategy) }));
  return heard;
}

test('answers tell the service time without the queue, and what is left at the server', (t) => {
  const group = requestsAt([0, 0, 1 * MS], { demandMs: 5 });
  const sharing = server({ discipline: 'processor-sharing', cores: 1 });
  t.deepEqual(feedbackHeard([group], [server()], { feedback: true }), ['5 ms, 2 left', '5 ms, 1 left', '5 ms, 0 left']);
  t.deepEqual(feedbackHeard([requestsAt([0, 0], { demandMs: 5 })], [sharing], { feedback: true }), [
    '10 ms, 1 left',
    '10 ms, 0 left',
  ]);
});

test('who does not need feedback, or gets no answer, has none', (t) => {
  const group = requestsAt([0], { demandMs: 5 });
  t.deepEqual(feedbackHeard([group], [server()], {}), [undefined]);
  const late = { ...group, timeout: 2 * MS };
  t.deepEqual(feedbackHeard([late], [server()], { feedback: true }), [undefined]);
  t.deepEqual(feedbackHeard([group], [server({ concurrency: 0, queue: 0 })], { feedback: true }), [undefined]);
});

test('with join-idle-queue no request waits while a server is idle and has said so', (t) => {
  const group: ClientGroup = {
    ...requestsAt([], { demand: { kind: 'exponential', mean: 3 * MS } }),
    arrivals: { process: 'poisson', rate: [{ at: 0, rate: 2.5 / MS }] },
  };
  const servers = Array.from({ length: 10 }, () => server());
  const { stories } = runEngine(small([group], servers, { duration: 2000 * MS }, { strategy: choose(joinIdleQueue) }));
  const busy = (at: number) =>
    new Set(
      stories
        .filter(({ arrivedAt, departureAt = Infinity }) => arrivedAt < at && departureAt > at)
        .map((story) => story.server),
    );
  const waited = stories.filter(({ arrivedAt, startAt }) => startAt !== arrivedAt);
  t.true(waited.length > 100 && waited.length < stories.length / 2);
  for (const { arrivedAt } of waited) t.is(busy(arrivedAt).size, 10);
});
