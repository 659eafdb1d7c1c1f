/** Gathers rows into a trace: growing columns and dictionaries, so memory is the numbers and the distinct texts. */
import { MAX_SPAN } from '../trace.ts';
import { UserError } from '../user-error.ts';
import { hashClient, parseClient } from './client.ts';
import { Dictionary } from './dictionary.ts';
import { GrowingColumn } from './growing-column.ts';
import type { Numbers } from './growing-column.ts';
import type { Row } from './row.ts';
import { formatInstant } from './timestamp.ts';
import type { TraceToWrite } from './trace-codec.ts';

const FIRST_KEY_BYTES = 4096;
/** In UTF-8, of one unit of UTF-16. */
const MOST_BYTES_A_UNIT = 3;
const encoder = new TextEncoder();
// A mark at the beginning of a key is part of it.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Builds one trace: `add` each row, then `finish`. */
export class TraceBuilder {
  count = 0;
  /** Rows that stand behind a later one. */
  outOfOrder = 0;
  /** Rows whose client is not an IP address. */
  hostNames = 0;
  private readonly names: readonly string[];
  private readonly sizeColumn: string | undefined;
  private origin = 0;
  private latestAt = -Infinity;
  private earliestAt = Infinity;
  private readonly arrivalAt = new GrowingColumn();
  private readonly values: GrowingColumn[];
  private readonly address = new GrowingColumn();
  private readonly addresses = new Dictionary();
  private readonly key = new GrowingColumn();
  private readonly keys = new Dictionary();
  private keyBytes = new Uint8Array(FIRST_KEY_BYTES);

  /** @param names of the numeric columns, in the order of the rows' values */
  constructor(names: readonly string[], sizeColumn: string | undefined) {
    this.names = names;
    this.sizeColumn = sizeColumn;
    this.values = names.map(() => new GrowingColumn());
  }

  add(row: Row): void {
    if (this.count++ === 0) this.origin = row.seconds;
    const at = (row.seconds - this.origin) * 1e9 + row.nanos;
    if (at < this.latestAt) this.outOfOrder++;
    if (at > this.latestAt) this.latestAt = at;
    if (at < this.earliestAt) this.earliestAt = at;
    this.arrivalAt.push(at);
    for (let column = 0; column < this.values.length; column++) this.values[column]!.push(row.values[column]!);
    if (row.address !== undefined) this.address.push(this.numberOfAddress(row.address));
    if (row.key !== undefined) this.key.push(this.numberOfKey(row.key));
  }

  /** The trace, sorted by arrival; requests of one instant stay in the order of the file. */
  finish(source: string): TraceToWrite {
    const span = this.latestAt - this.earliestAt;
    const startedAt = formatInstant(this.origin, this.earliestAt);
    if (span > MAX_SPAN) {
      const last = formatInstant(this.origin, this.latestAt);
      throw new UserError(
        `times reach from ${startedAt} to ${last}, and a trace holds at most 104 days; split the file or mend its times`,
      );
    }
    const order = this.outOfOrder > 0 ? orderOf(this.arrivalAt.finish()) : undefined;
    const times = this.arrivalAt.finish(order);
    const arrivalAt = times instanceof Float64Array ? times : Float64Array.from(times);
    for (let at = 0; at < arrivalAt.length; at++) arrivalAt[at]! -= this.earliestAt;
    const trace: TraceToWrite = {
      count: this.count,
      arrivalAt,
      columns: Object.create(null) as TraceToWrite['columns'],
      startedAt,
      source,
    };
    for (const [column, name] of this.names.entries()) trace.columns[name] = this.values[column]!.finish(order);
    if (this.sizeColumn !== undefined) trace.sizeColumn = this.sizeColumn;
    if (this.address.count > 0) {
      trace.address = this.address.finish(order);
      trace.addresses = this.addresses;
    }
    if (this.key.count > 0) {
      trace.key = this.key.finish(order);
      trace.keys = textsOf(this.keys);
    }
    return trace;
  }

  private numberOfAddress(text: string): number {
    let bytes = parseClient(text);
    if (bytes === undefined) {
      this.hostNames++;
      bytes = hashClient(text);
    }
    return this.addresses.numberOf(bytes, bytes.length);
  }

  private numberOfKey(text: string): number {
    const longest = text.length * MOST_BYTES_A_UNIT;
    if (longest > this.keyBytes.length) this.keyBytes = new Uint8Array(longest);
    return this.keys.numberOf(this.keyBytes, encoder.encodeInto(text, this.keyBytes).written);
  }
}

/** The byte strings of a dictionary as texts; it can be walked more than once. */
function textsOf(dictionary: Dictionary): Iterable<string> {
  return {
    *[Symbol.iterator]() {
      for (const bytes of dictionary) yield decoder.decode(bytes);
    },
  };
}

function orderOf(arrivalAt: Numbers): Uint32Array {
  const order = new Uint32Array(arrivalAt.length).map((_, at) => at);
  return order.sort((a, b) => arrivalAt[a]! - arrivalAt[b]! || a - b);
}
