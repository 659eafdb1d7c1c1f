/** Which words may come next on a command line: what the scripts of `steelyard completion` ask. */
import yargs, { type CommandModule } from 'yargs';
import { namedBy, nameOf, positionalsOf } from './commands.ts';
import type { Shell } from './completion.ts';

/** What a word may be. */
interface Answer {
  /** `list`: a comma may follow it. Files are known to the shell. */
  kind: 'words' | 'list' | 'files' | 'scenarios' | 'nothing';
  words: Word[];
}

/** A word, and what it means. */
type Word = [word: string, meaning: string];

const NOTHING: Answer = { kind: 'nothing', words: [] };

/** What values are, by the name of an option or positional; others, such as --seed, nobody can guess. */
const VALUES: Record<string, (typed: string) => Answer | Promise<Answer>> = {
  strategy: strategyList,
  strategies: strategyList,
  '<strategy>': strategyNames,
  '<files..>': () => ({ kind: 'scenarios', words: [] }),
  '<log>': () => ({ kind: 'files', words: [] }),
  '<trace>': () => ({ kind: 'files', words: [] }),
  '[file]': () => ({ kind: 'files', words: [] }),
  out: () => ({ kind: 'files', words: [] }),
  events: () => ({ kind: 'files', words: [] }),
};

/**
 * The answer as the shell's script reads it: the kind on the first line, a word on each other.
 * @param typed the words after `steelyard`, of which the last is the one to complete
 */
export async function complete(shell: Shell, typed: readonly string[]): Promise<string> {
  const words = shell === 'bash' ? rejoined(typed) : typed;
  const { kind, words: all } = await answer(words);
  const word = words.at(-1) ?? '';
  // Bash takes what is before the equals sign for a word of its own.
  const skipped = shell === 'bash' && word.startsWith('-') ? word.lastIndexOf('=') + 1 : 0;
  const lines = all.filter(([each]) => each.startsWith(word)).map((each) => lineOf(each, skipped, shell));
  return [kind, ...lines].map((line) => `${line}\n`).join('');
}

/** Bash parts words at the equals sign, which is a word then too. */
function rejoined(typed: readonly string[]): string[] {
  const words: string[] = [];
  let isJoined = false;
  for (const word of typed) {
    if ((word === '=' || isJoined) && words.length > 0) words[words.length - 1] += word;
    else words.push(word);
    isJoined = word === '=';
  }
  return words;
}

function lineOf([word, meaning]: Word, skipped: number, shell: Shell): string {
  if (shell === 'bash') return word.slice(skipped);
  return shell === 'zsh' ? `${word.replaceAll(':', String.raw`\:`)}:${meaning}` : `${word}\t${meaning}`;
}

async function answer(words: readonly string[]): Promise<Answer> {
  const before = words.slice(0, -1);
  const word = words.at(-1) ?? '';
  const { command, commands } = namedBy(before);
  const options = optionsOf(command);
  const [, name, value = ''] = /^--([\w-]+)=(.*)$/s.exec(word) ?? [];
  if (name !== undefined) return prefixed(`--${name}=`, await valuesOf(options.get(name), value));
  const last = options.get(before.at(-1)?.replace(/^--/, '') ?? '');
  if (last !== undefined && before.at(-1)!.startsWith('--') && last.takesValue) return await valuesOf(last, word);
  if (word.startsWith('-')) return { kind: 'words', words: optionWords(options, before) };
  if (commands.length > 0) {
    return { kind: 'words', words: commands.map((each) => [nameOf(each), String(each.describe)]) };
  }
  return command === undefined ? NOTHING : await positional(command, options, before, word);
}

interface Option {
  name: string;
  meaning: string;
  takesValue: boolean;
  isList: boolean;
  choices: readonly string[];
}

/** What yargs knows of the options and positionals of a command. Not in its types. */
interface Known {
  getOptions(): { key: Record<string, unknown>; boolean: string[]; array: string[]; choices: Record<string, string[]> };
  getInternalMethods(): { getUsageInstance(): { getDescriptions(): Record<string, string> } };
}

/** The options of a command by name; those of its positionals among them, as `<name>`. */
function optionsOf(command: CommandModule | undefined): Map<string, Option> {
  const parser = yargs([]).version('');
  if (command !== undefined && typeof command.builder === 'function') void command.builder(parser);
  const known = parser as unknown as Known;
  const { key, boolean, array, choices } = known.getOptions();
  const meanings = known.getInternalMethods().getUsageInstance().getDescriptions();
  const positionals = command === undefined ? [] : positionalsOf(command);
  return new Map(
    Object.keys(key).map((name) => {
      const shown = positionals.find((each) => each.replaceAll(/\W/g, '') === name) ?? name;
      const option: Option = {
        name: shown,
        meaning: (meanings[name] ?? '').replace('__yargsString__:', ''),
        takesValue: !boolean.includes(name),
        isList: array.includes(name),
        choices: choices[name] ?? [],
      };
      return [shown, option];
    }),
  );
}

function optionWords(options: Map<string, Option>, before: readonly string[]): Word[] {
  return [...options.values()]
    .filter(({ name, isList }) => /^\w/.test(name) && (isList || !before.includes(`--${name}`)))
    .map(({ name, meaning }) => [`--${name}`, meaning]);
}

async function positional(
  command: CommandModule,
  options: Map<string, Option>,
  before: readonly string[],
  word: string,
): Promise<Answer> {
  const all = positionalsOf(command);
  const given = before.filter((each, index) => !each.startsWith('-') && !isValue(options, before[index - 1]));
  const place = given.length - namedBy(before).words.length;
  const name = all[place] ?? all.find((each) => each.includes('..'));
  return name === undefined ? NOTHING : await valuesOf(options.get(name), word);
}

/** Whether the word after `option` is its value. */
function isValue(options: Map<string, Option>, option = ''): boolean {
  return option.startsWith('--') && options.get(option.slice(2))?.takesValue === true;
}

async function valuesOf(option: Option | undefined, typed: string): Promise<Answer> {
  if (option === undefined) return NOTHING;
  const { name, choices } = option;
  if (choices.length > 0) return { kind: 'words', words: choices.map((choice) => [choice, '']) };
  return (await VALUES[name]?.(typed)) ?? NOTHING;
}

async function strategyNames(): Promise<Answer> {
  const { strategies } = await import('../strategies/index.ts');
  return { kind: 'words', words: strategies.map(({ name, summary }) => [name, summary]) };
}

/** `A,B`: the names that may stand after the last comma; a file may too. */
async function strategyList(typed: string): Promise<Answer> {
  if (/^[./~]/.test(typed)) return { kind: 'files', words: [] };
  const before = typed.slice(0, typed.lastIndexOf(',') + 1);
  const { words } = await strategyNames();
  const others = words.filter(([name]) => !before.split(',').includes(name));
  return prefixed(before, { kind: 'list', words: others });
}

function prefixed(before: string, { kind, words }: Answer): Answer {
  return { kind, words: words.map(([word, meaning]) => [before + word, meaning]) };
}
