/** What the author of wrong health checks reads, and what without effect he is warned of. */
import test from 'ava';
import { load, PLAIN, wrong } from './scenarios.ts';

const SECOND = 1e9;
const worldOf = async (text: string) => (await load(text)).world;
const withHealth = (health: string, text = PLAIN) => `${text.trimEnd()}\n  health: ${health}\n`;

/** What is wrong, the health, and the line without the name of the file. */
const CASES: [string, string, string][] = [
  [
    'interval of 0',
    '{active: {every: 0s}}',
    '10:28: balancer.health.active.every: expected a duration of at least 1ms; got "0s"',
  ],
  [
    'timeout above the interval',
    '{active: {every: 1s, timeout: 2s}}',
    '10:41: balancer.health.active.timeout: expected at most 1s, which is `every`: a check ends before the next one',
  ],
  [
    'fall of 0',
    '{active: {fall: 0}}',
    '10:27: balancer.health.active.fall: expected a whole number from 1 to 1,000; got 0',
  ],
  [
    'unknown question',
    '{active: {asks: anser}}',
    '10:27: balancer.health.active.asks: expected connect or answer; got "anser"; did you mean "answer"?',
  ],
  [
    'passive without a rule',
    '{passive: {ejection: 5s}}',
    '10:12: balancer.health.passive: expected failures or errorRate; without either nothing is ejected',
  ],
  [
    'longest ejection below the first',
    '{passive: {failures: 5, ejection: 30s, maxEjection: 10s}}',
    '10:63: balancer.health.passive.maxEjection: expected at least 30s, which is the first `ejection`',
  ],
  [
    'nothing may be ejected',
    '{passive: {failures: 5, maxEjected: 0%}}',
    '10:47: balancer.health.passive.maxEjected: expected a share above 0%; got "0%"',
  ],
  [
    'no error rate',
    '{passive: {errorRate: {window: 5s}}}',
    '10:33: balancer.health.passive.errorRate.above: missing; expected a share such as 30%',
  ],
  ['panic', '{panic: 120%}', '10:19: balancer.health.panic: expected a share of at most 100%; got "120%"'],
];

for (const [title, health, line] of CASES) {
  test(title, async (t) => {
    t.is(await wrong(withHealth(health)), `flash.yaml:${line}`);
  });
}

const PRIORITIES = PLAIN.replace('balancer:', '  more: {priority: 1}\nbalancer:');

test('panic over priorities needs to know when the next one is not enough', async (t) => {
  t.is(
    await wrong(withHealth('{active: {}, panic: 50%}', PRIORITIES)),
    'flash.yaml:11:24: balancer.health.panic: not without overprovisioning in a pool of several priorities: it says when the next one is not enough',
  );
  t.is(await wrong(withHealth('{active: {}, panic: 50%, overprovisioning: 1.4}', PRIORITIES)), '');
});

test('keys without effect', async (t) => {
  const { warnings } = await worldOf(withHealth('{panic: 50%, slowStart: 5s, overprovisioning: 1.4}'));
  t.deepEqual(warnings, [
    'balancer: panic has no effect without active or passive health checks',
    'balancer: slowStart has no effect without active or passive health checks, since no server joins the pool',
    'balancer: overprovisioning has no effect on servers of one priority',
  ]);
});

test('a slow start has an effect on servers that join', async (t) => {
  const warnings = async (rest: string) => (await worldOf(`${withHealth('{slowStart: 5s}')}${rest}\n`)).warnings;
  t.deepEqual(await warnings('events: [{at: 10s, add: web}]'), []);
  t.deepEqual(await warnings('events: [{at: 10s, deploy: web}]'), []);
  t.deepEqual(await warnings('autoscaler: {web: {min: 1, max: 3, target: {cpu: 60%}}}'), []);
  t.is((await warnings('events: [{at: 10s, remove: web/0}]')).length, 1);
});

test('what is left out', async (t) => {
  const health = async (text: string) => (await worldOf(withHealth(text))).balancers[0].health;
  t.deepEqual(await health('{}'), { panic: 0, slowStart: 0 });
  t.deepEqual(await health('{active: {}, passive: {failures: 5, ejection: 400s}}'), {
    active: { every: 2 * SECOND, timeout: 2 * SECOND, fall: 3, rise: 2, asks: 'connect', jitter: 0 },
    passive: { failures: 5, ejection: 400 * SECOND, maxEjection: 400 * SECOND, maxEjected: 0.1 },
    panic: 0,
    slowStart: 0,
  });
});
