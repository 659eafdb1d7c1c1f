import type { CommandModule } from 'yargs';

/** `steelyard schema`: the JSON Schema of scenario files. */
export const schemaCommand: CommandModule = {
  command: 'schema',
  describe: 'Print the JSON Schema of scenario files, from which editors complete',
  handler: async () => {
    const { scenarioJsonSchema } = await import('../sim/scenario/json-schema.ts');
    process.stdout.write(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
  },
};
