/**
 * The requests on a server's cores, by when they finish: a pairing heap through the slots' own links, so it needs no memory a
 * server and takes any number of requests. Order: `finish`, then the request's number. Insert O(1), remove O(log n) amortised.
 * M. Fredman, R. Sedgewick, D. Sleator, R. Tarjan, "The pairing heap", Algorithmica 1, 1986. A heap is named by its root slot.
 */
import { type Requests, ROW } from '../requests/requests.ts';

const { DOUBLES, INTEGERS, FINISH, NUMBER, NEXT, PREVIOUS, CHILD, NO_SLOT } = ROW;

export interface RunningSet {
  /** The root after `slot` joined the heap `root` (NO_SLOT: empty). */
  readonly insert: (root: number, slot: number) => number;
  /** The root after `slot` left the heap `root`. */
  readonly remove: (root: number, slot: number) => number;
}

export function createRunningSet({ doubles, integers }: Requests): RunningSet {
  function insert(root: number, slot: number): number {
    integers[(slot << INTEGERS) | CHILD] = NO_SLOT;
    return root === NO_SLOT ? slot : meld(root, slot);
  }

  function remove(root: number, slot: number): number {
    const rest =
      integers[(slot << INTEGERS) | CHILD] === NO_SLOT ? NO_SLOT : meldSiblings(integers[(slot << INTEGERS) | CHILD]);
    if (slot === root) return rest;
    unlink(slot);
    return rest === NO_SLOT ? root : meld(root, rest);
  }

  /** Joins two roots: the later one becomes the first child of the other. */
  function meld(a: number, b: number): number {
    const isBFirst =
      doubles[(b << DOUBLES) | FINISH] < doubles[(a << DOUBLES) | FINISH] ||
      (doubles[(b << DOUBLES) | FINISH] === doubles[(a << DOUBLES) | FINISH] &&
        integers[(b << INTEGERS) | NUMBER] < integers[(a << INTEGERS) | NUMBER]);
    const parent = isBFirst ? b : a;
    const slot = isBFirst ? a : b;
    const sibling = integers[(parent << INTEGERS) | CHILD];
    integers[(slot << INTEGERS) | NEXT] = sibling;
    if (sibling !== NO_SLOT) integers[(sibling << INTEGERS) | PREVIOUS] = slot;
    integers[(slot << INTEGERS) | PREVIOUS] = parent;
    integers[(parent << INTEGERS) | CHILD] = slot;
    return parent;
  }

  function unlink(slot: number): void {
    const before = integers[(slot << INTEGERS) | PREVIOUS];
    const after = integers[(slot << INTEGERS) | NEXT];
    if (integers[(before << INTEGERS) | CHILD] === slot) integers[(before << INTEGERS) | CHILD] = after;
    else integers[(before << INTEGERS) | NEXT] = after;
    if (after !== NO_SLOT) integers[(after << INTEGERS) | PREVIOUS] = before;
  }

  /** Melds a list of siblings in pairs, then the pairs from the last to the first. */
  function meldSiblings(first: number): number {
    let pairs = NO_SLOT;
    while (first !== NO_SLOT) {
      const second = integers[(first << INTEGERS) | NEXT];
      const rest = second === NO_SLOT ? NO_SLOT : integers[(second << INTEGERS) | NEXT];
      const pair = second === NO_SLOT ? first : meld(first, second);
      integers[(pair << INTEGERS) | NEXT] = pairs;
      pairs = pair;
      first = rest;
    }
    let root = pairs;
    let pair = integers[(pairs << INTEGERS) | NEXT];
    while (pair !== NO_SLOT) {
      const following = integers[(pair << INTEGERS) | NEXT];
      root = meld(root, pair);
      pair = following;
    }
    return root;
  }

  return { insert, remove };
}
