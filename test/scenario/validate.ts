/** As much of a JSON Schema validator (draft 7) as scenario.schema.json needs. Unknown keywords are errors of the test. */
type Schema = Record<string, unknown>;

const NOTES = ['title', 'description', 'default', '$schema', 'definitions', 'id'];

/** Whether `value` is valid. */
export function accepts(root: Schema, value: unknown, schema: Schema = root): boolean {
  const valid = (inner: unknown, part: unknown) => accepts(root, part, inner as Schema);
  const map = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : undefined;
  const list = Array.isArray(value) ? (value as unknown[]) : undefined;
  const { properties = {}, items } = schema as { properties?: Schema; items?: unknown };
  const keywords: Record<string, (wanted: never) => boolean> = {
    $ref: (ref: string) => valid((root['definitions'] as Schema)[ref.replace('#/definitions/', '')], value),
    type: (types: string | string[]) => [types].flat().some((type) => isOfType(type, value)),
    enum: (values: unknown[]) => values.includes(value),
    const: (wanted: unknown) => value === wanted,
    pattern: (pattern: string) => typeof value !== 'string' || new RegExp(pattern, 'u').test(value),
    minLength: (least: number) => typeof value !== 'string' || value.length >= least,
    minimum: (least: number) => typeof value !== 'number' || value >= least,
    exclusiveMinimum: (least: number) => typeof value !== 'number' || value > least,
    maximum: (most: number) => typeof value !== 'number' || value <= most,
    allOf: (schemas: unknown[]) => schemas.every((inner) => valid(inner, value)),
    anyOf: (schemas: unknown[]) => schemas.some((inner) => valid(inner, value)),
    oneOf: (schemas: unknown[]) => schemas.filter((inner) => valid(inner, value)).length === 1,
    properties: () =>
      Object.entries(map ?? {}).every(([key, part]) => !Object.hasOwn(properties, key) || valid(properties[key], part)),
    required: (keys: string[]) => map === undefined || keys.every((key) => Object.hasOwn(map, key)),
    minProperties: (least: number) => map === undefined || Object.keys(map).length >= least,
    maxProperties: (most: number) => map === undefined || Object.keys(map).length <= most,
    propertyNames: (inner: unknown) => Object.keys(map ?? {}).every((key) => valid(inner, key)),
    additionalProperties: (inner: unknown) =>
      Object.entries(map ?? {}).every(
        ([key, part]) => Object.hasOwn(properties, key) || (inner !== false && valid(inner, part)),
      ),
    items: () =>
      (list ?? []).every((part, i) =>
        !Array.isArray(items) ? valid(items, part) : i >= items.length || valid(items[i], part),
      ),
    additionalItems: () => !Array.isArray(items) || (list?.length ?? 0) <= items.length,
    minItems: (least: number) => list === undefined || list.length >= least,
    maxItems: (most: number) => list === undefined || list.length <= most,
  };
  return Object.entries(schema).every(([keyword, wanted]) => {
    if (NOTES.includes(keyword)) return true;
    const holds = keywords[keyword];
    if (holds === undefined) throw new Error(`this validator does not know ${keyword}`);
    return holds(wanted as never);
  });
}

function isOfType(type: string, value: unknown): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}
