import test from 'ava';
import { c3, c3Score } from '../../strategies/c3.ts';
import type { TryOutcome } from '../../strategies/strategy.ts';
import { equalServers, FakeBalancer } from './fake-pool.ts';

const MS = 1e6;

/** An answer of the server: its latency and service time in milliseconds, and the requests left behind. */
function answer(
  balancer: FakeBalancer,
  server: number,
  [latency, serviceTime, inFlight]: readonly [number, number, number],
  outcome: TryOutcome = 'succeeded',
): void {
  const feedback = { inFlight, serviceTime: serviceTime * MS };
  const end = { outcome, latency: latency * MS, bytesIn: 0, bytesOut: 0, feedback };
  balancer.strategy.onTryEnd?.(server, balancer.newRequest(), balancer.now, end);
}

/** A balancer that knows one answer of each server. */
function informed(answers: readonly (readonly [number, number, number])[], parameters = {}): FakeBalancer {
  const balancer = new FakeBalancer(c3, equalServers(answers.length), parameters);
  for (const [server, told] of answers.entries()) answer(balancer, server, told);
  return balancer;
}

test('scores by hand', (t) => {
  for (const [responseTime, serviceTime, queue, score] of [
    [10, 4, 1, 10],
    [10, 4, 2, 38],
    [10, 4, 3, 114],
    [10, 4, 1.5, 19.5],
    [4, 4, 1, 4],
    [12, 8, 2, 68],
    [30, 2, 5, 278],
    [7, 0, 9, 7],
  ]) {
    t.is(c3Score(responseTime, serviceTime, queue), score);
  }
});

test('the least score is picked: a fast server with a long queue loses to a slow one with a short one', (t) => {
  // 4 ms and a queue of 20 cost 9^3, that is 21^3 x 4 = 37,044 ms; 20 ms and a queue of 11 cost 12^3 x 20 = 34,560 ms.
  t.is(
    informed([
      [90, 4, 20],
      [250, 20, 11],
    ]).send(),
    1,
  );
  t.is(
    informed([
      [90, 4, 20],
      [250, 20, 12],
    ]).send(),
    0,
  );
});

test('what is in service counts with the cube', (t) => {
  const balancer = informed([
    [1, 1, 0],
    [8, 8, 0],
  ]);
  // Scores before each pick: 1 8, 8 8 (in turn), 8 64, 27 64, 64 64 (in turn), 64 216, 125 216, 216 216 (in turn).
  t.deepEqual(
    Array.from({ length: 8 }, () => balancer.send()),
    [0, 1, 0, 0, 1, 0, 0, 1],
  );
});

test('with several clients each try in service stands for one of each', (t) => {
  const picks = (clients: number): number[] => {
    const balancer = informed(
      [
        [1, 1, 4],
        [8, 8, 0],
      ],
      { clients },
    );
    return [balancer.send(), balancer.send(), balancer.send()];
  };
  // Server 0 has 5^3 = 125; server 1 has 8, then 2^3 x 8 = 64 for one client but 4^3 x 8 = 512 for three,
  // as has server 0 with one in service and 8^3: a tie, in turn.
  t.deepEqual(picks(1), [1, 1, 0]);
  t.deepEqual(picks(3), [1, 0, 1]);
});

test('averages keep the share `history` of the past, the first answer whole', (t) => {
  // Of 10 and then 20 ms, no queue, no waiting: 0.9 x 10 + 0.1 x 20 = 11 ms, or with history 0.25: 17.5 ms.
  for (const [history, average] of [
    [0.9, 11],
    [0.25, 17.5],
  ]) {
    for (const [other, expected] of [
      [average - 0.1, 1],
      [average + 0.1, 0],
    ]) {
      const balancer = informed(
        [
          [10, 10, 0],
          [other, other, 0],
        ],
        { history },
      );
      answer(balancer, 0, [20, 20, 0]);
      t.is(balancer.send(), expected);
    }
  }
});

test('the queue and the time on the network are averaged alike', (t) => {
  // Queue 0, then 10: 1, so 2^3 x 1 = 8. Network 1 ms, then 61: 7, and one ms of service.
  const queue = informed([
    [1, 1, 0],
    [7.9, 7.9, 0],
  ]);
  answer(queue, 0, [1, 1, 10]);
  t.is(queue.send(), 1);
  const network = informed([
    [2, 1, 0],
    [7.9, 7.9, 0],
  ]);
  answer(network, 0, [62, 1, 0]);
  t.is(network.send(), 1);
  answer(network, 1, [11.9, 11.9, 0]);
  t.is(network.send(), 0);
});

test('before any answer the tries in service decide, in turn', (t) => {
  const balancer = new FakeBalancer(c3, equalServers(3));
  t.deepEqual(
    Array.from({ length: 7 }, () => balancer.send()),
    [0, 1, 2, 0, 1, 2, 0],
  );
});

test('a server without an answer counts as one of typical service time that does not wait', (t) => {
  const balancer = informed([
    [10, 10, 0],
    [13, 10, 0],
  ]);
  const added = balancer.add();
  balancer.setAvailable(0, false);
  t.is(balancer.send(), added, '10 ms against 13 ms');
  t.is(balancer.send(), 1);
  t.is(balancer.send(), added, '80 ms against 83 ms');
});

test('servers that joined are known like the others', (t) => {
  const balancer = informed([[10, 10, 0]]);
  for (let server = 1; server < 9; server++) answer(balancer, balancer.add(), [10 - server, 10 - server, 0]);
  t.is(balancer.send(), 8);
});

test('failures and answers without feedback change nothing', (t) => {
  const balancer = informed([
    [10, 10, 0],
    [11, 11, 0],
  ]);
  answer(balancer, 0, [900, 900, 90], 'failed');
  const end = { outcome: 'succeeded', latency: 900 * MS, bytesIn: 0, bytesOut: 0 } as const;
  balancer.strategy.onTryEnd?.(0, balancer.newRequest(), balancer.now, end);
  t.is(balancer.send(), 0);
});

test('it keeps away from a server that others fill', (t) => {
  const balancer = new FakeBalancer(c3, equalServers(5));
  const counts = [0, 0, 0, 0, 0];
  for (let i = 0; i < 1000; i++) {
    const server = balancer.strategy.pick(balancer.newRequest(), 0);
    counts[server]++;
    answer(balancer, server, [12, 10, server === 2 ? 6 : 0]);
  }
  t.true(counts[2] < 10, counts.join(' '));
});
