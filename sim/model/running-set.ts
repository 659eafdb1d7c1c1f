/**
 * The requests on a server's cores, by when they finish: a pairing heap through the slots' own links, so it needs no memory a
 * server and takes any number of requests. Order: `finish`, then the request's number. Insert O(1), remove O(log n) amortised.
 * M. Fredman, R. Sedgewick, D. Sleator, R. Tarjan, "The pairing heap", Algorithmica 1, 1986. A heap is named by its root slot.
 */
import { NO_SLOT, type Requests } from './requests.ts';

export interface RunningSet {
  /** The root after `slot` joined the heap `root` (NO_SLOT: empty). */
  insert(root: number, slot: number): number;
  /** The root after `slot` left the heap `root`. */
  remove(root: number, slot: number): number;
}

export function createRunningSet({ finish, number, child, placeLinks: { next, previous } }: Requests): RunningSet {
  function insert(root: number, slot: number): number {
    child[slot] = NO_SLOT;
    return root === NO_SLOT ? slot : meld(root, slot);
  }

  function remove(root: number, slot: number): number {
    const rest = child[slot] === NO_SLOT ? NO_SLOT : meldSiblings(child[slot]);
    if (slot === root) return rest;
    unlink(slot);
    return rest === NO_SLOT ? root : meld(root, rest);
  }

  /** Joins two roots: the later one becomes the first child of the other. */
  function meld(a: number, b: number): number {
    const isBFirst = finish[b] < finish[a] || (finish[b] === finish[a] && number[b] < number[a]);
    const parent = isBFirst ? b : a;
    const slot = isBFirst ? a : b;
    const sibling = child[parent];
    next[slot] = sibling;
    if (sibling !== NO_SLOT) previous[sibling] = slot;
    previous[slot] = parent;
    child[parent] = slot;
    return parent;
  }

  function unlink(slot: number): void {
    const before = previous[slot];
    const after = next[slot];
    if (child[before] === slot) child[before] = after;
    else next[before] = after;
    if (after !== NO_SLOT) previous[after] = before;
  }

  /** Melds a list of siblings in pairs, then the pairs from the last to the first. */
  function meldSiblings(first: number): number {
    let pairs = NO_SLOT;
    while (first !== NO_SLOT) {
      const second = next[first];
      const rest = second === NO_SLOT ? NO_SLOT : next[second];
      const pair = second === NO_SLOT ? first : meld(first, second);
      next[pair] = pairs;
      pairs = pair;
      first = rest;
    }
    let root = pairs;
    let pair = next[pairs];
    while (pair !== NO_SLOT) {
      const following = next[pair];
      root = meld(root, pair);
      pair = following;
    }
    return root;
  }

  return { insert, remove };
}
