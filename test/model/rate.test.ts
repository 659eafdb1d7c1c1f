import test from 'ava';
import { peakRate } from '../../sim/model/clients/rate.ts';
import { scheduledCount } from '../../sim/model/fleet/scaling-schedule.ts';

const rate = [
  { at: 10, rate: 2 },
  { at: 20, rate: 8 },
  { at: 30, rate: 4 },
];

test('the largest rate of a stretch: at its ends, at a point inside, outside of all points', (t) => {
  t.is(peakRate(rate, 0, 5), 2);
  t.is(peakRate(rate, 0, 15), 5);
  t.is(peakRate(rate, 15, 25), 8);
  t.is(peakRate(rate, 25, 28), 6);
  t.is(peakRate(rate, 30, 99), 4);
  t.is(peakRate(rate, 20, 20), 8);
  t.is(peakRate([{ at: 0, rate: 3 }], 5, 9), 3);
});

test('a schedule asks for its latest entry', (t) => {
  const schedule = [
    { at: 10, servers: 4 },
    { at: 20, servers: 2 },
  ];
  t.deepEqual(
    [9, 10, 19, 20, 99].map((now) => scheduledCount(schedule, now)),
    [0, 4, 4, 2, 2],
  );
});
