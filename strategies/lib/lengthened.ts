/** A longer copy of a column by server, with room for more than `size`; entries that were not there are 0. O(size). */
export function lengthened(column: Float64Array, size: number): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(size * 2);
  longer.set(column);
  return longer;
}
