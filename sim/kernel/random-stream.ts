/**
 * Named random streams: xoshiro128++ (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021), seeded
 * by seedrandom from the run's seed and the stream's name, drawn in blocks. Streams of other names are independent, so adding a
 * purpose never shifts the draws of another.
 */
import seedrandom from 'seedrandom';
import type { Random } from '../../strategies/strategy.ts';
import { integers } from './cells.ts';

const BLOCK = 256;
const TWO_TO_32 = 4294967296;
const TWO_TO_26 = 67108864;
const TWO_TO_53 = 9007199254740992;

export interface RandomStream extends Random {
  /** Starts the sequence that the four words determine. */
  readonly seed: (a: number, b: number, c: number, d: number) => void;
  /** Fills the array with the next words of the generator, past the ones that `uint32` has in store. */
  readonly fillWords: (words: Uint32Array) => void;
}

/** A stream yet to be seeded. `blockLength` words are made at a time; a short block suits a stream that is reseeded often. */
export function createStream(blockLength: number = BLOCK): RandomStream {
  const state = integers(4);
  const block = new Uint32Array(blockLength);
  const next = integers(1).fill(blockLength);

  function seed(a: number, b: number, c: number, d: number): void {
    state[0] = a;
    state[1] = b;
    state[2] = c;
    state[3] = (a | b | c | d) === 0 ? 1 : d;
    next[0] = blockLength;
  }

  function fillWords(words: Uint32Array): void {
    let s0 = state[0];
    let s1 = state[1];
    let s2 = state[2];
    let s3 = state[3];
    for (let i = 0; i < words.length; i++) {
      const sum = (s0 + s3) | 0;
      words[i] = (((sum << 7) | (sum >>> 25)) + s0) | 0;
      const shifted = s1 << 9;
      s2 ^= s0;
      s3 ^= s1;
      s1 ^= s2;
      s0 ^= s3;
      s2 ^= shifted;
      s3 = (s3 << 11) | (s3 >>> 21);
    }
    state[0] = s0;
    state[1] = s1;
    state[2] = s2;
    state[3] = s3;
  }

  function uint32(): number {
    if (next[0] === blockLength) {
      fillWords(block);
      next[0] = 0;
    }
    return block[next[0]++];
  }

  return {
    seed,
    fillWords,
    uint32,
    /** By multiplication: a bias below n / 2^32, and always one word, so that streams stay in step. */
    below: (n) => ((uint32() * n) / TWO_TO_32) >>> 0,
    unit: () => ((uint32() >>> 5) * TWO_TO_26 + (uint32() >>> 6)) / TWO_TO_53,
  };
}

/** The stream of one purpose, such as `clients/shoppers/demand`, in the run with this seed. */
export function namedStream(seed: number, name: string): RandomStream {
  const source = seedrandom(`${seed}/${name}`);
  const stream = createStream();
  stream.seed(source.int32(), source.int32(), source.int32(), source.int32());
  return stream;
}

/** The stream of a pair of numbers; the same stream object is reseeded at each call. */
export type PairStreams = (first: number, second: number) => RandomStream;

/**
 * Streams by pair of numbers, for draws that must not depend on their order, such as (user, k) of a closed loop: seeded by a
 * 32-bit finaliser of good avalanche over the purpose's key and the pair.
 */
export function pairStreams(seed: number, name: string): PairStreams {
  const key = seedrandom(`${seed}/${name}`).int32();
  const stream = createStream(8);
  return (first, second) => {
    const a = mix(key ^ Math.imul(first, 0x9e3779b1));
    const b = mix(a ^ Math.imul(second, 0x85ebca77));
    stream.seed(a, b, mix(b + 0x6d2b79f5), mix(a ^ (b << 1)));
    return stream;
  };
}

function mix(word: number): number {
  let x = word | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return x ^ (x >>> 15);
}
