import test from 'ava';
import { createCircuitBreaker } from '../../sim/model/balancers/circuit-breaker.ts';

const SPEC = { failures: 0.5, window: 1000, minimum: 4, open: 500, trials: 2 };

test('it opens when enough of enough tries failed, and closes after so many good trials', (t) => {
  const { admits, onSent, onEnd, onGivenUp, opened } = createCircuitBreaker(SPEC);
  for (const [at, isGood] of [
    [10, true],
    [20, true],
    [30, false],
  ] as const)
    onEnd(isGood, 0, at);
  t.true(admits(30));
  onEnd(false, 0, 40);
  // Two of four failed: open from 40 to 540.
  t.false(admits(40));
  t.false(admits(539));
  t.is(opened(), 1);
  // An end of what was sent before says nothing.
  onEnd(false, 39, 541);
  t.true(admits(541));
  onSent();
  t.true(admits(541));
  onSent();
  t.false(admits(541));
  // Another one may take the place of a trial that was given up.
  onGivenUp(541);
  t.true(admits(542));
  onSent();
  onEnd(true, 541, 550);
  t.false(admits(550));
  onEnd(true, 541, 560);
  t.true(admits(560));
  // What failed before is forgotten.
  onEnd(false, 560, 570);
  t.true(admits(570));
});

test('a trial that fails opens it again', (t) => {
  const { admits, onEnd, opened } = createCircuitBreaker(SPEC);
  for (let each = 0; each < 4; each++) onEnd(false, 0, 10);
  t.true(admits(510));
  onEnd(false, 510, 600);
  t.false(admits(1099));
  t.true(admits(1100));
  t.is(opened(), 2);
});

test('what ended before the window does not count', (t) => {
  const { admits, onEnd } = createCircuitBreaker(SPEC);
  for (let each = 0; each < 3; each++) onEnd(false, 0, 50);
  onEnd(false, 1000, 1050);
  t.true(admits(1050));
  for (let each = 0; each < 3; each++) onEnd(false, 1000, 1060);
  t.false(admits(1060));
});
