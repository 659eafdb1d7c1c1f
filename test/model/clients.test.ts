import test from 'ava';
import { createUserGroup } from '../../sim/model/clients/clients.ts';
import type { ClientGroup, RequestClass } from '../../sim/model/model.ts';
import { hasMean, isDistributed } from '../kernel/samples.ts';
import { openRequests } from '../reference/draws.ts';
import { MS, requestsAt } from '../reference/small-models.ts';
import { fits, tally } from '../strategies/statistics.ts';

const exponential = (mean: number) => ({ kind: 'exponential', mean }) as const;
const constant = (value: number) => ({ kind: 'constant', value }) as const;
const UNTIL = 50_000 * MS;

function mixOf(...parts: Partial<RequestClass>[]): RequestClass[] {
  return parts.map((part, i) => ({ ...requestsAt([]).classes[0], name: `class${i}`, ...part }));
}

const mix = mixOf(
  { share: 0.2, demand: exponential(3 * MS), wait: constant(7) },
  { share: 0.5, demand: exponential(5 * MS), wait: constant(0) },
  { share: 0.3, demand: constant(1), wait: exponential(2 * MS) },
);

function poisson(classes: RequestClass[]): ClientGroup {
  return { ...requestsAt([]), arrivals: { process: 'poisson', rate: [{ at: 0, rate: 1 / MS }] }, classes };
}

for (const [name, requests] of [
  ['an open group', openRequests(poisson(mix), 1, UNTIL)],
  ['users', askedByUsers()],
] as const) {
  test(`${name}: classes come by share, each with its own demand and wait`, (t) => {
    t.true(requests.length > 40_000);
    t.true(
      fits(
        tally(
          requests.map((each) => each.class),
          3,
        ),
        [0.2, 0.5, 0.3],
      ),
    );
    const [first, second, third] = [0, 1, 2].map((index) => requests.filter((each) => each.class === index));
    t.true(
      isDistributed(
        first.map(({ demand }) => demand),
        (x) => -Math.expm1(-x / (3 * MS)),
      ),
    );
    t.true(
      isDistributed(
        second.map(({ demand }) => demand),
        (x) => -Math.expm1(-x / (5 * MS)),
      ),
    );
    t.true(
      isDistributed(
        third.map(({ wait }) => wait),
        (x) => -Math.expm1(-x / (2 * MS)),
      ),
    );
    t.true(first.every(({ wait }) => wait === 7) && second.every(({ wait }) => wait === 0));
    t.true(third.every(({ demand }) => demand === 1));
  });
}

test('what is drawn is independent: class, demand, wait, and the request before', (t) => {
  const classes = mixOf({ share: 1, demand: exponential(MS), wait: exponential(MS) });
  const requests = openRequests(poisson(classes), 1, UNTIL);
  const centred = (of: 'demand' | 'wait' | 'gap') =>
    requests.map((each, i) => (of === 'gap' ? each.at - (requests[i - 1]?.at ?? 0) : each[of]) / MS - 1);
  const [demand, wait, gap] = [centred('demand'), centred('wait'), centred('gap')];
  for (const [a, b] of [
    [demand, wait],
    [demand, gap],
    [wait, gap],
    [demand, demand.slice(1)],
    [wait, wait.slice(1)],
    [gap, gap.slice(1)],
  ]) {
    t.true(
      hasMean(
        b.map((each, i) => each * a[i]),
        0,
        1,
      ),
    );
  }
});

test('groups are independent of each other, and of their equals under another seed', (t) => {
  const classes = mixOf({ share: 1, demand: exponential(MS), wait: exponential(MS) });
  const [a, b, c] = [
    openRequests({ ...poisson(classes), name: 'a' }, 1, UNTIL),
    openRequests({ ...poisson(classes), name: 'b' }, 1, UNTIL),
    openRequests({ ...poisson(classes), name: 'a' }, 2, UNTIL),
  ];
  for (const other of [b, c]) {
    for (const what of ['at', 'demand', 'wait'] as const) {
      const centred = (requests: typeof a) =>
        requests.slice(1, 40_000).map((each, i) => (what === 'at' ? each.at - requests[i].at : each[what]) / MS - 1);
      const theirs = centred(other);
      t.true(
        hasMean(
          centred(a).map((each, i) => each * theirs[i]),
          0,
          1,
        ),
        what,
      );
    }
  }
});

test('times are whole nanoseconds, a demand is 1 at least', (t) => {
  const classes = mixOf({ share: 1, demand: exponential(2), wait: exponential(2) });
  const requests = openRequests(poisson(classes), 1, 1000 * MS);
  t.true(
    requests.every(({ at, demand, wait }) => [at, demand, wait].every(Number.isInteger) && demand >= 1 && wait >= 0),
  );
  t.true(requests.some(({ wait }) => wait === 0));
});

test('a column is read by the number of the request, also in a mix', (t) => {
  const values = Float64Array.from({ length: 1000 }, (_, i) => 100 + i);
  const column = { kind: 'column', values } as const;
  const classes = mixOf({ share: 0.5, demand: column }, { share: 0.5, demand: column });
  const requests = openRequests(poisson(classes), 1, 900 * MS);
  t.true(requests.length > 700);
  t.true(requests.every(({ demand }, n) => demand === 100 + (n % 1000)));
});

test('arrivals end before the end', (t) => {
  const trace = requestsAt([0, 5, 9, 10, 11]);
  t.deepEqual(
    openRequests(trace, 1, 10).map(({ at }) => at),
    [0, 5, 9],
  );
});

test('users think as they were told', (t) => {
  const users = { process: 'users', count: 40_000, think: exponential(3 * MS) } as const;
  const draws = createUserGroup({ ...requestsAt([]), arrivals: users }, users, 1);
  const thoughts = Array.from({ length: users.count }, (_, user) => draws.think(user));
  t.true(isDistributed(thoughts, (x) => -Math.expm1(-x / (3 * MS))));
  draws.draw(0);
  t.not(draws.think(0), thoughts[0]);
  t.is(draws.think(1), thoughts[1]);
});

/** 500 users, 100 requests each. */
function askedByUsers() {
  const users = { process: 'users', count: 500, think: constant(0) } as const;
  const draws = createUserGroup({ ...requestsAt([]), arrivals: users, classes: mix }, users, 1);
  return Array.from({ length: 50_000 }, (_, i) => {
    draws.draw(i % 500);
    return { class: draws.class, demand: draws.demand, wait: draws.wait };
  });
}
