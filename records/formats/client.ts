/** The address of a client as logs write it. */
import { createHash } from 'node:crypto';
import { parseAddress } from '../address.ts';

const IPV4_AND_PORT = /^([\d.]+):\d+$/;
const IN_BRACKETS = /^\[(.*)\](?::\d+)?$/;

/** The bytes of `10.0.0.1`, `10.0.0.1:5000`, `2001:db8::1` or `[2001:db8::1]:443`; undefined for any other text. */
export function parseClient(text: string): Uint8Array | undefined {
  const address = parseAddress(text);
  if (address) return address;
  const inner = IN_BRACKETS.exec(text)?.[1] ?? IPV4_AND_PORT.exec(text)?.[1];
  return inner === undefined ? undefined : parseAddress(inner);
}

/** An address of its own in fd00::/8 for a client that is known by name. */
export function hashClient(text: string): Uint8Array {
  const hash = createHash('sha256').update(text.toLowerCase()).digest().subarray(0, 16);
  hash[0] = 0xfd;
  return hash;
}
