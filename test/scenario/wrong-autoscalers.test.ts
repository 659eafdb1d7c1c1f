/** What the author of a wrong `autoscaler:` reads. */
import test from 'ava';
import { PLAIN, wrong } from './scenarios.ts';

/** What is wrong, the keys of the autoscaler of web (line 11), and the lines without the name of the file. */
const CASES: [string, string, string[]][] = [
  ['nothing', '{min: 1, max: 9, target: {cpu: 60%}}', []],
  [
    'a minimum above the maximum',
    '{min: 10, max: 9, target: {cpu: 60%}}',
    ['11:14: autoscaler.web.min: expected at most max, which is 9; got 10'],
  ],
  [
    'an interval of 0',
    '{min: 1, max: 9, target: {cpu: 60%}, every: 0s}',
    ['11:52: autoscaler.web.every: expected a duration of at least 1ms; got "0s"'],
  ],
  [
    'no bounds',
    '{target: {cpu: 60%}}',
    [
      '11:8: autoscaler.web.min: missing; expected a number of servers, or `sizes`',
      '11:8: autoscaler.web.max: missing; expected a number of servers, or `sizes`',
    ],
  ],
  [
    'nothing to follow',
    '{min: 1, max: 9}',
    [
      '11:8: autoscaler.web.target: missing; expected target, steps or schedule to say how many servers there should be',
    ],
  ],
  [
    'target and steps',
    '{min: 1, max: 9, target: {cpu: 60%}, steps: {cpu: [{above: 70%, add: 1}]}}',
    ['11:45: autoscaler.web.steps: not together with target: it follows the one or the other'],
  ],
  [
    'two targets',
    '{min: 1, max: 9, target: {cpu: 60%, queued: 5}}',
    ['11:44: autoscaler.web.target.queued: unknown key; expected cpu'],
  ],
  [
    'more servers than the maximum at the start',
    '{min: 3, max: 9, target: {cpu: 60%}}',
    ['7:16: servers.web.count: expected from min to max, 3 to 9, as autoscaler.web says; got 2'],
  ],
  [
    'a schedule',
    '{min: 1, max: 9, schedule: [[0s, 2], [10s, 10], [10s, 3]]}',
    [
      '11:51: autoscaler.web.schedule.1.1: expected from min to max, 1 to 9; got 10',
      '11:57: autoscaler.web.schedule.2.0: expected a later time than the entry before',
    ],
  ],
  [
    'steps that meet',
    '{min: 1, max: 9, steps: {cpu: [{above: 50%, add: 1}, {below: 60%, remove: 1}]}}',
    ['11:69: autoscaler.web.steps.cpu.1.below: expected less than the least value from which servers are added'],
  ],
  [
    'a step in no direction',
    '{min: 1, max: 9, steps: {cpu: [{above: 50%, remove: 1}]}}',
    [
      '11:39: autoscaler.web.steps.cpu.0: expected {above: VALUE, add: 2} or {below: VALUE, remove: 1}; got a map with above and remove',
    ],
  ],
  [
    'a prediction of CPU',
    '{min: 1, max: 9, target: {cpu: 60%}, predict: oracle}',
    ['11:45: autoscaler.web.predict: needs target: {rate: RATE}, the rate that one server is for'],
  ],
  [
    'sizes without order',
    '{target: {cpu: 60%}, sizes: [{cores: 2}, {cores: 1}]}',
    ['11:57: autoscaler.web.sizes.1.cores: expected more than 2, the cores of the size before; got 1'],
  ],
  [
    'sizes without that of the group',
    '{target: {cpu: 60%}, sizes: [{cores: 1}, {cores: 4}]}',
    ['11:36: autoscaler.web.sizes: expected that of the group among them, 2 cores'],
  ],
  [
    'sizes and numbers',
    '{min: 1, target: {queued: 5}, sizes: [{cores: 2}, {cores: 4}]}',
    [
      '11:9: autoscaler.web.min: not together with sizes: it changes how many servers there are, or how large they are',
      '11:25: autoscaler.web.target: expected {cpu: SHARE}: other metrics do not tell which size is right',
    ],
  ],
  [
    'a target of no metric',
    '{min: 1, max: 9, target: {}}',
    [
      '11:33: autoscaler.web.target: expected {cpu: 60%}, {inFlight: 10}, {rate: 100/s} or {queued: 5}; got an empty map',
    ],
  ],
  [
    'a restart without sizes',
    '{min: 1, max: 9, target: {cpu: 60%}, restart: 30s}',
    ['11:45: autoscaler.web.restart: has no effect without sizes, which servers change by it'],
  ],
];

test('one core is no cores', async (t) => {
  const text = `${PLAIN.replace('cores: 2', 'cores: 1')}autoscaler: {web: {target: {cpu: 60%}, sizes: [{cores: 2}]}}\n`;
  t.regex(await wrong(text), /expected that of the group among them, 1 core$/);
});

for (const [title, keys, lines] of CASES) {
  test(title, async (t) => {
    const text = `${PLAIN}autoscaler:\n  web: ${keys}\n`;
    const expected = lines.map((line) => `flash.yaml:${line}`);
    t.deepEqual(
      (await wrong(text)).split('\n').filter((line) => line !== ''),
      expected,
    );
  });
}

test('a group that does not exist', async (t) => {
  const text = `${PLAIN}autoscaler:\n  wbe: {min: 1, max: 9, target: {cpu: 60%}}\n`;
  t.is(await wrong(text), 'flash.yaml:11:3: autoscaler.wbe: no group of servers is called "wbe"; there is web');
});

test('an oracle over users, whose rate nobody knows', async (t) => {
  const users = PLAIN.replace('{process: poisson, rate: 100/s}', '{process: users, count: 3}');
  const text = `${users}autoscaler:\n  web: {min: 1, max: 9, target: {rate: 10/s}, predict: {by: oracle}}\n`;
  const reason = 'an oracle knows arrivals with a rate, and clients shoppers have none (process: users)';
  t.is(await wrong(text), `flash.yaml:11:56: autoscaler.web.predict: ${reason}`);
});
