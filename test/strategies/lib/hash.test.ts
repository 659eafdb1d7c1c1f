import test from 'ava';
import { avalanche, fnv1a } from '../../../strategies/lib/hash.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('FNV-1a gives the published values', (t) => {
  t.is(fnv1a(bytes('')), 0x811c9dc5);
  t.is(fnv1a(bytes('a')), 0xe40c292c);
  t.is(fnv1a(bytes('foobar')), 0xbf9cf968);
});

test('the finaliser of MurmurHash3 gives known values', (t) => {
  t.is(avalanche(0), 0);
  t.is(avalanche(1), 0x514e28b7);
});

test('each bit of the input flips each bit of the output about half of the time', (t) => {
  const samples = 4000;
  for (let input = 0; input < 32; input++) {
    const flips = Array.from({ length: 32 }, () => 0);
    for (let i = 0; i < samples; i++) {
      const word = Math.imul(i, 0x9e3779b1) >>> 0;
      const difference = avalanche(word) ^ avalanche((word ^ (1 << input)) >>> 0);
      for (let output = 0; output < 32; output++) flips[output] += (difference >>> output) & 1;
    }
    // Six standard deviations of a binomial with p = 1/2.
    for (const count of flips) t.true(Math.abs(count - samples / 2) < 3 * Math.sqrt(samples), `${input}: ${count}`);
  }
});
