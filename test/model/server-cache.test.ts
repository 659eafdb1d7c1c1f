/** docs/model.md by examples, on both simulators: what a request with its key in the cache of its server asks. */
import test from 'ava';
import type { ClientGroup, Model } from '../../sim/model/model.ts';
import { compare } from '../reference/compare.ts';
import { runEngine } from '../reference/engine.ts';
import { MS, requestsAt, server, small } from '../reference/small-models.ts';

/** Requests a tenth of a second apart, each for one of these keys, that need 10 ms of CPU and then 5 ms of a database. */
function asking(keys: string[], group: Partial<ClientGroup> = {}, memory = 0): ClientGroup {
  const names = [...new Set(keys)];
  const at = Float64Array.from(keys, (_, i) => i * 100 * MS);
  const key = Uint32Array.from(keys, (name) => names.indexOf(name));
  return requestsAt(
    [],
    { demandMs: 10, wait: { kind: 'constant', value: 5 * MS }, memory },
    { arrivals: { process: 'trace', at, key, keys: names }, ...group },
  );
}

/** Latencies in milliseconds, on which both simulators agree. */
function latenciesOf(model: Model): number[] {
  return compare(model).map(({ arrivedAt, endAt }) => (endAt! - arrivedAt) / MS);
}

const over = { duration: 10_000 * MS };
const one = server({ cache: { entries: 1, hit: 0.2 } });
const two = server({ cache: { entries: 2, hit: 0.2 } });

test('a hit needs its share of the demand, and no wait', (t) => {
  t.deepEqual(latenciesOf(small([asking(['a', 'a', 'b', 'a'])], [two], over)), [15, 2, 15, 2]);
});

test('the key that was asked for least recently is thrown out', (t) => {
  const keys = ['a', 'b', 'a', 'c', 'a', 'b'];
  t.deepEqual(latenciesOf(small([asking(keys)], [two], over)), [15, 15, 2, 15, 2, 15]);
  t.deepEqual(latenciesOf(small([asking(keys)], [one], over)), [15, 15, 15, 15, 15, 15]);
});

test('a hit that needs nothing takes one nanosecond', (t) => {
  const free = server({ cache: { entries: 1, hit: 0 } });
  t.deepEqual(latenciesOf(small([asking(['a', 'a'])], [free], over)), [15, 1 / MS]);
});

test('each server has its own cache', (t) => {
  t.deepEqual(latenciesOf(small([asking(['a', 'a', 'a', 'a'])], [two, two], over)), [15, 15, 2, 2]);
  t.deepEqual(latenciesOf(small([asking(['a', 'a', 'a', 'a'])], [two, server()], over)), [15, 15, 2, 15]);
});

test('each group has its own keys', (t) => {
  t.deepEqual(
    latenciesOf(small([asking(['a', 'a']), asking(['a'])], [server({ ...two, cores: 2 })], over)),
    [15, 15, 2],
  );
});

test('a request without a key is not looked up', (t) => {
  const model = small([requestsAt([0, 50 * MS])], [two], over);
  t.deepEqual(latenciesOf(model), [1, 1]);
  t.deepEqual(runEngine(model).observation.servers[0].cache, { lookups: 0, hits: 0 });
});

test('a request that is refused is not looked up', (t) => {
  const full = server({ ...two, concurrency: 1, queue: 0 });
  const [first, second] = [asking(['a'], {}), asking(['b', 'b'], { name: 'late' })];
  const model = small([first, second], [full], over);
  t.deepEqual(
    compare(model).map(({ outcome }) => outcome),
    ['succeeded', 'refused', 'succeeded'],
  );
  t.deepEqual(runEngine(model).observation.servers[0].cache, { lookups: 2, hits: 0 });
});

test('a crash empties the cache', (t) => {
  const dying = server({ ...two, memory: 1, whenMemoryIsFull: { kind: 'crash', restart: 0 } });
  const fatal = requestsAt([150 * MS], { demandMs: 1, memory: 2 });
  t.deepEqual(latenciesOf(small([asking(['a', 'a', 'a', 'a']), fatal], [dying], over)), [15, 2, 0, 15, 2]);
});

test('hits are counted within the window', (t) => {
  const model = small([asking(['a', 'a', 'b', 'b', 'b'])], [two], { ...over, warmup: 50 * MS });
  t.deepEqual(runEngine(model).observation.servers[0].cache, { lookups: 4, hits: 3 });
  t.false('cache' in runEngine(small([asking(['a'])], [server()])).observation.servers[0]);
});
