/**
 * Hashes of bytes to unsigned 32-bit integers, in integer arithmetic only, so that they are the same on every machine.
 */

/**
 * FNV-1a, 32 bits: for each byte, exclusive or, then multiply by the FNV prime. O(bytes).
 * Source: G. Fowler, L. C. Noll, K.-P. Vo, "The FNV Non-Cryptographic Hash Algorithm", RFC 9923.
 */
export function fnv1a(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ bytes[i], 0x01000193);
  return hash >>> 0;
}

/**
 * Mixes a 32-bit hash so that each bit of the input changes each bit of the output about half of the time. A bijection.
 * Source: the finaliser of MurmurHash3, A. Appleby, 2011 (public domain).
 */
export function avalanche(hash: number): number {
  let mixed = hash;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
