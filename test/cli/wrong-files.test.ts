/** Scenario files that cannot be played: one clear message with its place, exit code 2, no stack trace. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { temporaryFolder } from '../records/files.ts';
import { PLAIN } from '../scenario/scenarios.ts';
import { commandLines } from './steelyard.ts';

const BOMB = ['a: &a [x, x, x, x, x, x, x, x, x]']
  .concat(
    Array.from('bcdefghij', (key, index) => `${key}: &${key} [${Array(9).fill(`*${'abcdefghi'[index]}`).join(', ')}]`),
  )
  .join('\n');

const KEYS = ':1:1: expected a scenario, with the keys duration, clients and servers at least';

/** Content of a file and what is said of it, behind its name. */
const WRONG: Record<string, [content: string | Uint8Array, said: string]> = {
  empty: ['', ': the file is empty; `steelyard init` writes one to begin with'],
  blank: [' \n# nothing\n', ': the file is empty; `steelyard init` writes one to begin with'],
  binary: [Uint8Array.from({ length: 300 }, (_, index) => index % 256), ': this is not a text file in UTF-8'],
  zeros: [new Uint8Array(1000), ': this is not a text file; a scenario is YAML'],
  bomb: [BOMB, ':1:1: too many aliases within aliases; write them out'],
  'a list': ['- duration: 1m\n', `${KEYS}; got a list of 1`],
  'a word': ['hello', `${KEYS}; got "hello"`],
  'no YAML': [
    'duration: [1m\nclients: {',
    ':2:1: not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
  ],
  'a tab': ['duration: 1m\n\tclients: x\n', ':2:1: indented by a tab; use spaces'],
  'a wrong key': [
    PLAIN.replace('demand:', 'demnad:'),
    ':5:5: clients.shoppers.demnad: unknown key; did you mean "demand"?',
  ],
  'a wrong unit': [
    PLAIN.replace('20ms', '20msec'),
    ':5:27: clients.shoppers.demand.exponential: unknown unit "msec"; expected a duration in ns, us, ms, s, m, h or d; got "20msec"',
  ],
  'a wrong type': [
    PLAIN.replace('count: 2', 'count: two'),
    ':7:16: servers.web.count: expected a whole number from 1 to 1,000,000; got "two"',
  ],
  'a negative number': [
    PLAIN.replace('cores: 2', 'cores: -2'),
    ':7:26: servers.web.cores: expected a whole number from 1 to 4,096; got -2',
  ],
  'an absurd number': [
    PLAIN.replace('count: 2', 'count: 1e12'),
    ':7:16: servers.web.count: expected a whole number from 1 to 1,000,000; got 1000000000000',
  ],
  'an absurd rate': [
    PLAIN.replace('100/s', '1e15/s'),
    ':4:40: clients.shoppers.arrivals.rate: expected a rate of at most 1,000,000,000/s; got "1e15/s"',
  ],
  'an unknown strategy': [
    PLAIN.replace('strategy: random', 'strategy: rondom'),
    ':9:13: balancer.strategy: unknown strategy "rondom"; did you mean "random"?',
  ],
  'an unknown parameter': [
    PLAIN.replace('strategy: random', 'strategy: {name: power-of-two, choises: 3}'),
    ':9:43: balancer.strategy.choises: power-of-two: unknown parameter "choises"; it takes choices, replacement',
  ],
  'an unknown server': [
    PLAIN.replace('strategy: random', 'strategy: random\n  pool: [wbe]'),
    ':10:10: balancer.pool.0: no group of servers is called "wbe"; there is web and balancer',
  ],
  'a missing trace': [
    PLAIN.replace('process: poisson, rate: 100/s', 'process: trace, file: ./no.trace'),
    ':4:38: clients.shoppers.arrivals.file: ./no.trace: no such file',
  ],
};

test('each gives one clear message', async (t) => {
  const folder = temporaryFolder(t);
  const names = Object.keys(WRONG);
  for (const name of names) writeFileSync(join(folder, name), WRONG[name][0]);
  const ends = await commandLines(names.map((name) => ['run', join(folder, name)]));
  for (const [index, name] of names.entries()) {
    t.deepEqual(ends[index], { code: 2, said: `${join(folder, name)}${WRONG[name][1]}\n` }, name);
  }
});

test('no file, and a folder', async (t) => {
  const folder = temporaryFolder(t);
  t.deepEqual(
    await commandLines([
      ['run', join(folder, 'none')],
      ['run', folder],
    ]),
    [
      { code: 2, said: `${folder}/none: no such file\n` },
      { code: 2, said: `${folder}: this is a directory; name a file\n` },
    ],
  );
});
