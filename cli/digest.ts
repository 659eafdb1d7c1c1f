import { createHash } from 'node:crypto';

/** A fingerprint of plain data, columns of numbers and Infinity in it. Equal data gives an equal one. */
export function digest(data: unknown): string {
  const text = JSON.stringify(data, (_, value: unknown) => {
    if (value instanceof Float64Array || value instanceof Uint32Array || value instanceof Uint8Array)
      return createHash('sha256').update(value).digest('hex');
    return value === Infinity ? 'Infinity' : value;
  });
  return createHash('sha256').update(text).digest('hex');
}
