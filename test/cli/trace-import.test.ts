import { execFileSync } from 'node:child_process';
import { createWriteStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { fileOf, temporaryFolder } from '../records/files.ts';
import { ended, start, steelyard } from './steelyard.ts';

const LINE = '10.0.0.1 - - [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 200 5 "-" "agent"\n';

function narrow(t: ExecutionContext, text: string): void {
  for (const line of text.split('\n')) t.true(line.length <= 80, line);
}

test('a log is imported, and what was taken is said on standard error', async (t) => {
  const log = fileOf(t, `${LINE}bad\n${LINE.replace('10:05:03', '10:05:04')}`, 'a.log');
  const out = join(temporaryFolder(t), 'a.trace');
  const { code, stdout, stderr } = await steelyard('trace', 'import', log, '--out', out);
  t.is(code, 0);
  t.is(stdout, '');
  const said = stderr
    .replaceAll(log, 'a.log')
    .replaceAll(out, 'a.trace')
    .replace(/\d+ bytes\n/, 'N bytes\n');
  t.is(
    said,
    `a.log: an access log (combined), 3 lines
  time     time, like 17/May/2015:10:05:03 +0000
  size     bytes
  address  client
  key      request
  columns  bytes, status
  note     times are whole seconds: requests of one second arrive at one instant
lines that could not be read, left out: 1
  line 2: not a line of the combined format
    bad
wrote a.trace: 2 requests, N bytes
`,
  );
  narrow(t, said);

  const text = await steelyard('trace', 'info', out);
  t.is(text.code, 0);
  t.is(text.stderr, '');
  narrow(t, text.stdout);
  t.regex(text.stdout, /^requests +2$/m);
  t.regex(text.stdout, /^mean rate +1\/s$/m);
  const json = await steelyard('trace', 'info', out, '--format', 'json');
  t.like(JSON.parse(json.stdout), { source: 'a.log', requests: 2, spanS: 1 });
});

test('long and hostile names stay within 80 columns and rule no terminal', async (t) => {
  const name = `n\u001B[31m${'ame'.repeat(40)}`;
  const path = `/\u001B]0;title\u0007${'x'.repeat(200)}`;
  const log = fileOf(t, `time,${name},path\n1,123456789012345678,${path}\n2,5,${path}\n`, 'a.csv');
  const out = join(temporaryFolder(t), 'a.trace');
  const imported = await steelyard('trace', 'import', log, '--out', out);
  t.is(imported.code, 0);
  const { stdout } = await steelyard('trace', 'info', out);
  narrow(t, stdout);
  t.false((imported.stderr + stdout).includes('\u001B'));
});

test('flags reach the import, and what is wrong is one line', async (t) => {
  const log = fileOf(t, 'a,b,c\n1,2,3\n2,4,5\n', 'a.csv');
  const out = join(temporaryFolder(t), 'a.trace');
  t.is((await steelyard('trace', 'import', log, '--out', out, '--time', 'a', '--size', 'c')).code, 0);
  const twice = await steelyard('trace', 'import', log, '--out', out, '--time', 'a', '--time', 'b');
  t.is(twice.stderr, '--time: given more than once; give it once\n');
  const itself = await steelyard('trace', 'import', log, '--out', log);
  t.is(itself.stderr, `${log}: this is the input itself; give the trace another name\n`);
  const raw = await steelyard('trace', 'info', log);
  t.regex(raw.stderr, /^.*a\.csv: not a trace file; make one .*\n$/);
});

test('Ctrl-C while importing leaves nothing', async (t) => {
  const folder = temporaryFolder(t);
  const log = join(folder, 'a.log');
  const out = join(folder, 'a.trace');
  execFileSync('mkfifo', [log]);
  const child = start('trace', 'import', log, '--out', out);
  const end = ended(child);
  // A pipe opens for writing when the import opens it for reading, and this one never ends by itself.
  const pipe = createWriteStream(log);
  pipe.once('open', () => {
    Readable.from(endlessLog()).pipe(pipe);
    child.kill('SIGINT');
  });
  pipe.on('error', (error: NodeJS.ErrnoException) => t.is(error.code, 'EPIPE'));
  const { code, stderr } = await end;
  t.is(code, 130);
  t.is(stderr, `interrupted: ${out} was not written\n`);
  t.deepEqual(readdirSync(folder), ['a.log']);
});

function* endlessLog(): Generator<string> {
  for (;;) yield LINE.repeat(1000);
}
