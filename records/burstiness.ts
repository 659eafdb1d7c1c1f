/** How bursty arrivals are: by the times between them, and by their counts in windows. */

/**
 * Squared coefficient of variation of the times between arrivals: population variance over squared mean. 0 for a metronome, 1 for
 * Poisson, more for bursts; null for less than two arrivals, or all at one instant. In two passes: the squares of nanoseconds
 * would lose digits against their mean's.
 */
export function interarrivalScv(arrivalAt: Float64Array): number | null {
  const gaps = arrivalAt.length - 1;
  const span = arrivalAt[gaps] - arrivalAt[0];
  if (!(span > 0)) return null;
  const mean = span / gaps;
  let squares = 0;
  for (let at = 1; at <= gaps; at++) {
    const relative = (arrivalAt[at] - arrivalAt[at - 1]) / mean - 1;
    squares += relative * relative;
  }
  return squares / gaps;
}

/**
 * Arrivals in each of `windows` windows of a length, one behind the other, the first of which begins at `from`; a window is half
 * open. Time: what is counted, and the windows.
 */
export function countsIn(arrivalAt: Float64Array, from: number, window: number, windows: number): Uint32Array {
  const counts = new Uint32Array(windows);
  for (let at = firstFrom(arrivalAt, from); at < arrivalAt.length; at++) {
    const index = Math.floor((arrivalAt[at] - from) / window);
    if (index >= windows) break;
    counts[index]++;
  }
  return counts;
}

/** Index of the first arrival at an instant or later. */
function firstFrom(arrivalAt: Float64Array, instant: number): number {
  let [low, high] = [0, arrivalAt.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (arrivalAt[middle] < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Index of dispersion: population variance over mean of counts. 1 for Poisson in windows of any length; for independent times
 * between arrivals it tends to their squared coefficient of variation in long windows; it grows on where the rate itself goes up
 * and down. null for less than two counts, or where nothing was counted.
 * Source: D. R. Cox, P. A. W. Lewis, The Statistical Analysis of Series of Events, 1966, chapter 4.
 */
export function indexOfDispersion(counts: ArrayLike<number>): number | null {
  const windows = counts.length;
  let sum = 0;
  let squares = 0;
  for (let at = 0; at < windows; at++) {
    sum += counts[at];
    squares += counts[at] * counts[at];
  }
  return windows < 2 || sum === 0 ? null : (windows * squares - sum * sum) / (windows * sum);
}
