/** How messages speak of values and names. */
import { closestMatch } from 'leven';
import { excerpt } from '../../records/excerpt.ts';

/** `a`, `a or b`, `a, b or c`. */
export function listOf(words: readonly string[], conjunction: 'or' | 'and'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${conjunction} ${words.at(-1)}`;
}

/** A value as a message shows it: short, on one line, strings in quotes. */
export function show(value: unknown): string {
  if (typeof value === 'string') return `"${excerpt(value, 40)}"`;
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'a map';
}

/** The same, a map with the names of its keys. */
export function showKeys(value: unknown): string {
  const word = show(value);
  if (word !== 'a map') return word;
  const keys = Object.keys(value as object);
  return keys.length === 0 ? 'an empty map' : `a map with ${excerpt(listOf(keys, 'and'), 100)}`;
}

/** How a hint at the right word begins. */
export const MEANT = 'did you mean';

/** `; did you mean "process"?` for a word that is near to one of the known ones; empty where none is. */
export function didYouMean(word: string, known: readonly string[]): string {
  // Two letters in the wrong order are two changes.
  const maxDistance = word.length < 5 ? 1 : Math.max(2, Math.floor(word.length / 3));
  const near = closestMatch(word.toLowerCase(), known, { maxDistance });
  return near === undefined ? '' : `; ${MEANT} "${near}"?`;
}

/** A name that stands for nothing, and those that there are. */
export function unknownName(what: string, name: string, known: readonly string[]): string {
  const some = known.length > 10 ? [...known.slice(0, 9), `${known.length - 9} more`] : known;
  const hint = didYouMean(name, known) || `; there is ${listOf(some, 'and') || 'none'}`;
  return `no ${what} is called "${name}"${hint}`;
}
