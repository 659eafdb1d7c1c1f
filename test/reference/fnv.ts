/** FNV-1a, 32 bits, over the bits of doubles: http://www.isthe.com/chongo/tech/comp/fnv/. */
export interface Fnv {
  add(number: number): void;
  value(): number;
}

export function createFnv(): Fnv {
  const float = new Float64Array(1);
  const bytes = new Uint8Array(float.buffer);
  let hash = 0x811c9dc5;
  return {
    add(number) {
      float[0] = number;
      for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
    },
    value: () => hash >>> 0,
  };
}
