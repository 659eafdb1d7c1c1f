import { projectFiles } from '../tidiness/files.ts';

/** A fenced block of a document. */
export interface Block {
  language: string;
  text: string;
  /** Where it begins, such as `README.md:20`. */
  place: string;
}

export interface Document {
  path: string;
  text: string;
  blocks: Block[];
}

/** The documents that people read, in order of their paths. */
export function documents(): Document[] {
  return projectFiles(/^[^/]+\.md$|^docs\/.*\.md$/).map(({ path, text }) => ({
    path,
    text,
    blocks: blocksOf(path, text),
  }));
}

/** The fenced blocks of a document, in order. */
export function blocksOf(path: string, text: string): Block[] {
  return [...text.matchAll(/^```(\w*)[^\n]*\n(.*?)^```$/gms)].map(({ 1: language = '', 2: code = '', index }) => ({
    language,
    text: code,
    place: `${path}:${text.slice(0, index).split('\n').length}`,
  }));
}

/** The file that a block is, from a comment on its first line: `# shop.yaml` or `// mine.ts`. */
export const fileNameOf = ({ text }: Block): string | undefined => /^(?:#|\/\/) ([\w.-]+\.\w+)\n/.exec(text)?.[1];

/** A line of a shell block, and the code with which it should exit: 0, or as the comment `# exit code 1` says. */
export interface Command {
  line: string;
  exitCode: number;
}

/** The commands of a shell block. Those with a `<placeholder>` are for people only. */
export function commandsOf({ text }: Block): Command[] {
  return text
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '' && !/^#|<[a-z]+>/.test(line))
    .map((line) => ({ line, exitCode: Number(/ # exit code (\d+)$/.exec(line)?.[1] ?? 0) }));
}
