/** A trace as bytes and back: what stands compressed in a trace file (records/formats/trace-file.ts). */
import { formatAddress, parseAddress } from '../address.ts';
import { MAX_SPAN } from '../trace.ts';
import type { Trace } from '../trace.ts';
import { UserError } from '../user-error.ts';
import type { Numbers } from './growing-column.ts';

/** The first line; what follows are blocks of `count` numbers each: times, columns, address, key. */
interface Header {
  count: number;
  startedAt: string;
  source: string;
  sizeColumn?: string | undefined;
  times: ElementType;
  columns: { name: string; type: ElementType }[];
  address?: ElementType;
  addresses?: string[];
  key?: ElementType;
  keys?: string[];
}

/** How the numbers of a block are stored; `f64` stores any. */
export type ElementType = keyof typeof ARRAYS;

/** `count` numbers that come piece by piece, so that they need not be in memory together. */
export interface Block {
  type: ElementType;
  pieces: Iterable<Numbers>;
}

/** What a trace file holds, with the times as differences: each one's from the one before, the first's from the start. */
export interface TraceBlocks extends Pick<Trace, 'count' | 'startedAt' | 'source' | 'sizeColumn'> {
  times: Block;
  columns: ({ name: string } & Block)[];
  address?: Block | undefined;
  /** Walked once, as text. */
  addresses?: Iterable<string> | undefined;
  key?: Block | undefined;
  keys?: Iterable<string> | undefined;
}

/** A trace as it is written: what an import holds in compact form, for its lists need only be walked. */
export type TraceToWrite = Omit<Trace, 'columns' | 'address' | 'addresses' | 'key' | 'keys'> & {
  columns: Record<string, Numbers>;
  address?: Numbers;
  addresses?: Iterable<Uint8Array>;
  key?: Numbers;
  keys?: Iterable<string>;
};

/** Numbers in a piece; a round number of kilobytes in each type. */
export const PIECE = 8192;
const ARRAYS = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, f64: Float64Array };

/** The bytes of a trace, piece by piece; memory is the differences of its times. */
export function encodeTrace(trace: TraceToWrite): Generator<Uint8Array> {
  const { address, addresses, key } = trace;
  return encodeBlocks({
    ...trace,
    times: blockOf(differences(trace.arrivalAt)),
    columns: Object.entries(trace.columns).map(([name, values]) => ({ name, ...blockOf(values) })),
    address: address && blockOf(address),
    addresses: addresses && textsOf(addresses),
    key: key && blockOf(key),
  });
}

/** The bytes of a trace whose blocks are gone through once each, in the order of the file. */
export function* encodeBlocks(trace: TraceBlocks): Generator<Uint8Array> {
  yield* encoded(headerText(trace));
  for (const block of [trace.times, ...trace.columns, trace.address, trace.key]) if (block) yield* bytesOf(block);
}

function* textsOf(addresses: Iterable<Uint8Array>): Generator<string> {
  for (const address of addresses) yield formatAddress(address);
}

/** The line of the header, part by part: it may hold a million addresses. */
function* headerText(trace: TraceBlocks): Generator<string> {
  const { count, startedAt, source, sizeColumn, times, address, addresses, key, keys } = trace;
  const columns = trace.columns.map(({ name, type }) => ({ name, type }));
  const header: Header = { count, startedAt, source, sizeColumn, times: times.type, columns };
  yield JSON.stringify(header).slice(0, -'}'.length);
  if (address && addresses) {
    yield `,"address":"${address.type}","addresses":`;
    yield* listText(addresses);
  }
  if (key && keys) {
    yield `,"key":"${key.type}","keys":`;
    yield* listText(keys);
  }
  yield '}\n';
}

function* listText(values: Iterable<string>): Generator<string> {
  let before = '[';
  for (const value of values) {
    yield before + JSON.stringify(value);
    before = ',';
  }
  yield before === '[' ? '[]' : ']';
}

function* encoded(parts: Iterable<string>): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  let piece = '';
  for (const part of parts) {
    piece += part;
    if (piece.length < PIECE) continue;
    yield encoder.encode(piece);
    piece = '';
  }
  if (piece !== '') yield encoder.encode(piece);
}

/**
 * The trace that `encodeTrace` gave as bytes; what it says is checked.
 * @throws UserError, without a place, where the bytes are not a sound trace
 */
