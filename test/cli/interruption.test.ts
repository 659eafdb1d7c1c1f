/** Ctrl-C and its like: what is known so far, marked as partial, and whole files only. */
import { execFileSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import type { Report } from '../../reports/report.ts';
import { fileOf, temporaryFolder } from '../records/files.ts';
import { ended, start, startShell, steelyard } from './steelyard.ts';

/** A run that nobody waits for, and that says when it begins. */
const LONG = ['run', 'scenarios/steady.yaml', '--set', 'duration=9d', '--set', 'warmup=1s'];
const HERALD = `export default {
  name: 'herald',
  create: (pool) => (process.stderr.write('begun\\n'), { pick: ({ id }) => id % pool.size }),
};`;

const herald = (t: ExecutionContext): string => fileOf(t, HERALD, 'herald.ts');

/** Waits until it has said `text` on standard error so many times. */
async function heard(child: ChildProcess, text: string, times = 1): Promise<void> {
  let said = '';
  await new Promise<void>((resolve) => {
    child.stderr!.on('data', (chunk) => {
      said += chunk;
      if (said.split(text).length > times) resolve();
    });
    child.once('close', resolve);
  });
}

/** Each file of a report's folder is whole. */
function isWhole(t: ExecutionContext, folder: string): void {
  for (const name of readdirSync(folder)) {
    const text = readFileSync(join(folder, name), 'utf8');
    if (name.endsWith('.html')) t.regex(text, /<\/html>\n$/);
    if (name.endsWith('.svg')) t.regex(text, /<\/svg>\n$/);
    if (name.endsWith('.json')) t.notThrows(() => JSON.parse(text), name);
  }
}

test('Ctrl-C: the report so far, what was not begun, exit code 130', async (t) => {
  // Stories have strategies played one after the other.
  const events = join(temporaryFolder(t), 'events');
  const strategies = `${herald(t)},random`;
  const child = start(...LONG, 'scenarios/flash-crowd.yaml', '--strategy', strategies, '--events', events);
  const end = ended(child);
  await heard(child, 'begun');
  child.kill('SIGINT');
  const { code, stdout, stderr } = await end;
  t.is(code, 130);
  t.regex(stdout, /^herald \(partial\) +\d/m);
  t.regex(stdout, /\(partial\)\s+interrupted,\s+this\s+is\s+what\s+was\s+known\s+then/);
  t.regex(stdout, /^warning: interrupted: random was not begun$/m);
  t.regex(stdout, /conservation holds/);
  t.notRegex(stdout, /BROKEN|NaN|undefined/);
  t.is(stderr, 'begun\ninterrupted: what is reported was known then; not begun: random, scenarios/flash-crowd.yaml\n');
});

test('SIGTERM: JSON, page and stories of a part of the run are whole, exit code 143', async (t) => {
  const folder = temporaryFolder(t);
  const [out, events] = [join(folder, 'out'), join(folder, 'events')];
  // Many servers make short slices, and a short file of stories.
  const args = ['--set', 'servers.web.count=1000', '--format', 'json', '--out', out, '--events', events];
  const child = start(...LONG, '--strategy', herald(t), ...args);
  const end = ended(child);
  await heard(child, 'begun');
  child.kill('SIGTERM');
  const { code, stdout } = await end;
  t.is(code, 143);
  const { results } = JSON.parse(stdout) as Report;
  t.true(results[0].partial);
  t.like(results[0].checks, { conservation: true });
  t.true(results[0].requests.arrived > 0);
  t.is(readFileSync(join(out, 'report.json'), 'utf8'), stdout);
  t.regex(readFileSync(join(out, 'index.html'), 'utf8'), /herald \(partial\)/);
  isWhole(t, out);
  const stories = readFileSync(events, 'utf8');
  t.true(stories.endsWith('}\n'));
  const outcomes = stories
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { outcome: string | null }).outcome);
  t.true(outcomes.length >= results[0].requests.arrived);
  t.true(outcomes.includes('succeeded'));
});

test('a second Ctrl-C kills, and a folder holds no half of a file', async (t) => {
  const out = join(temporaryFolder(t), 'out');
  const child = start(...LONG, '--strategy', herald(t), '--out', out);
  const end = ended(child);
  await heard(child, 'begun');
  child.kill('SIGINT');
  // The report is printed, and its charts are being drawn.
  await heard(child, 'interrupted');
  child.kill('SIGINT');
  t.like(await end, { code: null, signal: 'SIGINT' });
  if (existsSync(out)) isWhole(t, out);
});

test('SIGKILL in the middle of a run leaves nothing behind', async (t) => {
  const out = join(temporaryFolder(t), 'out');
  const child = start(...LONG, '--strategy', herald(t), '--out', out);
  const end = ended(child);
  await heard(child, 'begun');
  child.kill('SIGKILL');
  t.like(await end, { code: null, signal: 'SIGKILL', stdout: '' });
  t.false(existsSync(out));
});

test('replications: those that were over count', async (t) => {
  const args = ['--set', 'duration=30m', '--replications', '99', '--strategy', herald(t), '--format', 'json'];
  const child = start(...LONG, ...args);
  const end = ended(child);
  await heard(child, 'begun', 2 * availableParallelism());
  child.kill('SIGINT');
  const { code, stdout } = await end;
  t.is(code, 130);
  const [{ replications, partial }] = (JSON.parse(stdout) as Report).results;
  t.true(partial);
  t.true(replications >= 1 && replications <= 2 * availableParallelism(), `${replications}`);
});

test('on a terminal Ctrl-C clears the bar', async (t) => {
  const child = startShell(`script -qec "$STEELYARD ${LONG.join(' ')} --strategy random" /dev/null`);
  const end = ended(child);
  // The bar is drawn.
  await new Promise((resolve) => {
    child.stdout!.on('data', (chunk) => String(chunk).includes('% random') && resolve(undefined));
    child.once('close', resolve);
  });
  child.stdin!.write('\u0003');
  const { code, stdout, stderr } = await end;
  if (stderr.includes('script: command not found')) return t.log('there is no `script` to make a terminal: skipped');
  t.is(code, 130);
  const report = stdout.slice(stdout.lastIndexOf('% random'));
  // The line is cleared and the cursor is back before the report begins.
  const begin = report.indexOf('steady');
  t.true(report.lastIndexOf('\u001B[2K', begin) > 0);
  t.true(report.lastIndexOf('\u001B[?25h', begin) > 0);
  t.regex(report, /\(partial\)/);
});

test('trace fit: a line, in the middle of its work', async (t) => {
  const folder = temporaryFolder(t);
  const [trace, pipe] = [join(folder, 'a.trace'), join(folder, 'pipe')];
  await steelyard('trace', 'synth', 'scenarios/steady.yaml', '--out', trace, '--set', 'duration=20m');
  execFileSync('mkfifo', [pipe]);
  const child = start('trace', 'fit', pipe, '--column', 'demandNs');
  const end = ended(child);
  // Ends when all of it is read, and the fit begins.
  await writeFile(pipe, readFileSync(trace));
  await setTimeout(300);
  child.kill('SIGINT');
  t.like(await end, { code: 130, stdout: '', stderr: 'interrupted: the scenario was not written\n' });
});
