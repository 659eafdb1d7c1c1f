/** A comparison that is interrupted, or killed, loses nothing that it computed. */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import test from 'ava';
import { temporaryFolder } from '../records/files.ts';
import { ended, start, steelyard } from './steelyard.ts';

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
  writeFileSync(journal, `${header}\n${first}\n${second.slice(0, 20)}\n`);
  const damaged = await steelyard(...ARGS, '--out', out, '--resume');
  t.is(damaged.code, 2);
  t.regex(damaged.stderr, /journal\.jsonl:3: damaged; begin anew, without --resume\n$/);
});
