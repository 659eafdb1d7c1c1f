/** What is said before a run. */
import test from 'ava';
import { filesOf, load, PLAIN, traceOf } from './scenarios.ts';

const warningsOf = async (text: string, files = filesOf()) => (await load(text, [], files)).world.warnings;
const rate = (text: string) => PLAIN.replace('100/s', text);

test('nothing, for what the servers can do', async (t) => {
  t.deepEqual(await warningsOf(PLAIN), []);
  t.deepEqual(await warningsOf(rate('200/s')), []);
});

test('overload all the time', async (t) => {
  t.deepEqual(await warningsOf(rate('310/s')), [
    'clients shoppers offer 6.2 cores of work, servers web have 4: overloaded by 55%',
  ]);
});

test('overload at a peak: when, and the mean', async (t) => {
  // 2 cores at the begin, 6 at 30 s, 2 at the end: 4 is crossed halfway.
  t.deepEqual(await warningsOf(rate('[[0s, 100/s], [30s, 300/s], [60s, 100/s]]')), [
    'clients shoppers offer 6 cores of work, servers web have 4: overloaded by 50% at peak (from 15s to 45s; 100% busy on average)',
  ]);
});

test('groups that share servers are added up; others are not', async (t) => {
  const more = (via: string) =>
    rate('150/s')
      .replace(
        'servers:',
        `  bots:\n    arrivals: {process: constant, rate: 100/s}\n    demand: 20ms\n    via: ${via}\nservers:\n  api: {cores: 4}`,
      )
      .replace('balancer:\n  strategy: random', 'balancers:\n  front: {pool: [web]}\n  back: {pool: [api]}');
  t.deepEqual(await warningsOf(more('front')), [
    'clients shoppers and bots offer 5 cores of work, servers web have 4: overloaded by 25%',
    'servers api: no requests get there',
  ]);
  t.deepEqual(await warningsOf(more('back')), []);
});

test('capacity follows the Universal Scalability Law and the speed', async (t) => {
  const law = rate('110/s').replace('cores: 2', 'cores: 2, speed: 0.5, scalability: {contention: 0.1}');
  t.deepEqual(await warningsOf(law), [
    'clients shoppers offer 2.2 cores of work, servers web have 1.82: overloaded by 21%',
  ]);
});

test('more requests at once than the servers take', async (t) => {
  const waiting = PLAIN.replace('cores: 2', 'cores: 2, concurrency: 10').replace('20ms}', '20ms}\n    wait: 230ms');
  t.deepEqual(await warningsOf(waiting), [
    'clients shoppers offer at least 25 requests at once, servers web take 20: overloaded by 25%',
  ]);
});

test('more requests than the balancer handles', async (t) => {
  t.deepEqual(await warningsOf(PLAIN.replace('strategy: random', 'capacity: 80/s')), [
    'clients shoppers offer 100/s, balancer handles 80/s: overloaded by 25%',
  ]);
});

test('users wait for answers, and overload nothing', async (t) => {
  t.deepEqual(await warningsOf(PLAIN.replace('process: poisson, rate: 100/s', 'process: users, count: 5000')), []);
});

test('a trace that ends before the run does', async (t) => {
  const text = PLAIN.replace('process: poisson, rate: 100/s', 'process: trace, file: t.trace, speed: 2x');
  t.deepEqual(await warningsOf(text, filesOf({}, { 't.trace': traceOf([0, 90e9]) })), [
    'clients shoppers: the trace ends after 45s, nothing comes in the rest of 1m',
  ]);
});

test('keys without effect', async (t) => {
  t.deepEqual(await warningsOf(PLAIN.replace('cores: 2', 'queue: 5, whenMemoryIsFull: refuse')), [
    'servers web: whenMemoryIsFull has no effect without memory',
    'servers web: queue has no effect without concurrency or memory, since nothing waits',
  ]);
});

const cached = (text: string) =>
  PLAIN.replace('cores: 2', 'cores: 2, cache: {entries: 10, hit: 20%}').replace('100/s', text);
const keyed = (text: string) => cached(text).replace('20ms}', '20ms}\n    keys: {count: 100}');

test('a cache may spare all but the hits: only what no cache could hold is overload', async (t) => {
  t.deepEqual(await warningsOf(keyed('900/s')), []);
  t.deepEqual(await warningsOf(keyed('1200/s')), [
    'clients shoppers offer at least 4.8 cores of work, servers web have 4: overloaded by 20%',
  ]);
});

test('a cache without keys', async (t) => {
  t.deepEqual(await warningsOf(cached('100/s')), [
    'servers web: cache has no effect, since no request with a key gets there',
  ]);
});
