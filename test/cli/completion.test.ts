/** Completion of command lines: what the shells are told, and what they make of it. */
import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { complete } from '../../cli/complete.ts';
import { COMMANDS, nameOf } from '../../cli/commands.ts';
import { SHELLS, type Shell } from '../../cli/completion.ts';
import { strategies } from '../../strategies/index.ts';
import { temporaryFolder } from '../records/files.ts';
import { BIN, ROOT, steelyard } from './steelyard.ts';

const STRATEGIES = strategies.map(({ name }) => name);

/** The kind of the answer, and its words. */
async function answer(...typed: string[]): Promise<string[]> {
  return (await complete('bash', typed)).trimEnd().split('\n');
}

test('commands, options, choices, strategies and files', async (t) => {
  t.deepEqual(await answer(''), ['words', ...COMMANDS.map(nameOf)]);
  t.deepEqual(await answer('tr'), ['words', 'trace']);
  t.deepEqual(await answer('trace', ''), ['words', 'import', 'info', 'synth', 'fit']);
  t.deepEqual(await answer('--'), ['words', '--help', '--version']);
  t.deepEqual(await answer('run', 'a.yaml', '--re'), ['words', '--replications']);
  t.deepEqual(await answer('list', ''), ['words', 'strategies', 'scenarios']);
  t.deepEqual(await answer('list', 'strategies', ''), ['nothing']);
  t.deepEqual(await answer('completion', 'f'), ['words', 'fish']);
  t.deepEqual(await answer('explain', ''), ['words', ...STRATEGIES]);
  t.deepEqual(await answer('explain', 'random', ''), ['nothing']);
  t.deepEqual(await answer('run', 'a.yaml', '--format', ''), ['words', 'text', 'json', 'csv', 'markdown']);
  t.deepEqual(await answer('trace', 'info', 'a.trace', '--format', ''), ['words', 'text', 'json']);
  t.deepEqual(await answer('run', 'a.yaml', '--seed', ''), ['nothing']);
  t.deepEqual(await answer('run', ''), ['scenarios']);
  t.deepEqual(await answer('run', '--format', 'json', '--seed', '1', ''), ['scenarios']);
  t.deepEqual(await answer('check', 'a.yaml', 'b'), ['scenarios']);
  t.deepEqual(await answer('trace', 'import', ''), ['files']);
  t.deepEqual(await answer('trace', 'import', 'a.log', ''), ['nothing']);
  t.deepEqual(await answer('run', 'a.yaml', '--out', 'x'), ['files']);
  t.deepEqual(await answer('nonsense', ''), await answer(''));
});

test('an option that stands there is not offered again, unless it may stand twice', async (t) => {
  const words = await answer('run', '--seed', '1', '--set', 'a=1', '--se');
  t.deepEqual(words, ['words', '--set']);
});

test('strategies: the names that are not yet in the list', async (t) => {
  const list = async (typed: string): Promise<string[]> => await answer('run', 'a.yaml', '--strategy', typed);
  t.deepEqual(await list(''), ['list', ...STRATEGIES]);
  t.deepEqual(await list('least-c'), ['list', 'least-connections']);
  t.deepEqual(await list('random,'), [
    'list',
    ...STRATEGIES.filter((name) => name !== 'random').map((name) => `random,${name}`),
  ]);
  t.deepEqual(await list('random,ip-hash,nginx'), ['list', 'random,ip-hash,nginx/round-robin']);
  t.deepEqual(await list('./mi'), ['files']);
});

test('an equals sign: bash makes three words of it, the others one', async (t) => {
  t.deepEqual(await answer('run', '--format', '=', 'js'), ['words', 'json']);
  t.deepEqual(await answer('run', '--format', '='), ['words', 'text', 'json', 'csv', 'markdown']);
  t.deepEqual(await answer('run', '--strategy', '=', 'random,ip'), ['list', 'random,ip-hash']);
  t.is(await complete('zsh', ['run', '--format=js']), 'words\n--format=json:\n');
  t.is(await complete('fish', ['run', '--format=js']), 'words\n--format=json\t\n');
});

