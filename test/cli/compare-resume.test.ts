/** A comparison that is interrupted, or killed, loses nothing that it computed. */
import { appendFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import test from 'ava';
import { temporaryFolder } from '../records/files.ts';
import { ended, start, startShell, steelyard } from './steelyard.ts';

const ARGS =
  'compare scenarios/steady.yaml --strategies random,power-of-two --replications 20 --format json --set duration=12s --set warmup=2s'.split(
    ' ',
  );

const linesOf = (path: string): string[] => (existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []);
const requestsIn = (said: string): number => Number(/^([\d,]+) requests in/m.exec(said)![1].replaceAll(',', ''));

/** Starts it, and ends it by a signal when the journal has some runs. */
async function interrupted(out: string, signal: NodeJS.Signals): ReturnType<typeof ended> {
  const child = start(...ARGS, '--out', out);
  const end = ended(child);
  const journal = join(out, 'journal.jsonl');
  while (linesOf(journal).length < 10 && child.exitCode === null) await setTimeout(5);
  child.kill(signal);
  return await end;
}

test('killed, and gone on with: the bytes of one that was never interrupted', async (t) => {
  const folder = temporaryFolder(t);
  const [whole, out] = [join(folder, 'whole'), join(folder, 'out')];
  const uninterrupted = await steelyard(...ARGS, '--out', whole);
  t.is(uninterrupted.code, 0, uninterrupted.stderr);

  const killed = await interrupted(out, 'SIGKILL');
  t.is(killed.signal, 'SIGKILL');
  t.false(existsSync(join(out, 'comparison.json')));
  const journal = join(out, 'journal.jsonl');
  const kept = linesOf(journal).length - 2;
  // As if the power had gone in the middle of a line.
  appendFileSync(journal, '{"variant":1,"se');

  const resumed = await steelyard(...ARGS, '--out', out, '--resume');
  t.is(resumed.code, 0, resumed.stderr);
  t.is(resumed.stdout, uninterrupted.stdout);
  for (const name of ['comparison.json', 'comparison.csv', 'comparison.md'])
    t.deepEqual(readFileSync(join(out, name)), readFileSync(join(whole, name)), name);
  t.false(existsSync(journal));
  t.deepEqual(
    readdirSync(out).filter((name) => name.startsWith('.')),
    [],
  );
  // What was kept was not played again.
  const share = requestsIn(resumed.stderr) / requestsIn(uninterrupted.stderr);
  t.true(kept >= 8 && Math.abs(share - (1 - kept / 40)) < 0.05, `${kept} kept, ${share} played`);
});

test('Ctrl-C says what is kept, and a journal of something else is refused', async (t) => {
  const out = join(temporaryFolder(t), 'out');
  const { code, stdout, stderr } = await interrupted(out, 'SIGINT');
  t.is(code, 130);
  t.is(stdout, '');
  t.regex(stderr, /^interrupted: \d+ runs are kept in .*journal\.jsonl; the same command with --resume goes on$/m);

  const other = await steelyard(...ARGS, '--out', out, '--resume', '--seed', '99');
  t.is(other.code, 2);
  t.regex(other.stderr, /journal\.jsonl: begun with another scenario, seed, strategy or variant; begin anew/);

  const journal = join(out, 'journal.jsonl');
  const [header, first, second] = linesOf(journal);
  const damages: [lines: string[], at: number][] = [
    [[header, first, second.slice(0, 20)], 3],
    [[header, first.replace(/"variant":\d/, '"variant":7'), second], 2],
    [[header, first.replace(/"p99":[^,]*,/, ''), second], 2],
    [[header, first, 'null'], 3],
    [['null', first], 1],
  ];
  for (const [lines, at] of damages) {
    writeFileSync(journal, `${lines.join('\n')}\n`);
    const damaged = await steelyard(...ARGS, '--out', out, '--resume');
    t.is(damaged.code, 2);
    t.is(damaged.stderr, `${journal}:${at}: damaged; begin anew, without --resume\n`);
  }
});

test('a disk that is full: what is done is kept, and gone on with when there is room', async (t) => {
  const folder = temporaryFolder(t);
  const [out, report] = [join(folder, 'out'), join(folder, 'report')];
  /** With no more than so many KiB in a file. */
  const limited = async (kib: number, to: string, ...more: string[]) => {
    const args = [...ARGS, '--out', to, ...more].join(' ');
    return await ended(startShell(`export NODE_DISABLE_COMPILE_CACHE=1; ulimit -f ${kib}; $STEELYARD ${args}`));
  };
  const [full, reportless] = await Promise.all([limited(6, out), limited(30, report)]);
  const remedy = (to: string): string =>
    `the runs that are done are kept in ${to}/journal.jsonl: when this is put right, the same command with --resume goes on`;
  const limit = 'no file may become so large (ulimit -f)';
  t.deepEqual([full.code, reportless.code], [2, 2]);
  t.is(full.stderr, `${out}/journal.jsonl: ${limit}; ${remedy(out)}\n`);
  const unwritten = `${report}: cannot write the report: ${limit}; choose another folder; ${remedy(report)}\n`;
  t.true(reportless.stderr.endsWith(unwritten), reportless.stderr);
  t.is(linesOf(join(report, 'journal.jsonl')).length, 42);
  const kept = linesOf(join(out, 'journal.jsonl')).length - 2;
  const [resumed, written] = await Promise.all(
    [out, report].map(async (to) => await steelyard(...ARGS, '--out', to, '--resume')),
  );
  t.deepEqual([resumed.code, resumed.stdout], [0, reportless.stdout]);
  t.is(written.code, 0);
  t.is(requestsIn(written.stderr), 0);
  t.true(kept >= 5 && requestsIn(resumed.stderr) < requestsIn(reportless.stderr), `${kept} kept`);
});

test('of two that write into one folder the second is refused, and the first goes on', async (t) => {
  const out = join(temporaryFolder(t), 'out');
  const child = start(...ARGS, '--out', out);
  const end = ended(child);
  const journal = join(out, 'journal.jsonl');
  while (linesOf(journal).length < 3 && child.exitCode === null) await setTimeout(5);
  t.teardown(() => child.kill('SIGKILL'));
  // It waits while the others are there.
  child.kill('SIGSTOP');
  const before = readFileSync(journal, 'utf8');
  const others = [await steelyard(...ARGS, '--out', out), await steelyard(...ARGS, '--out', out, '--resume')];
  t.is(readFileSync(journal, 'utf8'), before);
  child.kill('SIGCONT');
  const remedy = 'wait for it, or name another folder; if that is no steelyard, remove';
  for (const { code, stderr } of others) {
    t.is(code, 2);
    const said = `${out}: another run is writing here, process ${child.pid}; ${remedy} ${out}/.writing-${child.pid}\n`;
    t.is(stderr, said);
  }
  const { code, stderr } = await end;
  t.is(code, 0, stderr);
  t.deepEqual(
    readdirSync(out).filter((name) => name.startsWith('.')),
    [],
  );
});
