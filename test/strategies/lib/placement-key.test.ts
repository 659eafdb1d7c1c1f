import test from 'ava';
import { placementKey } from '../../../strategies/lib/placement-key.ts';
import { FakeRequest } from '../fake-pool.ts';

test('the key where there is one, else the address', (t) => {
  const address = Uint8Array.of(10, 0, 0, 1);
  const key = Uint8Array.of(0);
  t.is(placementKey(new FakeRequest(0, address, key)), key);
  t.is(placementKey(new FakeRequest(0, address)), address);
});
