/**
 * A trace: the requests of real traffic, by columns, in order of arrival. The one form in which the simulator, a replay
 * and `steelyard trace info` know them; records/formats/ reads and writes its files. Treat it as read-only.
 */
export interface Trace {
  /** How many requests. */
  count: number;
  /** Nanoseconds since `startedAt`, integers, never decreasing; the first is 0 unless a scenario made the trace. */
  arrivalAt: Float64Array;
  /** The numeric columns of the source by name, such as `bytes` or `GeneratedTokens`; finite. An object without prototype. */
  columns: Record<string, Float64Array>;
  /** Name of the column that holds the bytes of the response, where the source has one. */
  sizeColumn?: string;
  /** Each request's client: an index into `addresses`. */
  address?: Uint32Array;
  /** Client addresses in network byte order: 4 bytes (IPv4) or 16 (IPv6; a host name's hash, in fd00::/8). */
  addresses?: Uint8Array[];
  /** What each request asks for: an index into `keys`. */
  key?: Uint32Array;
  /** The paths, without query. */
  keys?: string[];
  /** When the trace begins, with its first request or its scenario: `2023-11-16T18:17:03.979960000Z`; in 1970 where no clock is known. */
  startedAt: string;
  /** Name of the file that it was made of, without its folder. */
  source: string;
}

/** The longest trace, 104 days: up to here nanoseconds are exact. */
export const MAX_SPAN: number = Number.MAX_SAFE_INTEGER;
