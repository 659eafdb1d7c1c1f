import test from 'ava';
import { type ScalingStep, takeStep } from '../../sim/model/fleet/step-scaling.ts';

/** The example of the documents: a tenth more from 60%, three tenths from 70%; a tenth fewer from 40% down, three from 30%. */
const steps: ScalingStep[] = [
  { direction: 'out', from: 0.6, size: { share: 0.1 } },
  { direction: 'out', from: 0.7, size: { share: 0.3 } },
  { direction: 'in', from: 0.4, size: { share: 0.1 } },
  { direction: 'in', from: 0.3, size: { share: 0.3 } },
];

test('the example of the documents', (t) => {
  const table: [metric: number, wanted: number][] = [
    [0.5, 10],
    [0.599, 10],
    [0.6, 11],
    [0.69, 11],
    [0.7, 13],
    [1, 13],
    [0.4, 9],
    [0.31, 9],
    [0.3, 7],
    [0, 7],
  ];
  for (const [metric, wanted] of table) t.is(takeStep(10, metric, steps), wanted, String(metric));
});

test('a share is rounded down, and is one server at least', (t) => {
  t.is(takeStep(3, 0.6, steps), 4);
  t.is(takeStep(19, 0.7, steps), 24); // 5.7
  t.is(takeStep(1, 0, steps), 0);
});

test('a number of servers is added as it is', (t) => {
  const fixed: ScalingStep[] = [
    { direction: 'out', from: 5, size: { servers: 2 } },
    { direction: 'in', from: 1, size: { servers: 4 } },
  ];
  t.is(takeStep(3, 5, fixed), 5);
  t.is(takeStep(3, 1, fixed), 0);
  t.is(takeStep(3, 2, fixed), 3);
});
