import test from 'ava';
import { cell } from '../../sim/kernel/cells.ts';
import { createPoolHistory } from '../../sim/model/measured/pool-history.ts';

test('each change is a step', (t) => {
  const now = cell(0);
  const { steps, record } = createPoolHistory(now, 1000, 3);
  now[0] = 10;
  record(3, 2);
  now[0] = 20;
  record(4, 4);
  t.deepEqual(steps, { at: [0, 10, 20], present: [3, 3, 4], available: [3, 2, 4] });
});

test('steps that follow at once become one, so that a flapping pool takes little room', (t) => {
  const now = cell(0);
  const { steps, record } = createPoolHistory(now, 1024, 2);
  for (now[0] = 1; now[0] < 1000; now[0] += 0.25) record(2, now[0] % 1 === 0 ? 2 : 1);
  t.true(steps.at.length <= 1025);
  t.is(steps.available.at(-1), 1);
});
