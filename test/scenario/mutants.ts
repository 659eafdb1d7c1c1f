/** Valid scenarios, changed at random: what a scenario of a hurried author may look like. */
import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { parse, stringify } from 'yaml';
import type { Model } from '../../sim/model/model.ts';
import { filesOf, traceOf } from './scenarios.ts';

const FOLDER = new URL('../../scenarios/', import.meta.url);

/** The scenarios that come along, by file name. */
export const LIBRARY: ReadonlyMap<string, string> = new Map(
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => [name, readFileSync(new URL(name, FOLDER), 'utf8')]),
);

/** Keys that the library does not use. */
const RARE = `duration: 20s
drain: 5s
clients:
  replay:
    arrivals: {process: trace, file: t.trace, speed: 2x}
    demand: {column: size, perUnit: 1ms, base: 1ms}
    wait: {empirical: waits.txt}
    keys: {count: 100, zipf: 0.9}
    class: reads
    via: front
    afterTimeout: cancel
    timeout: 500ms
  steady:
    arrivals: {process: constant, rate: 5/s}
    demand: {uniform: [1ms, 2ms]}
    bytes: {in: 1KiB, out: 20KiB}
servers:
  web:
    count: 3
    memory: 1GiB
    whenMemoryIsFull: {swap: 4x}
    queue: 10
    concurrency: 4
    scalability: {contention: 0.05, coherency: 0.001}
    cores: 4
    priority: 1
  spare: {backup: true}
autoscaler:
  web:
    min: 1
    max: 5
    every: 2s
    sample: 1s
    average: 4s
    delay: 1s
    target: {rate: 4/s}
    predict: {by: holt-winters, season: 5s, ahead: 1s}
    schedule: [[0s, 2], [9s, 4]]
    stabilization: {out: 1s, in: 4s}
    policies: {out: {select: min, allow: [{servers: 1, per: 2s}, {share: 50%, per: 4s}]}}
    cooldown: {in: 3s}
    boot: 1s
    warmup: {for: 2s, speed: 0.5}
    drain: 1s
  spare: {target: {cpu: 60%}, tolerance: 5%, sizes: [{cores: 1}, {cores: 2, memory: 4GiB}], restart: 1s}
balancers:
  front:
    pool: [web, spare]
    cost: 100us
    capacity: 1000/s
    queue: 10
    price: 1
    strategy: round-robin
    health:
      active: {every: 1s, timeout: 500ms, fall: 2, rise: 3, asks: answer, jitter: 10%}
      passive: {failures: 5, errorRate: {above: 30%, window: 5s, minimum: 5}, ejection: 5s, maxEjection: 20s, maxEjected: 50%}
      panic: 40%
      overprovisioning: 1.4
      slowStart: 5s
`;

/** What the scenarios of mutants may read. */
export const FILES = filesOf(
  { 'waits.txt': '1ms\n2ms # slow\n' },
  { 't.trace': traceOf([0, 1e9, 2e9, 9e9], { size: [1, 2, 3, 4], bytes: [0, 0, 0, 0] }) },
);

const ODD = [
  [null, true, '', ' ', 0, -1, 0.5, 7, 4097, 1e21, 1e300, NaN, Infinity, [], {}, [1], { a: 1 }, [[]]],
  ['x', '20ms', '0s', '-5s', '1e400s', '1e-400s', '3', '300/s', '0/s', '1e9/s', '99999d', '50%', '200%', '8MiB', '2x'],
  ['web', 'random', 'power-of-two', 'cancel', 'users', 't.trace', 'p99 < 1s', '__proto__', 'constructor', 'toString'],
  ['🙂', 'a'.repeat(200), '20ms\n30ms', '\u0007', { exponential: '1s' }, ['1s', '2s'], [['0s', '5/s']], '1e30TiB'],
].flat();

type Tree = Record<string, unknown>;

/** Every key in the tree: the map or list that it stands in, and its name. */
function keysOf(tree: unknown): [Tree, string][] {
  if (typeof tree !== 'object' || tree === null) return [];
  const own = Object.keys(tree).map((key): [Tree, string] => [tree as Tree, key]);
  return [...own, ...Object.values(tree).flatMap(keysOf)];
}

/** Also for names such as `__proto__`. */
function put(parent: Tree, key: string, value: unknown): void {
  if (Array.isArray(parent)) parent[Number(key) || 0] = value;
  else Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
}

const STEPS = {
  delete: (parent: Tree, key: string) => (Array.isArray(parent) ? parent.splice(Number(key), 1) : delete parent[key]),
  replace: put,
  rename: (parent: Tree, key: string) => {
    const value = parent[key];
    STEPS.delete(parent, key);
    put(parent, `${key.slice(0, 1)}${key.slice(2)}`, value);
  },
  add: (parent: Tree, key: string, odd: unknown) => put(parent, typeof odd === 'string' ? odd : `${key}s`, odd),
  copy: (parent: Tree, key: string, _: unknown, other: unknown) => put(parent, key, structuredClone(other)),
};

/** The text of a mutant: one to three changes to a valid scenario. */
export const mutant: fc.Arbitrary<string> = fc
  .record({
    text: fc.constantFrom(RARE, ...LIBRARY.values()),
    steps: fc.array(
      fc.record({
        step: fc.constantFrom(...Object.values(STEPS)),
        at: fc.nat(),
        other: fc.nat(),
        odd: fc.constantFrom(...ODD),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  })
  .map(({ text, steps }) => {
    const tree = parse(text) as Tree;
    for (const { step, at, other, odd } of steps) {
      const keys = keysOf(tree);
      const [parent, key] = keys[at % keys.length] ?? [tree, 'name'];
      const [from, name] = keys[other % keys.length] ?? [tree, 'name'];
      step(parent, key, structuredClone(odd), from[name]);
    }
    return stringify(tree);
  });

const LIMITS = [
  'memory',
  'concurrency',
  'queue',
  'capacity',
  'timeout',
  'backoff.max',
  'passive.failures',
  'perServer',
  'inFlight',
  'connections.requests',
  'lifetime',
  'idle',
  'drain',
  'lasts.value',
];

/** Paths of the numbers in a model that no run could use; those of limits may be Infinity. */
export function oddNumbers(value: unknown, path = 'model'): string[] {
  if (typeof value === 'number') {
    const isLimit = LIMITS.some((limit) => path.endsWith(`.${limit}`));
    return Number.isFinite(value) || (isLimit && value === Infinity) ? [] : [`${path} is ${value}`];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => oddNumbers(inner, `${path}.${key}`));
}

/** Times that every run counts with, and that must be whole. */
export const wholeTimes = ({ duration, warmup, drain }: Model): boolean =>
  [duration, warmup, drain].every((time) => Number.isSafeInteger(time) && time >= 0) && warmup < duration;
