/** The text of a scenario file: YAML 1.2 as plain values, and where each of them stands. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, Node, Pair, YAMLError, YAMLMap } from 'yaml';
import { UserError } from '../../records/user-error.ts';
import type { Path } from './problems.ts';

const TOO_DEEP = 'nested too deep';
const MAX_LENGTH = 1_048_576;
/** Nodes and pairs around a node. */
const MAX_DEPTH = 100;

export interface Source {
  /** The file, as messages call it. */
  place: string;
  value: unknown;
  /** `file:line:column` of the value at `path`, of its key if `key`; of the nearest map or list around where there is none. */
  placeOf(path: Path, key?: boolean): string;
}

/** Reads the text of a scenario file. Throws a UserError for what is not YAML, and for YAML that no scenario needs. */
export function readSource(text: string, place: string): Source {
  if (text.includes('\0')) throw new UserError('this is not a text file; a scenario is YAML', place);
  if (text.length > MAX_LENGTH) throw new UserError('longer than 1 MiB, which no scenario is', place);
  const lines = new LineCounter();
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${place}:${line}:${col}`;
  };
  const document = shallow(place, () =>
    parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true, uniqueKeys: false, logLevel: 'error' }),
  );
  const [first] = [...document.errors, ...document.warnings];
  if (first !== undefined) throw new UserError(inWords(first), at(first.pos[0]));
  if (document.contents === null)
    throw new UserError('the file is empty; `steelyard init` writes one to begin with', place);
  shallow(place, () => refuseOddities(document, at));
  return {
    place,
    value: shallow(place, () => plainValue(document, at)),
    placeOf: (path, key = false) => at(offsetOf(document, path, key)),
  };
}

/** Runs `read`, which recurses as deep as the file is nested. */
function shallow<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw new UserError(TOO_DEEP, place);
    throw error;
  }
}

function plainValue(document: Document, at: (offset: number) => string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    if (error instanceof RangeError) throw error;
    // What the library finds only now: aliases to nothing, aliases that unfold beyond reason, and merges of what is no map.
    const { message } = error as Error;
    if (message.startsWith('Excessive alias'))
      throw new UserError('too many aliases within aliases; write them out', at(0));
    const alias = /^Unresolved alias.*: (.*)$/.exec(message)?.[1];
    if (alias !== undefined)
      throw new UserError(`no &${alias} stands before this *${alias}`, at(offsetOfAlias(document, alias)));
    throw new UserError('<<: expected a map, or a list of maps', at(0));
  }
}

function offsetOfAlias(document: Document, name: string): number {
  let offset = 0;
  visit(document, {
    Alias(_, alias) {
      if (alias.source !== name) return undefined;
      offset = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

function inWords({ code, message }: YAMLError): string {
  if (message.startsWith('Maximum call stack')) return TOO_DEEP;
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'indented by a tab; use spaces';
    case 'MULTIPLE_DOCS':
      return 'a second document begins here; a scenario is one, without ---';
    default:
      return `not YAML: ${message.split('\n')[0]?.replace(/[.:]?$/, '')}`;
  }
}

/** A scenario is not deep, and its keys are words: JavaScript has its own idea of `__proto__`, and of a map as a key. */
function refuseOddities(document: Document, at: (offset: number) => string): void {
  visit(document, {
    Pair(_, pair) {
      const key = pair.key as Node | null;
      if (isScalar(key) && key.value !== '__proto__' && isWord(key.value)) return;
      throw new UserError('expected a word as a key', at(key?.range?.[0] ?? 0));
    },
    Node(_, node, path) {
      if (path.length > MAX_DEPTH) throw new UserError(TOO_DEEP, at(node.range?.[0] ?? 0));
      if (isMap<Node>(node)) refuseTwins(node, at);
    },
  });
}

/** The library could say so itself, in a time that grows with the square of the number of keys. */
function refuseTwins({ items }: YAMLMap<Node>, at: (offset: number) => string): void {
  const seen = new Set<unknown>();
  for (const { key } of items) {
    const name = isScalar(key) ? key.value : key;
    if (seen.has(name)) throw new UserError('this key stands twice in the same map; keep one', at(key.range?.[0] ?? 0));
    seen.add(name);
  }
}

/** The merge key `<<` is read as a symbol. */
const isWord = (key: unknown): boolean => ['string', 'number', 'symbol'].includes(typeof key);

function offsetOf(document: Document, path: Path, key: boolean): number {
  let node = resolve(document, document.contents);
  let offset = node?.range?.[0] ?? 0;
  for (const [depth, step] of path.entries()) {
    const pair: Pair<Node, Node> | undefined = isMap(node) ? findPair(document, node, String(step)) : undefined;
    const value = pair?.value ?? (isSeq(node) ? (node.items[Number(step)] as Node | undefined) : undefined);
    if (pair === undefined && value === undefined) return offset;
    const wanted = (key && depth === path.length - 1) || value?.range === undefined ? pair?.key : value;
    offset = wanted?.range?.[0] ?? offset;
    node = resolve(document, value);
  }
  return offset;
}

const resolve = (document: Document, node: Node | undefined | null) => (isAlias(node) ? node.resolve(document) : node);

/** The pair of this key in the map itself, or in a map that `<<` merges into it. */
function findPair(document: Document, map: Node, name: string): Pair<Node, Node> | undefined {
  if (!isMap<Node, Node>(map)) return undefined;
  const own = map.items.find(({ key }) => isScalar(key) && String(key.value) === name);
  if (own !== undefined) return own;
  for (const { key, value } of map.items) {
    if (!isScalar(key) || typeof key.value !== 'symbol') continue;
    const merged = resolve(document, value);
    for (const source of isSeq<Node>(merged) ? merged.items : [merged]) {
      const found = findPair(document, resolve(document, source) as Node, name);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
