import { readdir } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CommandModule } from 'yargs';
import { loadScenarioFile } from './files.ts';
import { glossary } from './text.ts';

interface Arguments {
  what: 'strategies' | 'scenarios';
}

/** `steelyard list`: what there is to play with. */
export const listCommand: CommandModule<object, Arguments> = {
  command: 'list <what>',
  describe: 'List the strategies, or the scenarios that come along',
  builder: (yargs) =>
    yargs.positional('what', {
      choices: ['strategies', 'scenarios'] as const,
      demandOption: true,
      describe: 'Of what',
    }),
  handler: async ({ what }) => {
    process.stdout.write(`${what === 'strategies' ? await listStrategies() : await listScenarios()}\n`);
  },
};

async function listStrategies(): Promise<string> {
  const { strategies } = await import('../strategies/index.ts');
  return glossary(strategies.map(({ name, summary }) => [name, summary]));
}

async function listScenarios(): Promise<string> {
  const folder = new URL('../scenarios/', import.meta.url);
  const names = (await readdir(folder)).filter((file) => file.endsWith('.yaml')).toSorted();
  const worlds = await Promise.all(
    names.map(async (file) => (await loadScenarioFile(fileURLToPath(new URL(file, folder)))).world),
  );
  const where = relative('', fileURLToPath(folder)) || '.';
  return `${glossary(worlds.map(({ name, summary }) => [name, summary]))}\n\nThe files are in ${where}/`;
}
