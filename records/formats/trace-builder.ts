/** Gathers rows into a trace: growing columns and dictionaries, so memory is the columns and the distinct texts. */
import { createHash } from 'node:crypto';
import { formatAddress, parseAddress } from '../address.ts';
import { MAX_SPAN } from '../trace.ts';
import type { Trace } from '../trace.ts';
import { UserError } from '../user-error.ts';
import type { LogParser, Row } from './row.ts';
import { formatInstant } from './timestamp.ts';

const FIRST_BYTES = 8192;

type Numbers = Float64Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/** A column that grows. */
class Column<A extends Numbers> {
  count = 0;
  private values: A;
  private readonly arrayOf: new (buffer: ArrayBuffer) => A;

  constructor(arrayOf: new (buffer: ArrayBuffer) => A) {
    this.arrayOf = arrayOf;
    this.values = new arrayOf(new ArrayBuffer(FIRST_BYTES));
  }

  push(value: number): void {
    if (this.count === this.values.length) this.resize(2 * this.values.byteLength);
    this.values[this.count++] = value;
  }

  /** The values, once no more will come; in another order if one is given. */
  finish(order?: Uint32Array): A {
    this.resize(this.count * this.values.BYTES_PER_ELEMENT);
    if (!order) return this.values;
    const sorted = new this.arrayOf(new ArrayBuffer(this.values.byteLength));
    for (let at = 0; at < this.count; at++) sorted[at] = this.values[order[at]!]!;
    return sorted;
  }

  private resize(bytes: number): void {
    this.values = new this.arrayOf(this.values.buffer.transfer(bytes));
  }
}

/** Numbers texts in the order in which they are first seen. */
class Dictionary {
  private numbers = new Map<string, number>();

  numberOf(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    // A copy: what was cut out of a batch of lines would keep the whole batch in memory.
    this.numbers.set(Buffer.from(text).toString(), this.numbers.size);
    return this.numbers.size - 1;
  }

  texts(): string[] {
    return [...this.numbers.keys()];
  }
}

/** Builds one trace: `add` each row, then `finish`. */
export class TraceBuilder {
  count = 0;
  /** Rows that stand behind a later one. */
  outOfOrder = 0;
  /** Rows whose client is not an IP address. */
  hostNames = 0;
  private readonly parser: LogParser;
  private origin = 0;
  private latestAt = -Infinity;
  private earliestAt = Infinity;
  private readonly arrivalAt = new Column(Float64Array);
  private readonly values: Column<Float64Array<ArrayBuffer>>[];
  private readonly address = new Column(Uint32Array);
  private readonly addresses = new Dictionary();
  private readonly key = new Column(Uint32Array);
  private readonly keys = new Dictionary();

  constructor(parser: LogParser) {
    this.parser = parser;
    this.values = parser.columns.map(() => new Column(Float64Array));
  }

  add(row: Row): void {
    if (this.count++ === 0) this.origin = row.seconds;
    const at = (row.seconds - this.origin) * 1e9 + row.nanos;
    if (at < this.latestAt) this.outOfOrder++;
    if (at > this.latestAt) this.latestAt = at;
    if (at < this.earliestAt) this.earliestAt = at;
    this.arrivalAt.push(at);
    for (const [column, values] of this.values.entries()) values.push(row.values[column]!);
    if (row.address !== undefined) this.address.push(this.addresses.numberOf(this.addressOf(row.address)));
    if (row.key !== undefined) this.key.push(this.keys.numberOf(row.key));
  }

  /** The trace, sorted by arrival; requests of one instant stay in the order of the file. */
  finish(source: string): Trace {
    const span = this.latestAt - this.earliestAt;
    const startedAt = formatInstant(this.origin, this.earliestAt);
    if (span > MAX_SPAN) {
      const last = formatInstant(this.origin, this.latestAt);
      throw new UserError(
        `times reach from ${startedAt} to ${last}, and a trace holds at most 104 days; split the file or mend its times`,
      );
    }
    const order = this.outOfOrder > 0 ? orderOf(this.arrivalAt.finish()) : undefined;
    const arrivalAt = this.arrivalAt.finish(order);
    for (let at = 0; at < arrivalAt.length; at++) arrivalAt[at]! -= this.earliestAt;
    const trace: Trace = {
      count: this.count,
      arrivalAt,
      columns: Object.create(null) as Record<string, Float64Array>,
      startedAt,
      source,
    };
    for (const [column, name] of this.parser.columns.entries())
      trace.columns[name] = this.values[column]!.finish(order);
    if (this.parser.sizeColumn !== undefined) trace.sizeColumn = this.parser.sizeColumn;
    if (this.address.count > 0) {
      trace.address = this.address.finish(order);
      trace.addresses = this.addresses.texts().map((text) => parseAddress(text)!);
    }
    if (this.key.count > 0) {
      trace.key = this.key.finish(order);
      trace.keys = this.keys.texts();
    }
    return trace;
  }

  /** The one text of an address, however it is written: its port is left out, a host name is hashed into fd00::/8. */
  private addressOf(text: string): string {
    const bytes = parseAddress(withoutPort(text));
    // parseAddress takes no other spelling of IPv4.
    if (bytes?.length === 4) return withoutPort(text);
    if (bytes) return formatAddress(bytes);
    this.hostNames++;
    const hash = createHash('sha256').update(text.toLowerCase()).digest().subarray(0, 16);
    hash[0] = 0xfd;
    return formatAddress(hash);
  }
}

function withoutPort(text: string): string {
  return /^\[(.*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
}

function orderOf(arrivalAt: Float64Array): Uint32Array {
  const order = new Uint32Array(arrivalAt.length).map((_, at) => at);
  return order.sort((a, b) => arrivalAt[a]! - arrivalAt[b]! || a - b);
}
