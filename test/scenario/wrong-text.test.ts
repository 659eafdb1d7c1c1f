/** What the author of a scenario reads whose text is no YAML, or YAML that no scenario needs. */
import test from 'ava';
import { PLAIN, wrong } from './scenarios.ts';

const many = (count: number, text: (i: number) => string) => Array.from({ length: count }, (_, i) => text(i)).join('');
const letter = (i: number) => String.fromCharCode(97 + i);
/** Each list holds the one before nine times. */
const BOMB = `a: &a [${many(9, () => 'lol,')}]\n${many(9, (i) => `${letter(i + 1)}: &${letter(i + 1)} [${many(9, () => `*${letter(i)},`)}]\n`)}`;

const CASES: [string, string, string][] = [
  ['empty', '', 'flash.yaml: the file is empty; `steelyard init` writes one to begin with'],
  ['only comments', '# later\n', 'flash.yaml: the file is empty; `steelyard init` writes one to begin with'],
  ['binary', 'GIF89a\0\0', 'flash.yaml: this is not a text file; a scenario is YAML'],
  ['far too long', `${PLAIN}#${'-'.repeat(1_100_000)}`, 'flash.yaml: longer than 1 MiB, which no scenario is'],
  [
    'prose',
    'Dear balancer\n',
    'flash.yaml:1:1: expected a scenario, with the keys duration, clients and servers at least; got "Dear balancer"',
  ],
  [
    'a list',
    '- a\n- b\n',
    'flash.yaml:1:1: expected a scenario, with the keys duration, clients and servers at least; got a list of 2',
  ],
  ['a tab', 'duration: 1m\nclients:\n\tshoppers: 1\n', 'flash.yaml:3:1: indented by a tab; use spaces'],
  ['a key twice', `${PLAIN}duration: 2m\n`, 'flash.yaml:10:1: this key stands twice in the same map; keep one'],
  [
    'two documents',
    `${PLAIN}---\n${PLAIN}`,
    'flash.yaml:10:1: a second document begins here; a scenario is one, without ---',
  ],
  ['aliases within aliases', BOMB, 'flash.yaml:1:1: too many aliases within aliases; write them out'],
  ['an alias to nothing', 'clients: *nobody\n', 'flash.yaml:1:10: no &nobody stands before this *nobody'],
  ['a merge of no map', `<<: 5\n${PLAIN}`, 'flash.yaml:1:1: <<: expected a map, or a list of maps'],
  ['a map as a key', `? [a, b]\n: 1\n${PLAIN}`, 'flash.yaml:1:3: expected a word as a key'],
  ['no key', `: 1\n${PLAIN}`, 'flash.yaml:1:1: expected a word as a key'],
  ['a key of JavaScript', PLAIN.replace('web:', '__proto__:'), 'flash.yaml:7:3: expected a word as a key'],
  [
    'more names than a scenario needs',
    PLAIN.replace('servers:', `servers:\n${many(1001, (i) => `  s${i}: {}\n`)}`),
    'flash.yaml:7:3: servers: expected a map of server groups with at most 1000',
  ],
  ['an unknown tag', PLAIN.replace('20ms', '!time 20ms'), 'flash.yaml:5:27: not YAML: Unresolved tag: !time'],
  [
    'an open bracket',
    PLAIN.replace('20ms}', '20ms'),
    'flash.yaml:6:1: not YAML: Flow map in block collection must be sufficiently indented and end with a }',
  ],
];

for (const [title, text, line] of CASES) {
  test(title, async (t) => {
    t.is(await wrong(text), line);
  });
}

test('nested without end, in whatever style', async (t) => {
  for (const text of ['['.repeat(200_000), `a: ${'{a: '.repeat(50_000)}`, many(1200, (i) => `${' '.repeat(i)}a:\n`)]) {
    t.regex(await wrong(text), /^flash\.yaml:\d+:\d+: nested too deep$/);
  }
});

test('a mistake in what was merged or aliased is shown where it stands', async (t) => {
  const aliased = PLAIN.replace('shoppers:', 'shoppers: &all').replace('servers:', '  others: *all\nservers:');
  t.is(
    await wrong(aliased.replace('20ms', '20')),
    await wrong(aliased.replace('20ms', '20').replace('*all', '{<<: *all}')),
  );
  t.is(await wrong(aliased), '');
});

test('at most twenty lines', async (t) => {
  const lines = (await wrong(PLAIN + many(30, (i) => `wrong${i}: 1\n`))).split('\n');
  t.is(lines.length, 21);
  t.is(lines.at(-1), '... and 10 more');
});
