/** The three public traces beside the repository: see the README there for their sources and licences. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { readTraceFile, writeTraceFile } from '../../records/formats/trace-file.ts';
import { traceInfo } from '../../records/trace-info.ts';
import { fileOf, imported as readLog, temporaryFolder } from './files.ts';

const FOLDER = join(import.meta.dirname, '../../../shared/traces');

/** A test on one of the traces; without it the test passes and says that it was skipped. */
function traceTest(title: string, name: string, run: (t: ExecutionContext, path: string) => Promise<void>): void {
  test(title, async (t) => {
    const path = join(FOLDER, name);
    if (existsSync(path)) return run(t, path);
    t.log(`skipped: ../shared/traces/${name} is not there`);
    return t.pass();
  });
}

/** Imported plain and gzipped, written and read: always the same trace. */
async function importedAllWays(t: ExecutionContext, path: string, name: string) {
  const imported = await readLog(path);
  const zipped = await readLog(fileOf(t, readFileSync(path), `${name}.gz`));
  t.deepEqual({ ...zipped.trace, source: name }, imported.trace);
  const written = join(temporaryFolder(t), 'a.trace');
  await writeTraceFile(written, imported.trace);
  t.deepEqual(await readTraceFile(written), imported.trace);
  t.is(imported.badLines, 0);
  return { imported, info: traceInfo(imported.trace) };
}

const CONVERSATIONS = 'AzureLLMInferenceTrace_conv.csv';
traceTest('conversations: 19,366 requests, slightly bursty', CONVERSATIONS, async (t, path) => {
  const { imported, info } = await importedAllWays(t, path, CONVERSATIONS);
  t.is(info.requests, 19_366);
  t.is(Math.round(info.spanS), 3502);
  t.is(info.interarrivalScv!.toFixed(2), '1.20');
  t.is(imported.outOfOrder, 0);
  t.deepEqual(Object.keys(imported.trace.columns), ['ContextTokens', 'GeneratedTokens']);
  t.is(imported.trace.columns.GeneratedTokens.at(-1), 183, 'the last line has no line feed and counts');
});

const CODE = 'AzureLLMInferenceTrace_code.csv';
traceTest('code: 8,819 requests, very bursty', CODE, async (t, path) => {
  const { imported, info } = await importedAllWays(t, path, CODE);
  t.is(info.requests, 8819);
  t.is(Math.round(info.spanS), 3436);
  t.is(info.interarrivalScv!.toFixed(0), '173');
  t.is(imported.trace.startedAt, '2023-11-16T18:17:03.979960000Z');
  t.is(imported.trace.arrivalAt[1], 52_000_000);
});

const APACHE = 'elastic_apache_combined.log';
traceTest('combined log: 10,000 requests of 1,753 clients', APACHE, async (t, path) => {
  const { imported, info } = await importedAllWays(t, path, APACHE);
  t.is(imported.format, 'combined');
  t.is(info.requests, 10_000);
  t.is(info.addresses!.distinct, 1753);
  t.deepEqual(info.addresses!.top[0], { value: '66.249.73.135', requests: 482, share: 0.0482 });
  t.is(info.keys!.distinct, 1368);
  t.true(imported.outOfOrder > 0);
  t.true(imported.notes.includes('blank values of bytes, counted as 0: 669'));
  t.true(imported.notes.includes('lines with a broken end (referrer, agent), kept all the same: 1'));
});
