import test from 'ava';
import { createScalingLimits, type ScalingPolicies } from '../../sim/model/fleet/scaling-policies.ts';

const MINUTE = 60e9;
const NONE: ScalingPolicies = { select: 'max', allow: [] };

/** The number of servers minute by minute when so many are always wanted. */
function play(
  out: ScalingPolicies,
  inward: ScalingPolicies,
  current: number,
  wanted: number,
  minutes: number,
): number[] {
  const limits = createScalingLimits({ out, in: inward });
  return Array.from({ length: minutes }, (_, i) => {
    const next = limits.limit(i * MINUTE, current, wanted);
    if (next !== current) limits.onScaled(i * MINUTE, next - current);
    return (current = next);
  });
}

test('without policies every change is allowed', (t) => {
  t.deepEqual(play(NONE, NONE, 3, 90, 1), [90]);
  t.deepEqual(play(NONE, NONE, 90, 3, 1), [3]);
});

test('as fast as possible: story 1 of KEP 853', (t) => {
  t.deepEqual(play({ select: 'max', allow: [{ share: 9, per: MINUTE }] }, NONE, 1, 1000, 3), [10, 100, 1000]);
});

test('one server fewer in ten minutes: story 2 of KEP 853', (t) => {
  const slowly: ScalingPolicies = { select: 'max', allow: [{ servers: 1, per: 10 * MINUTE }] };
  t.deepEqual(play(NONE, slowly, 1000, 1, 11), [...Array.from({ length: 10 }, () => 999), 998]);
});

test('one server more in five minutes: story 3 of KEP 853', (t) => {
  const slowly: ScalingPolicies = { select: 'max', allow: [{ servers: 1, per: 5 * MINUTE }] };
  t.deepEqual(play(slowly, NONE, 1, 9, 11), [2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 4]);
});

test('no scaling in: story 4 of KEP 853', (t) => {
  t.deepEqual(play(NONE, { select: 'disabled', allow: [] }, 9, 1, 2), [9, 9]);
  t.deepEqual(play({ select: 'disabled', allow: [] }, NONE, 1, 9, 2), [1, 1]);
});

test('four servers or a tenth, whichever is more: the example of the documents', (t) => {
  const policies: ScalingPolicies = {
    select: 'max',
    allow: [
      { servers: 4, per: MINUTE },
      { share: 0.1, per: MINUTE },
    ],
  };
  t.deepEqual(play(NONE, policies, 80, 10, 14), [72, 64, 57, 51, 45, 40, 36, 32, 28, 24, 20, 16, 12, 10]);
  t.deepEqual(play(NONE, { ...policies, select: 'min' }, 80, 10, 3), [76, 72, 68]);
});

test('a share of the servers counts those at the start of the period, out and in', (t) => {
  const limits = createScalingLimits({
    out: { select: 'max', allow: [{ share: 1, per: MINUTE }] },
    in: { select: 'max', allow: [{ share: 0.5, per: MINUTE }] },
  });
  t.is(limits.limit(0, 4, 99), 8);
  limits.onScaled(0, 2);
  t.is(limits.limit(MINUTE / 2, 6, 99), 8); // 4 at the start
  t.is(limits.limit(MINUTE / 2, 6, 1), 2);
  t.is(limits.limit(MINUTE, 6, 99), 12); // the period is over
  limits.onScaled(MINUTE, -3);
  t.is(limits.limit(1.5 * MINUTE, 3, 99), 12); // 6 at the start
  t.is(limits.limit(1.5 * MINUTE, 3, 1), 3); // half of 6: none left to take
});

test('what is allowed by now is never a step back', (t) => {
  const limits = createScalingLimits({ out: { select: 'max', allow: [{ servers: 1, per: MINUTE }] }, in: NONE });
  limits.onScaled(0, 5);
  t.is(limits.limit(1, 10, 20), 10);
});
