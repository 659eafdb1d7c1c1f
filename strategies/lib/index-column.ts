/** The largest index that 16 bits can tell. */
const MOST_SHORT = 32767;

/** A column of indices below `count`, or -1; read at random, it should be small. */
export const indexColumn = (length: number, count: number): Int16Array | Int32Array =>
  count <= MOST_SHORT ? new Int16Array(new ArrayBuffer(2 * length)) : new Int32Array(new ArrayBuffer(4 * length));
