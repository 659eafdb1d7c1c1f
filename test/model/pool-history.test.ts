import test from 'ava';
import { cell } from '../../sim/kernel/cells.ts';
import { HELD } from '../../sim/model/balancers/pool.ts';
import { createPoolHistory } from '../../sim/model/measured/pool-history.ts';
import { server } from '../reference/small-models.ts';

/** A pool of two servers of web, one of db, and a balancer, with room for one server of web more. */
function poolOf() {
  const servers = ['web', 'web', 'db', 'web'].map((group) => server({ group }));
  const pool = { size: 4, serverOf: Int32Array.of(0, 1, 2, -1, 3), held: new Uint8Array(5) };
  return { servers, pool };
}

test('each change is a step of its group', (t) => {
  const now = cell(0);
  const { servers, pool } = poolOf();
  const { steps, record } = createPoolHistory(now, { duration: 1000, servers }, pool);
  const step = (at: number, member: number, change: () => void) => {
    now[0] = at;
    change();
    record(member);
  };
  step(10, 1, () => (pool.held[1] = HELD.EJECTED));
  step(20, 4, () => pool.size++);
  step(30, 2, () => (pool.held[2] = HELD.FULL));
  step(40, 1, () => (pool.held[1] = HELD.REMOVED));
  t.deepEqual(steps, [
    { group: 'web', at: [0, 10, 20, 40], present: [2, 2, 3, 2], available: [2, 1, 2, 2] },
    { group: 'db', at: [0], present: [1], available: [1] },
    { group: '', at: [0], present: [1], available: [1] },
  ]);
});

test('steps that follow at once become one, so that a flapping pool takes little room', (t) => {
  const now = cell(0);
  const { servers, pool } = poolOf();
  const { steps, record } = createPoolHistory(now, { duration: 1024, servers }, pool);
  for (now[0] = 1; now[0] < 1000; now[0] += 0.25) {
    pool.held[0] = now[0] % 1 === 0 ? 0 : HELD.UNHEALTHY;
    record(0);
  }
  t.true(steps[0].at.length <= 1025);
  t.is(steps[0].available.at(-1), 1);
});