export function decodeTrace(bytes: Uint8Array<ArrayBuffer>): Trace {
  const headerLength = bytes.indexOf(10) + 1;
  const header = readHeader(new TextDecoder().decode(bytes.subarray(0, headerLength)));
  let at = headerLength;
  const next = (type: ElementType): Float64Array => {
    const length = header.count * ARRAYS[type].BYTES_PER_ELEMENT;
    if (at + length > bytes.length) throw damaged('a column is cut short');
    const start = bytes.byteOffset + at;
    at += length;
    // A copy, since an array of wider elements must begin at a multiple of their size.
    return Float64Array.from(new ARRAYS[type](bytes.buffer.slice(start, start + length)));
  };
  const { count, startedAt, source, sizeColumn } = header;
  const arrivalAt = sums(next(header.times));
  const columns = Object.create(null) as Record<string, Float64Array>;
  for (const { name, type } of header.columns) columns[name] = finite(next(type));
  const trace: Trace = { count, arrivalAt, columns, startedAt, source };
  if (sizeColumn !== undefined) trace.sizeColumn = sizeColumn;
  if (header.address) {
    trace.addresses = header.addresses!.map((text) => parseAddress(text) ?? fail(`${text} is no address`));
    trace.address = indices(next(header.address), trace.addresses.length);
  }
  if (header.key) {
    trace.keys = header.keys!;
    trace.key = indices(next(header.key), trace.keys.length);
  }
  if (at !== bytes.length) throw damaged('there is more in it than its header says');
  return trace;
}

function readHeader(text: string): Header {
  let header: Header;
  try {
    header = JSON.parse(text) as Header;
  } catch {
    throw damaged('its header cannot be read');
  }
  const sound =
    header !== null &&
    typeof header === 'object' &&
    Number.isSafeInteger(header.count) &&
    header.count > 0 &&
    isText(header.startedAt) &&
    isText(header.source) &&
    isType(header.times) &&
    Array.isArray(header.columns) &&
    header.columns.every((column) => isText(column?.name) && isType(column.type)) &&
    (header.sizeColumn === undefined || header.columns.some((column) => column.name === header.sizeColumn)) &&
    (header.address === undefined || (isType(header.address) && isTextList(header.addresses))) &&
    (header.key === undefined || (isType(header.key) && isTextList(header.keys)));
  if (!sound) throw damaged('its header is not one of a trace');
  return header;
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isTextList(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isType(value: unknown): boolean {
  return typeof value === 'string' && Object.hasOwn(ARRAYS, value);
}

function blockOf(values: Numbers): Block {
  return { type: typeOf(values), pieces: piecesOf(values) };
}

/** The narrowest type that keeps every value. */
function typeOf(values: Numbers): ElementType {
  let max = 0;
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (!(value >= 0) || value > 0xffffffff || value !== Math.floor(value) || Object.is(value, -0)) return 'f64';
    if (value > max) max = value;
  }
  return typeUpTo(max);
}

/** The narrowest type that keeps every whole number from 0 to `max`. */
export function typeUpTo(max: number): ElementType {
  if (max > 0xffffffff) return 'f64';
  return max <= 0xff ? 'u8' : max <= 0xffff ? 'u16' : 'u32';
}

function* piecesOf(values: Numbers): Generator<Numbers> {
  for (let at = 0; at < values.length; at += PIECE) yield values.subarray(at, at + PIECE);
}

/** A block piece by piece, as it lies in memory: little-endian on every platform that Steelyard runs on. */
function* bytesOf({ type, pieces }: Block): Generator<Uint8Array> {
  const array = ARRAYS[type];
  for (const piece of pieces) yield new Uint8Array(new array(piece).buffer);
}

function differences(arrivalAt: Float64Array): Float64Array {
  const times = arrivalAt.slice();
  for (let at = times.length - 1; at > 0; at--) times[at]! -= times[at - 1]!;
  return times;
}

function sums(times: Float64Array): Float64Array {
  let now = 0;
  for (let at = 0; at < times.length; at++) {
    const difference = times[at]!;
    now += difference;
    if (!(difference >= 0) || !Number.isInteger(difference) || now > MAX_SPAN) throw damaged('its times go wrong');
    times[at] = now;
  }
  return times;
}

function finite(values: Float64Array): Float64Array {
  return values.every(Number.isFinite) ? values : fail('a column holds what is no number');
}

function indices(values: Float64Array, length: number): Uint32Array {
  if (!values.every((value) => value < length)) throw damaged('an index points outside its list');
  return Uint32Array.from(values);
}

function fail(what: string): never {
  throw damaged(what);
}

function damaged(what: string): UserError {
  return new UserError(`this trace file is damaged: ${what}; import the log again`);
}
