/**
 * Numbers that a run changes, in typed arrays: reading and writing them never allocates. They lie outside of V8's heap, so that
 * machine code knows their addresses; arrays of 64 bytes and less V8 would keep inside, and look up where at each access.
 *
 * A *cell* holds one number. Cells also hold integrals over time of numbers that change by one: the integral of n until T is n T
 * less the sum of the instants of the changes, each with its sign. So an *open* integral keeps that sum alone: a rise of n
 * subtracts now from it, a fall adds now, and `open + n * T` is its value.
 */
export type Cell = Float64Array;

export const cell = (value: number): Cell => doubles(1).fill(value);

export const doubles = (length: number): Float64Array => new Float64Array(new ArrayBuffer(8 * length));

export const integers = (length: number): Int32Array => new Int32Array(new ArrayBuffer(4 * length));
