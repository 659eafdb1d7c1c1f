/** Wrong command lines: one clear line each, and exit code 2. */
import { existsSync } from 'node:fs';
import test from 'ava';
import { commandLines, steelyard } from './steelyard.ts';

const STEADY = 'scenarios/steady.yaml';
const FORMATS = 'expected text, json, csv or markdown';
const SEEDS = 'expected a whole number from 0 to 9,007,199,254,740,991';
const TWICE = 'given more than once; give it once';

const WRONG: [line: string[], said: string][] = [
  [[], 'name a command after `steelyard`: run, compare, check, list, explain, init, schema, trace or completion'],
  [['rnu', STEADY], 'unknown command "rnu"; did you mean "run"?'],
  [['chekc'], 'unknown command "chekc"; did you mean "check"?'],
  [
    ['frobnicate'],
    'unknown command "frobnicate"; there is run, compare, check, list, explain, init, schema, trace and completion',
  ],
  [['run'], '<files..> is missing; `steelyard run --help` tells what it takes'],
  [['check'], '<files..> is missing; `steelyard check --help` tells what it takes'],
  [['list'], '<what> is missing; `steelyard list --help` tells what it takes'],
  [['explain'], '<strategy> is missing; `steelyard explain --help` tells what it takes'],
  [['list', 'foo'], '<what>: expected strategies or scenarios; got "foo"'],
  [['list', 'scenario'], '<what>: expected strategies or scenarios; got "scenario"; did you mean "scenarios"?'],
  [['explain', 'random', 'more'], 'unexpected argument "more"; `steelyard explain --help` tells what it takes'],
  [['run', ''], '<files>: empty; a value must stand there'],
  [['run', '-'], '-: standard input is not read; name a file'],
  [['run', '--', '--x.yaml'], './--x.yaml: no such file'],
  [['-v'], 'unknown option -v; did you mean --version?'],
  [['run', '-o', 'x'], 'unknown option -o; did you mean --out?'],
  [['run', STEADY, '-s', 'random'], 'unknown option -s; did you mean --strategy, --seed or --set?'],
  [['run', STEADY, '--format'], '--format: a value must follow it'],
  [['completion'], '<shell> is missing; `steelyard completion --help` tells what it takes'],
  [['completion', 'powershell'], '<shell>: expected bash, zsh or fish; got "powershell"'],
  [['run', 'steady'], 'steady: no such file; did you mean scenarios/steady.yaml?'],
  [
    ['check', 'scenarios/flash_crowd.yml'],
    'scenarios/flash_crowd.yml: no such file; did you mean scenarios/flash-crowd.yaml?',
  ],
  [
    ['run', STEADY, '--strategy', 'random', 'ip-hash'],
    'ip-hash: no such file; strategies stand after --strategy, apart by commas',
  ],
  [['run', STEADY, '--strategy', './bin'], './bin: this is a directory; name a file'],
  [['trace'], 'name a command after `steelyard trace`: import, info, synth or fit'],
  [['trace', 'imprt', 'x'], 'unknown command "imprt"; did you mean "import"?'],
  [['trace', 'import'], '<log> is missing; `steelyard trace import --help` tells what it takes'],
  [['trace', 'import', 'x'], '--out is missing; `steelyard trace import --help` tells what it takes'],
  [['run', STEADY, '--stratgy', 'random'], 'unknown option --stratgy; did you mean --strategy?'],
  [['run', STEADY, '--otu=x'], 'unknown option --otu; did you mean --out?'],
  [['run', STEADY, '--frobnicate'], 'unknown option --frobnicate; `steelyard run --help` tells what it takes'],
  [['run', STEADY, '-n', '4'], 'unknown option -n; `steelyard run --help` tells what it takes'],
  [['run', STEADY, '--no-out'], 'unknown option --no-out; `steelyard run --help` tells what it takes'],
  [['run', STEADY, '--format', 'jsn'], `--format: ${FORMATS}; got "jsn"; did you mean "json"?`],
  [['run', STEADY, '--format=xml'], `--format: ${FORMATS}; got "xml"`],
  [['run', STEADY, '--set'], '--set: a value must follow it'],
  [['run', STEADY, '--out'], '--out: a value must follow it'],
  [['run', STEADY, '--out='], '--out: empty; a value must stand there'],
  [['run', STEADY, '--out', 'a', '--out', 'b'], `--out: ${TWICE}`],
  [['run', STEADY, '--strategy', 'random', '--strategy', 'prequal'], `--strategy: ${TWICE}`],
  [['run', STEADY, '--seed', '1', '--seed', '1'], `--seed: ${TWICE}`],
  [['run', STEADY, '--seed', 'abc'], `--seed: ${SEEDS}; got "abc"`],
  [['run', STEADY, '--seed', '-5'], `--seed: ${SEEDS}; got "-5"`],
  [['run', STEADY, '--seed', '1.5'], `--seed: ${SEEDS}; got "1.5"`],
  [['run', STEADY, '--seed', '1e3'], `--seed: ${SEEDS}; got "1e3"`],
  [['run', STEADY, '--seed', '9007199254740992'], `--seed: ${SEEDS}; got "9007199254740992"`],
  [['run', STEADY, '--seed', '-x'], '--seed: a value must follow it'],
  [['run', STEADY, '--replications', '0'], '--replications: expected a whole number from 1 to 10,000; got "0"'],
  [
    ['run', STEADY, '--seed', '9007199254740991', '--replications', '2'],
    '--replications: the seed is so large that there are not as many after it',
  ],
  [['run', STEADY, '--strategy', 'rondom'], '--strategy: unknown strategy "rondom"; did you mean "random"?'],
  [['run', STEADY, '--strategy', './nowhere.ts'], './nowhere.ts: no such file'],
  [
    ['run', STEADY, '--out', 'package.json'],
    'package.json: there can be no folder, because a file is there; choose another one',
  ],
  [
    ['run', STEADY, '--out', 'package.json/x'],
    'package.json/x: there can be no folder, because a file is there; choose another one',
  ],
  [['run', STEADY, STEADY, '--out', 'x'], 'x: two of the scenarios have one name'],
  [['run', STEADY, '--events', 'nowhere/x'], 'nowhere/x: no such folder'],
  [['init', 'nowhere/x.yaml'], 'nowhere/x.yaml: no such folder'],
  [['run', STEADY, '--events', STEADY], '--events: this is a scenario, which would be overwritten; name another file'],
];

