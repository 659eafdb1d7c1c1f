import { stat } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import type { CommandModule } from 'yargs';
import { excerpt } from '../records/excerpt.ts';
import type { ImportOptions, TraceImport } from '../records/formats/import-trace.ts';
import { FORMATS } from '../records/formats/log-format.ts';
import { untilInterrupted } from './interruption.ts';
import { wrap } from './text.ts';

interface Arguments extends ImportOptions {
  log: string;
  out: string;
}

const LONGEST_TEXT = 400;

/** `steelyard trace import`: from a log to a trace. */
export const traceImportCommand: CommandModule<object, Arguments> = {
  command: 'import <log>',
  describe: 'Make a trace of an access log or a table, plain or gzipped',
  builder: (yargs) =>
    yargs
      .positional('log', { type: 'string', demandOption: true, describe: 'The log to read' })
      .option('out', {
        type: 'string',
        demandOption: true,
        requiresArg: true,
        describe: 'The trace to write: FILE.trace',
      })
      .option('format', { choices: FORMATS, requiresArg: true, describe: 'Of the log; found if left out' })
      .option('time', { type: 'string', requiresArg: true, describe: 'The column that holds the times' })
      .option('size', { type: 'string', requiresArg: true, describe: 'The column with the bytes of the response' })
      .option('address', { type: 'string', requiresArg: true, describe: 'The column with the client addresses' })
      .option('key', { type: 'string', requiresArg: true, describe: 'The column with the paths' }),
  handler: importLog,
};

async function importLog({ log, out, format, time, size, address, key }: Arguments): Promise<void> {
  const { importTrace } = await import('../records/formats/import-trace.ts');
  const { checkTarget, writeTraceFile } = await import('../records/formats/trace-file.ts');
  // Lines live for a moment; V8 would give them 64 MB to be left behind in.
  setFlagsFromString('--semi-space-growth-factor=1');
  await checkTarget(out, log);
  await untilInterrupted(`${out} was not written`, async (signal) => {
    const imported = await importTrace(log, { format, time, size, address, key }, signal);
    describeImport(log, imported);
    await writeTraceFile(out, imported.trace, signal);
    say('', `wrote ${out}: ${imported.trace.count} requests, ${(await stat(out)).size} bytes`);
  });
}

/** Says what was taken for what, and what could not be read. */
function describeImport(log: string, imported: TraceImport): void {
  const { title, gzipped, unit, took, lines, badLines, firstBadLines, outOfOrder, notes, trace } = imported;
  say('', `${log}: ${title}${gzipped ? ', gzipped' : ''}, ${lines} ${unit}s`);
  for (const [role, from] of took) say(`  ${role.padEnd(8)} `, from);
  say('  columns  ', Object.keys(trace.columns).join(', ') || 'none');
  for (const note of notes) say('  note     ', note);
  if (outOfOrder > 0) say('  note     ', `${unit}s out of order, sorted by time: ${outOfOrder}`);
  if (badLines === 0) return;
  say(
    '',
    `${unit}s that could not be read, left out: ${badLines}${firstBadLines.length < badLines ? '; the first:' : ''}`,
  );
  for (const { line, reason, excerpt: text } of firstBadLines) {
    say('  ', `${unit} ${line}: ${reason}`);
    process.stderr.write(`    ${text}\n`);
  }
}

/** Writes to standard error: names in logs may hold anything, and must rule no terminal. */
function say(first: string, text: string): void {
  process.stderr.write(`${wrap(excerpt(text, LONGEST_TEXT), first)}\n`);
}
