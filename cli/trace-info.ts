import type { CommandModule } from 'yargs';

interface Arguments {
  trace: string;
  format: 'text' | 'json';
}

/** `steelyard trace info`: what a trace is like. */
export const traceInfoCommand: CommandModule<object, Arguments> = {
  command: 'info <trace>',
  describe: 'Tell the rates, burstiness, sizes, addresses and keys of a trace',
  builder: (yargs) =>
    yargs
      .positional('trace', { type: 'string', demandOption: true, describe: 'A trace file' })
      .option('format', { choices: ['text', 'json'] as const, default: 'text' as const, describe: 'Of the output' }),
  handler: async ({ trace, format }) => {
    const { readTraceFile } = await import('../records/formats/trace-file.ts');
    const { traceInfo } = await import('../records/trace-info.ts');
    const { traceInfoText } = await import('./trace-info-text.ts');
    const info = traceInfo(await readTraceFile(trace));
    process.stdout.write(format === 'json' ? `${JSON.stringify(info, null, 2)}\n` : traceInfoText(info));
  },
};
