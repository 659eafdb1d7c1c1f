/** Systems whose figures are the numerical solution of a Markov chain: exact but for where the chain is cut off. */

export interface TwoQueues {
  /** Arrivals a millisecond. */
  rate: number;
  /** Requests that each server ends a millisecond while it has any. */
  speeds: [number, number];
  /** The share of arrivals that go to the first server where so many are at each. */
  first: (atFirst: number, atSecond: number) => number;
}

/** Queues longer than this are as good as impossible at the loads that are asked for. */
const LONGEST = 40;
const SIDE = LONGEST + 1;
const ENOUGH = 1e-10;

/**
 * Mean sojourn where one stream is split over two servers with exponential demand of mean 1: Gauss and Seidel's iteration of the
 * balance equations, from which Little's law makes a time.
 */
export function twoQueues({ rate, speeds, first }: TwoQueues): number {
  const share = new Float64Array(SIDE * SIDE).fill(1 / (SIDE * SIDE));
  const at = (i: number, j: number) => (i < 0 || j < 0 || i > LONGEST || j > LONGEST ? 0 : share[i * SIDE + j]);
  // An arrival at a full queue is lost.
  const toFirst = (i: number, j: number) => (i >= LONGEST ? 0 : rate * first(i, j));
  const toSecond = (i: number, j: number) => (j >= LONGEST ? 0 : rate * (1 - first(i, j)));
  for (let change = 1; change > ENOUGH;) {
    change = 0;
    for (let i = 0; i <= LONGEST; i++) {
      for (let j = 0; j <= LONGEST; j++) {
        const into =
          (i > 0 ? at(i - 1, j) * toFirst(i - 1, j) : 0) +
          (j > 0 ? at(i, j - 1) * toSecond(i, j - 1) : 0) +
          at(i + 1, j) * speeds[0] +
          at(i, j + 1) * speeds[1];
        const out = toFirst(i, j) + toSecond(i, j) + (i > 0 ? speeds[0] : 0) + (j > 0 ? speeds[1] : 0);
        change += Math.abs(into / out - at(i, j));
        share[i * SIDE + j] = into / out;
      }
    }
  }
  const total = share.reduce((sum, each) => sum + each, 0);
  const present = share.reduce((sum, each, k) => sum + each * (Math.floor(k / SIDE) + (k % SIDE)), 0);
  return present / total / rate;
}

/** The shorter queue, at random where both are as long. */
export const shorter = (i: number, j: number): number => (i < j ? 1 : i > j ? 0 : 0.5);

/** The shorter of a pair that is drawn with replacement: one time in two it is the same server twice. */
export const shorterOfRepeated = (i: number, j: number): number => 0.25 + shorter(i, j) / 2;

/** An idle server if there is one, else any. */
export const idle = (i: number, j: number): number => (i === 0 && j > 0 ? 1 : j === 0 && i > 0 ? 0 : 0.5);

/** Where a further request would be done first, by speeds 2 and 1, and at the first where both would. */
export const sooner = (i: number, j: number): number => ((i + 1) / 2 <= j + 1 ? 1 : 0);
