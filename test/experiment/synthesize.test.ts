import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { readTraceFile, writeTraceFile } from '../../records/formats/trace-file.ts';
import { formatAddress } from '../../records/address.ts';
import type { Trace } from '../../records/trace.ts';
import { UserError } from '../../records/user-error.ts';
import { createSimulation } from '../../sim/model/simulation.ts';
import type { Model } from '../../sim/model/model.ts';
import { drawRequests } from '../../sim/experiment/drawn-requests.ts';
import { classNames, synthesize } from '../../sim/experiment/synthesize.ts';
import { compile } from '../../sim/scenario/compile/compile.ts';
import { temporaryFolder } from '../records/files.ts';
import { filesOf, load, PLAIN } from '../scenario/scenarios.ts';

const BURSTY = `duration: 20s
warmup: 2s
seed: 11
clients:
  shoppers:
    arrivals: {process: gamma, cv: 2, rate: [[0s, 0/s], [10s, 200/s], [20s, 50/s]]}
    demand: {lognormal: {mean: 10ms, cv: 2}}
    wait: {exponential: 3ms}
    keys: {count: 50, zipf: 1}
    timeout: 500ms
servers:
  web: {count: 2, cores: 2}
balancer:
  strategy: ip-hash
`;
const PLAYED = BURSTY.replace(/arrivals: .*/, 'arrivals: {process: trace, file: a.trace}')
  .replace(/demand: .*/, 'demand: {column: demandNs, perUnit: 1ns}')
  .replace(/wait: .*/, 'wait: {column: waitNs, perUnit: 1ns}')
  .replace(/ {4}keys: .*\n/, '');

const TWO_GROUPS = `duration: 30s
clients:
  shoppers:
    arrivals: {process: poisson, rate: 40/s}
    mix:
      browse: {share: 70%, demand: {exponential: 5ms}, bytes: {out: 20kB}}
      buy: {share: 30%, demand: 9ms, bytes: {out: 300B}}
  robots:
    arrivals: {process: constant, rate: 10/s}
    demand: 1ms
servers:
  web: {count: 2}
`;

async function modelOf(text: string, trace?: Trace): Promise<Model> {
  const loaded = await load(text, [], filesOf({}, trace && { 'a.trace': trace }));
  return compile(loaded, loaded.strategies[0]);
}

/** Written to a file and read again, as a user has it. */
async function traceOf(t: ExecutionContext, text: string): Promise<Trace> {
  const { world } = await load(text);
  const path = join(temporaryFolder(t), 'a.trace');
  await writeTraceFile(path, synthesize(world, 'a.yaml'));
  return await readTraceFile(path);
}

test('a run of the trace is a run of the scenario: the same observation to the last bit', async (t) => {
  const play = (model: Model) => {
    const simulation = createSimulation(model);
    while (!simulation.run(Infinity));
    return { ...simulation.conclude(false), warnings: [] };
  };
  const original = play(await modelOf(BURSTY));
  const replayed = play(await modelOf(PLAYED, await traceOf(t, BURSTY)));
  t.true(original.requests.succeeded > 1000);
  // AVA would take half a minute for the histograms.
  t.true(isDeepStrictEqual(replayed, original));
});

test('groups are merged in order of arrival, with their classes, sizes, addresses and keys', async (t) => {
  const { world } = await load(TWO_GROUPS);
  const drawn = [];
  for (const request of drawRequests(world)) {
    drawn.push({ ...request, address: request.address(), key: request.key() });
  }
  const trace = await traceOf(t, TWO_GROUPS);
  t.is(trace.count, drawn.length);
  t.deepEqual(
    Array.from(trace.arrivalAt),
    drawn.map(({ at }) => at),
  );
  t.deepEqual(trace.arrivalAt, trace.arrivalAt.toSorted());
  t.deepEqual(
    Array.from(trace.columns['demandNs']),
    drawn.map(({ demand }) => demand),
  );
  t.deepEqual(
    Array.from(trace.address!, (index) => formatAddress(trace.addresses![index])),
    drawn.map(({ address }) => address),
  );
  t.deepEqual(classNames(world.clients), ['shoppers/browse', 'shoppers/buy', 'robots']);
  const classes = drawn.map(({ group, class: index }) => (group === 1 ? 2 : index));
  t.deepEqual(Array.from(trace.columns['class']), classes);
  t.is(trace.sizeColumn, 'bytes');
  t.deepEqual(
    Array.from(trace.columns['bytes']),
    classes.map((index) => [20_000, 300, 0][index]),
  );
  t.is(classes.filter((index) => index === 2).length, 299, 'a metronome of 10/s in 30 s, the first after 100 ms');
  t.is(trace.keys, undefined);
  t.false('waitNs' in trace.columns);
});

test('the seed and the duration are those of the scenario', async (t) => {
  const first = await traceOf(t, PLAIN);
  t.deepEqual(await traceOf(t, PLAIN), first);
  t.notDeepEqual((await traceOf(t, `seed: 2\n${PLAIN}`)).arrivalAt, first.arrivalAt);
  const short = await traceOf(t, PLAIN.replace('1m', '30s'));
  t.deepEqual(short.arrivalAt, first.arrivalAt.subarray(0, short.count));
  t.true(first.arrivalAt[short.count] >= 30e9);
});

test('more requests than a piece, and a request at a time beyond 32 bits, come back', async (t) => {
  const many = await traceOf(t, PLAIN.replace('100/s', '1000/s'));
  t.true(many.count > 50_000);
  const late = await traceOf(t, PLAIN.replace('1m', '2h').replace('rate: 100/s', 'rate: [[1h, 0/s], [2h, 1/s]]'));
  t.true(late.arrivalAt[0] > 3600e9);
});

test('a closed loop, and a scenario without requests, are refused', async (t) => {
  const closed = await load(PLAIN.replace(/arrivals: .*/, 'arrivals: {process: users, count: 3}'));
  const message =
    'clients shoppers: users wait for answers, so their requests cannot be known without a run; ' +
    'a trace takes open arrivals only (poisson, constant, gamma, trace)';
  t.throws(() => synthesize(closed.world, ''), { instanceOf: UserError, message });
  const none = await load(PLAIN.replace('rate: 100/s', 'rate: [[1m, 0/s], [2m, 1/s]]'));
  t.throws(() => synthesize(none.world, ''), { message: /^no request comes within its duration/ });
});