test('each wrong command line is told in one line, and exit code 2', async (t) => {
  const ends = await commandLines(WRONG.map(([line]) => line));
  for (const [index, [line, said]] of WRONG.entries()) {
    t.deepEqual(ends[index], { code: 2, said: `${said}\n` }, line.join(' '));
  }
});

test('the process says it too, and nothing on standard output', async (t) => {
  t.deepEqual(await steelyard('run', 'nowhere.yaml', '--format', 'json'), {
    code: 2,
    signal: null,
    stdout: '',
    stderr: 'nowhere.yaml: no such file\n',
  });
});

test('a folder that not even the superuser can write is refused before the run', async (t) => {
  if (!existsSync('/proc/self')) return t.log('there is no /proc: skipped');
  t.deepEqual(await steelyard('run', STEADY, '--out', '/proc/x'), {
    code: 2,
    signal: null,
    stdout: '',
    stderr: '/proc/x: nothing can be written there (ENOENT); choose another folder\n',
  });
});

test('help is in English, fits 80 columns, and is no mistake', async (t) => {
  for (const line of [['--help'], ['run', '-h'], ['help', 'run'], ['trace', 'import', '--help'], ['--version']]) {
    const { code, stdout, stderr } = await steelyard(...line);
    t.deepEqual([code, stderr], [0, '']);
    for (const row of stdout.split('\n')) t.true(row.length <= 80, row);
  }
});
