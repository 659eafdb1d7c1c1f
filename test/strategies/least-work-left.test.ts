import test from 'ava';
import { leastWorkLeft } from '../../strategies/least-work-left.ts';
import { equalServers, FakeBalancer, FakePool } from './fake-pool.ts';
import { namedStream } from '../../sim/kernel/random-stream.ts';

test('the server with the least work left is picked, whatever the number in service', (t) => {
  const balancer = new FakeBalancer(leastWorkLeft, equalServers(3));
  balancer.pool.workLeft = [5e6, 3e6, 9e6];
  t.is(balancer.send(), 1);
  t.is(balancer.send(), 1);
  balancer.pool.workLeft[2] = 0;
  t.is(balancer.send(), 2);
});

test('servers that tie take turns', (t) => {
  t.deepEqual(new FakeBalancer(leastWorkLeft, equalServers(3)).exchanges(4), [0, 1, 2, 0]);
});

test('a balancer that is no oracle refuses it', (t) => {
  const create = () =>
    leastWorkLeft.create(new FakePool(false), namedStream(1, 'strategy'), {}, { probe: () => undefined });
  t.throws(create, { message: /simulator only/ });
});
