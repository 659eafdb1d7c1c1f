import { relative } from 'node:path';
import type { CommandModule } from 'yargs';
import { LIBRARY_FOLDER, loadLibrary } from './library.ts';
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
  const groups = await loadLibrary();
  const width = Math.max(...groups.flatMap(({ scenarios }) => scenarios.map(({ world }) => world.name.length)));
  const texts = groups.map(({ title, scenarios }) => {
    const entries = scenarios.map(({ world }) => [`  ${world.name.padEnd(width)}`, world.summary] as const);
    return `${title}:\n${glossary(entries)}`;
  });
  return `${texts.join('\n\n')}\n\nThe files are in ${relative('', LIBRARY_FOLDER) || '.'}/`;
}
