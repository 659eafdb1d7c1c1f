/** The keys that were used last, so many at most: a list from the newest to the oldest, and a hash table with chains to find a key. */
import { doubles, integers } from '../../kernel/cells.ts';

const NONE = -1;
/** 2^32 over the golden ratio, odd: keys that are neighbours go to buckets far apart. */
const SPREAD = 0x9e3779b1;

export interface LruKeys {
  /** Makes the key the newest, which throws out the oldest one where there is no room; true if it was there. O(1), no allocation. */
  readonly use: (key: number) => boolean;
  readonly clear: () => void;
}

/** Keys are whole numbers from 0. The memory for all `entries` is reserved at the start, and used as keys come. */
export function createLruKeys(entries: number): LruKeys {
  // As many buckets as entries, or twice as many.
  const bits = Math.max(1, 32 - Math.clz32(entries));
  const shift = 32 - bits;
  const firstOfBucket = integers(1 << bits).fill(NONE);
  const keys = doubles(entries);
  const nextOfBucket = integers(entries);
  const newer = integers(entries);
  const older = integers(entries);
  let count = 0;
  let newest = NONE;
  let oldest = NONE;

  function use(key: number): boolean {
    const found = find(key);
    if (found === NONE) {
      enter(key);
      return false;
    }
    if (found !== newest) {
      unlink(found);
      makeNewest(found);
    }
    return true;
  }

  function enter(key: number): void {
    const entry = count < entries ? count++ : throwOutOldest();
    const bucket = bucketOf(key);
    keys[entry] = key;
    nextOfBucket[entry] = firstOfBucket[bucket];
    firstOfBucket[bucket] = entry;
    makeNewest(entry);
  }

  /** The entry that is free now. */
  function throwOutOldest(): number {
    const entry = oldest;
    const bucket = bucketOf(keys[entry]);
    if (firstOfBucket[bucket] === entry) {
      firstOfBucket[bucket] = nextOfBucket[entry];
    } else {
      let before = firstOfBucket[bucket];
      while (nextOfBucket[before] !== entry) before = nextOfBucket[before];
      nextOfBucket[before] = nextOfBucket[entry];
    }
    unlink(entry);
    return entry;
  }

  function find(key: number): number {
    let entry = firstOfBucket[bucketOf(key)];
    while (entry !== NONE && keys[entry] !== key) entry = nextOfBucket[entry];
    return entry;
  }

  function bucketOf(key: number): number {
    return Math.imul(key, SPREAD) >>> shift;
  }

  function makeNewest(entry: number): void {
    newer[entry] = NONE;
    older[entry] = newest;
    if (newest === NONE) oldest = entry;
    else newer[newest] = entry;
    newest = entry;
  }

  function unlink(entry: number): void {
    const after = newer[entry];
    const before = older[entry];
    if (after === NONE) newest = before;
    else older[after] = before;
    if (before === NONE) oldest = after;
    else newer[before] = after;
  }

  function clear(): void {
    firstOfBucket.fill(NONE);
    count = 0;
    newest = NONE;
    oldest = NONE;
  }

  return { use, clear };
}
