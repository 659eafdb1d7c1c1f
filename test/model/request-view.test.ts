import test from 'ava';
import type { ClientGroup } from '../../sim/model/model.ts';
import { roundRobin } from '../../strategies/round-robin.ts';
import type { RequestView, StrategyDefinition } from '../../strategies/strategy.ts';
import { runEngine } from '../reference/engine.ts';
import { choose, MS, requestsAt, server, small } from '../reference/small-models.ts';

/** What a strategy can read of each request of the group, in order. */
function seen(
  group: ClientGroup,
): { address: string; key: string; path: string; id: number; class: number; scratch: number }[] {
  const views: ReturnType<typeof seen> = [];
  const reader: StrategyDefinition = {
    ...roundRobin,
    create: () => ({
      pick(request: RequestView) {
        const { id, class: ofClass, scratch } = request;
        const [address, key] = [request.address, request.key].map((bytes) => Array.from(bytes).join('.'));
        views.push({ address, key, path: request.path(), id, class: ofClass, scratch });
        if (request.attempt !== 1 || request.kind !== 'request' || request.tried(0)) throw new Error('not a first try');
        if (request.header('x') !== undefined || request.cookie('x') !== undefined)
          throw new Error('a header from nowhere');
        request.scratch = id + 0.5;
        return 0;
      },
      onTryEnd(_, request) {
        if (request.scratch !== request.id + 0.5) throw new Error(`scratch of ${request.id} is ${request.scratch}`);
      },
    }),
  };
  runEngine(small([group], [server()], {}, { strategy: choose(reader) }));
  return views;
}

const instants = Array.from({ length: 50 }, (_, i) => Math.floor(i / 3) * MS);

test('a trace brings its addresses and keys, in the order of its requests', (t) => {
  const group = requestsAt(
    [0, 1, 2, 3],
    {},
    {
      arrivals: {
        process: 'trace',
        at: Float64Array.of(0, 1, 2, 3),
        address: Uint32Array.of(1, 0, 1, 1),
        addresses: [Uint8Array.of(10, 0, 0, 1), Uint8Array.from({ length: 16 }, (_, i) => i)],
        key: Uint32Array.of(0, 2, 1, 0),
        keys: ['/', '/caf\u00e9', '/\u20ac/\u{1f600}%20'],
      },
    },
  );
  const views = seen(group);
  const six = '0.1.2.3.4.5.6.7.8.9.10.11.12.13.14.15';
  t.deepEqual(
    views.map(({ address }) => address),
    [six, '10.0.0.1', six, six],
  );
  t.deepEqual(
    views.map(({ path }) => path),
    ['/', '/\u20ac/\u{1f600}%20', '/caf\u00e9', '/'],
  );
  t.deepEqual(
    views.map(({ key }) => key),
    views.map(({ path }) => Array.from(new TextEncoder().encode(path)).join('.')),
  );
  t.deepEqual(
    views.map(({ id }) => id),
    [0, 1, 2, 3],
  );
});

test('a key with half a character is no reason to fail', (t) => {
  const arrivals = { process: 'trace', at: Float64Array.of(0), key: Uint32Array.of(0), keys: ['/\ud800'] } as const;
  t.is(seen(requestsAt([], {}, { arrivals: { ...arrivals, keys: [...arrivals.keys] } }))[0].key, '47.239.191.189');
});

test('drawn addresses are as many as the population has, and spread out', (t) => {
  const many = Array.from({ length: 3000 }, (_, i) => i * 10_000);
  const addresses = seen(requestsAt(many, { demandMs: 0 }, { addresses: { count: 7, zipf: 0 } })).map(
    ({ address }) => address,
  );
  t.is(new Set(addresses).size, 7);
  t.is(new Set(addresses.map((address) => address.split('.')[0])).size, 7);
});

test('requests without keys have none', (t) => {
  t.true(seen(requestsAt(instants)).every(({ key, path }) => key === '' && path === '/'));
});

test('drawn keys are numbers, as bytes and as a path', (t) => {
  const views = seen(requestsAt(instants, {}, { keys: { count: 300, zipf: 0 } }));
  t.true(new Set(views.map(({ key }) => key)).size > 20);
  for (const { key, path } of views) {
    const bytes = key.split('.').map(Number);
    t.is(path, `/${bytes.reduce((word, byte) => word * 256 + byte, 0)}`);
  }
});

test('a user keeps the address and asks for other keys', (t) => {
  const group = requestsAt(
    [],
    {},
    {
      arrivals: { process: 'users', count: 1, think: { kind: 'constant', value: MS } },
      addresses: { count: 1000, zipf: 0 },
      keys: { count: 1000, zipf: 0 },
    },
  );
  const views = seen(group);
  t.is(views.length, 50);
  t.is(new Set(views.map(({ address }) => address)).size, 1);
  t.true(new Set(views.map(({ key }) => key)).size > 40);
});

test('the strategy keeps a number with each request, 0 at first, also in slots used before', (t) => {
  t.true(seen(requestsAt(instants)).every(({ scratch }) => scratch === 0));
});