test('help tells how to put each script to use', async (t) => {
  const { stdout } = await steelyard('completion', '--help');
  for (const shell of SHELLS) t.true(stdout.includes(`steelyard completion ${shell}`));
});

/** What a shell says to a script; undefined where the shell is not installed. */
function inShell(t: ExecutionContext, shell: Shell, script: string): string | undefined {
  if (spawnSync(shell, ['-c', 'true']).status !== 0) {
    t.log(`there is no ${shell}: skipped`);
    t.pass();
    return undefined;
  }
  const folder = temporaryFolder(t);
  const program = join(folder, 'steelyard');
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`);
  chmodSync(program, 0o755);
  const env = { ...process.env, PATH: folder + delimiter + process.env['PATH'], HOME: folder, TERM: 'dumb' };
  const quiet = shell === 'bash' ? ['--norc', '--noprofile'] : shell === 'zsh' ? ['-f'] : ['--no-config'];
  const { stdout, stderr } = spawnSync(shell, [...quiet, '-c', script], {
    cwd: ROOT,
    env,
    encoding: 'utf8',
    timeout: 120_000,
  });
  return stdout + stderr;
}

test('in bash', (t) => {
  const said = inShell(
    t,
    'bash',
    `source <(steelyard completion bash)
     compopt() { echo "compopt $*"; }
     # try WORDS...: the last is the one to complete
     try() { COMP_WORDS=(steelyard "$@") COMP_CWORD=$# COMPREPLY=(); _steelyard steelyard; echo "\${COMPREPLY[*]}"; }
     complete -p steelyard
     try exp; try run scenarios/stea; try run scenar; try run x --strategy random,least-r
     try run x --format = j; try run x --format =; try explain haproxy/l; try run x --out package.js; try run x --seed ''`,
  );
  if (said === undefined) return;
  t.deepEqual(said.trimEnd().split('\n'), [
    'complete -F _steelyard steelyard',
    'explain',
    'compopt -o filenames',
    'scenarios/steady.yaml',
    'compopt -o filenames',
    'scenarios',
    'compopt -o nospace',
    'random,least-response-time',
    'json',
    'text json csv markdown',
    'haproxy/leastconn',
    'compopt -o filenames',
    'package.json',
  ]);
});

test('in zsh', (t) => {
  // A terminal in which somebody types: only then does zsh complete.
  const said = inShell(
    t,
    'zsh',
    `zmodload zsh/zpty || exit
     zpty typed zsh -f -i
     zpty -w typed 'PS1=; autoload -Uz compinit; compinit -u -D; source <(steelyard completion zsh); print re""ady'
     zpty -r typed answer '*ready*'
     # try TYPED EXPECTED
     try() { zpty -w -n typed "$1"$'\\t'; zpty -r typed answer "*$2*" && print -r -- "$2"; zpty -w -n typed $'\\x15'; }
     try 'steelyard exp' 'steelyard explain '
     try 'steelyard run scenarios/stea' 'scenarios/steady.yaml '
     try 'steelyard run x --strategy random,least-r' 'random,least-response-time'
     try 'steelyard run x --format=j' '--format=json '
     try 'steelyard explain haproxy/l' 'haproxy/leastconn '
     try 'steelyard run x --repl' '--replications '
     zpty -d typed`,
  );
  if (said === undefined) return;
  t.deepEqual(said.trimEnd().split('\n'), [
    'steelyard explain ',
    'scenarios/steady.yaml ',
    'random,least-response-time',
    '--format=json ',
    'haproxy/leastconn ',
    '--replications',
  ]);
});

test('in fish', (t) => {
  const said = inShell(
    t,
    'fish',
    `steelyard completion fish | source
     for line in exp 'run scenarios/stea' 'run scenar' 'run x --strategy random,least-r' 'run x --format=j' 'run x --format '
       complete -C "steelyard $line"
     end`,
  );
  if (said === undefined) return;
  t.deepEqual(
    said
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t')[0]),
    [
      'explain',
      'scenarios/steady.yaml',
      'scenarios/',
      'random,least-response-time',
      '--format=json',
      'text',
      'json',
      'csv',
      'markdown',
    ],
  );
});
