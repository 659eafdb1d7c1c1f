import { dirname, extname } from 'node:path';
import type { CommandModule } from 'yargs';
import { UserError } from '../records/user-error.ts';
import { checkFolders } from './output.ts';

interface Arguments {
  trace: string;
  format: 'text' | 'json';
  out: string | undefined;
}

/** `steelyard trace info`: what a trace is like. */
export const traceInfoCommand: CommandModule<object, Arguments> = {
  command: 'info <trace>',
  describe: 'Tell the rates, burstiness, sizes, addresses and keys of a trace',
  builder: (yargs) =>
    yargs
      .positional('trace', { type: 'string', demandOption: true, describe: 'A trace file' })
      .option('format', { choices: ['text', 'json'] as const, default: 'text' as const, describe: 'Of the output' })
      .option('out', {
        type: 'string',
        requiresArg: true,
        describe: 'Chart to draw, FILE.svg; or a folder for several',
      }),
  handler: async ({ trace: path, format, out }) => {
    const { readTraceFile } = await import('../records/formats/trace-file.ts');
    const { traceInfo } = await import('../records/trace-info.ts');
    const { traceInfoText } = await import('./trace-info-text.ts');
    const trace = await readTraceFile(path);
    const info = traceInfo(trace);
    process.stdout.write(format === 'json' ? `${JSON.stringify(info, null, 2)}\n` : traceInfoText(info));
    if (out === undefined) return;
    if (/^\.(png|jpe?g|gif|webp|pdf|html?)$/i.test(extname(out)))
      throw new UserError('a chart is drawn as SVG; name FILE.svg, or a folder for several', out);
    if (info.spanS === 0)
      throw new UserError('all its requests come at one instant, so there is nothing to draw', path);
    const { isPicture, writeTraceFiles } = await import('../reports/writers/trace-files.ts');
    await checkFolders(isPicture(out) ? dirname(out) : out, [path]);
    for (const file of await writeTraceFiles(out, trace, info)) process.stderr.write(`wrote ${file}\n`);
  },
};
