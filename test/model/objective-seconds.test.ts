import test from 'ava';
import { OUTCOMES, type Objective } from '../../records/observation.ts';
import type { Model } from '../../sim/model/model.ts';
import { createObjectiveSeconds } from '../../sim/model/measured/objective-seconds.ts';

const SECOND = 1e9;
const [SUCCEEDED, FAILED, BLOCKED] = ['succeeded', 'failed', 'blocked'].map((outcome) =>
  OUTCOMES.indexOf(outcome as (typeof OUTCOMES)[number]),
) as [number, number, number];

const objective = (text: string, value: number): Objective => {
  const [metric, operator] = text.split(' ') as [string, Objective['operator']];
  return { text, metric, operator, value };
};

const recorder = (...objectives: Objective[]) =>
  createObjectiveSeconds({ objectives, warmup: SECOND, duration: 3.5 * SECOND } as Model);

test('each request is judged in the second of its arrival, by each objective that asks something of single requests', (t) => {
  const { onOutcome, observed } = recorder(
    objective('p99 < 250ms', 250e6),
    objective('mean < 10ms', 10e6),
    objective('availability >= 99.9%', 0.999),
  );
  onOutcome(1 * SECOND, SUCCEEDED, 249_999_999);
  onOutcome(1.5 * SECOND, SUCCEEDED, 250_000_000);
  onOutcome(2 * SECOND, FAILED, 1);
  onOutcome(2 * SECOND, BLOCKED, 1);
  onOutcome(3.4 * SECOND, SUCCEEDED, 1);
  t.deepEqual(observed(), {
    count: 3,
    targets: [
      { text: 'p99 < 250ms', share: 0.99, within: 249_999_999 },
      { text: 'availability >= 99.9%', share: 0.999, within: Infinity },
    ],
    asked: Uint32Array.of(2, 1, 1),
    met: Uint32Array.of(1, 0, 1, 2, 0, 1),
  });
});

test('a latency at its bound is inside <= and outside <', (t) => {
  const { onOutcome, observed } = recorder(objective('p50 < 5ns', 5), objective('p50 <= 5ns', 5));
  onOutcome(SECOND, SUCCEEDED, 5);
  t.deepEqual([...observed()!.met], [0, 0, 0, 1, 0, 0]);
});

test('without such an objective nothing is kept', (t) => {
  const { isWanted, observed } = recorder(objective('throughput > 5/s', 5), objective('p99 > 5ms', 5e6));
  t.false(isWanted);
  t.is(observed(), undefined);
});
