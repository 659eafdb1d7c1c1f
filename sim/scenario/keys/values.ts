/** Schemas of single values and of keys, which schema.ts is made of. */
import * as z from 'zod/mini';
import { formatNumber, formatQuantity, KINDS, parseQuantity, quantityPattern } from '../units.ts';
import type { QuantityKind } from '../units.ts';
import { listOf, show } from '../wording.ts';

/** No single time is longer, so that a run's duration, drain and a timeout together are exact in nanoseconds (104 days). */
const LONGEST = 10 * 86_400e9;
const MOST_NAMES = 1000;

type Meta = Record<string, unknown>;

/** A key that must be there. `description` is for the JSON Schema and the docs, as everything in `meta`. */
export const required = <T extends z.ZodMiniType>(schema: T, description: string, meta: Meta = {}): T =>
  schema.check(z.meta({ ...meta, description }));

/** A key that may be left out, and then has no effect. */
export const optional = <T extends z.ZodMiniType>(
  schema: T,
  description: string,
  meta: Meta = {},
): z.ZodMiniOptional<T> => z.optional(required(schema, description, meta));

/** A key that means `value`, written as in a file, when it is left out. */
export const orElse = <T extends z.ZodMiniType>(
  schema: T,
  value: z.input<T>,
  description: string,
  meta: Meta = {},
): z.ZodMiniPrefault<T> => z.prefault(required(schema, description, meta), value);

/** A schema under a name of its own in the JSON Schema, for what is used in many places. */
export function shared<T extends z.ZodMiniType>(id: string, schema: T): T {
  z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id });
  return schema;
}

/** A value that `parse` reads from a text or a number; for what it cannot read `parse` answers with what it expected. */
export function parsed<T extends number | object>(
  parse: (input: string | number) => T | string,
  meta: Meta & { title: string },
) {
  const read = z.transform((input: unknown, context): T => {
    const isScalar = typeof input === 'string' || typeof input === 'number';
    const value = isScalar ? parse(input) : undefined;
    if (value === undefined)
      context.issues.push({ code: 'invalid_type', expected: meta.title, input, inst: schema, schema });
    else if (typeof value !== 'string') return value;
    else context.issues.push({ code: 'custom', message: value, input });
    return z.NEVER;
  });
  const schema = z.pipe(z.unknown(), read).check(z.meta(meta));
  return schema;
}

/** Bounds of a quantity, in the engine's unit. */
interface Bounds {
  above?: number;
  min?: number;
  max?: number;
}

/** A quantity with its unit. */
export const quantity = (kind: QuantityKind, bounds: Bounds = {}) =>
  parsed(quantityReader(kind, bounds), quantityMeta(kind, bounds));

/** A quantity for the JSON Schema. */
export function quantityMeta(kind: QuantityKind, { above }: Bounds) {
  const { noun, example } = KINDS[kind];
  const text = { type: 'string', pattern: quantityPattern(kind) };
  const takesZero = (kind === 'duration' || kind === 'size') && above === undefined;
  const numbers = kind === 'fraction' ? { minimum: 0, maximum: 1 } : { const: 0 };
  const json = takesZero || kind === 'fraction' ? { anyOf: [text, { type: 'number', ...numbers }] } : text;
  return { title: `${noun} such as ${example}`, ...json };
}

/** Reads a quantity within bounds; answers with a string, what was expected, for anything else. */
export function quantityReader(kind: QuantityKind, { above = -1, min = 0, max = Infinity }: Bounds) {
  const { noun } = KINDS[kind];
  const bound = (value: number) => (kind === 'factor' ? `${value}x` : formatQuantity(kind, value));
  const read = (input: string | number): number | string => {
    const value = parseQuantity(kind, input);
    if (typeof value === 'string') return value;
    if (value <= above) return `expected ${noun} above ${bound(above)}`;
    if (value < min) return `expected ${noun} of at least ${bound(min)}`;
    return value > max ? `expected ${noun} of at most ${bound(max)}` : value;
  };
  return (input: string | number) => {
    const value = read(input);
    return typeof value === 'string' ? `${value}; got ${show(input)}` : value;
  };
}

export const duration = shared('duration', quantity('duration', { max: LONGEST }));
export const positiveDuration = shared('positiveDuration', quantity('duration', { above: 0, max: LONGEST }));
export const boolean = z.boolean().check(z.meta({ title: 'true or false' }));

export const integer = (min: number, max: number) =>
  z
    .int()
    .check(
      z.gte(min),
      z.lte(max),
      z.meta({ title: `a whole number from ${formatNumber(min)} to ${formatNumber(max)}` }),
    );

export const number = (min: number, max: number) =>
  z
    .number()
    .check(z.gte(min), z.lte(max), z.meta({ title: `a number from ${formatNumber(min)} to ${formatNumber(max)}` }));

/** A map of these keys and no others. */
export function map<T extends z.core.$ZodLooseShape>(shape: T) {
  const keys = Object.keys(shape);
  const noun = keys.length === 1 ? 'the key' : 'the keys';
  const title = keys.length < 5 ? `${noun} ${listOf(keys, 'and')}` : `keys such as ${listOf(keys.slice(0, 3), 'and')}`;
  return z.strictObject(shape).check(z.meta({ title: `a map with ${title}` }));
}
/** A text that `pattern` matches, which `title` describes. */
export const text = (pattern: RegExp, title: string) => z.string().check(z.regex(pattern), z.meta({ title }));

export const fileName = text(/^\P{Cc}+$/u, 'the name of a file');

/** Groups, classes, zones and balancers: short, and free of what separates names in a path or a list. */
export const name = shared(
  'name',
  text(/^[\p{L}_][\p{L}\p{N}_-]{0,63}$/u, 'a name of letters, digits, _ and -, beginning with a letter'),
);

/** One of several kinds of value. */
export const either = <const T extends readonly z.core.SomeType[]>(options: T, title: string) =>
  z.union(options).check(z.meta({ title }));

/** A map by names that the author of the scenario chooses. */
export const named = <T extends z.ZodMiniType>(schema: T, title: string) =>
  z.record(name, schema).check(
    z.refine((map) => Object.keys(map).length > 0, { error: `expected ${title} with at least one` }),
    z.refine((map) => Object.keys(map).length <= MOST_NAMES, { error: `expected ${title} with at most ${MOST_NAMES}` }),
    z.meta({ title, minProperties: 1, maxProperties: MOST_NAMES }),
  );

/** A list, of one thing at least. */
export const list = <T extends z.ZodMiniType>(schema: T, title: string) =>
  z.array(schema).check(z.minLength(1, { error: `expected ${title} with at least one` }), z.meta({ title }));
