import test from 'ava';
import { createHoltWinters } from '../../sim/model/fleet/holt-winters.ts';

const close = (a: number, b: number) => Math.abs(a - b) < 1e-9;

test('worked by hand: level, trend', (t) => {
  const { observe, forecast } = createHoltWinters({ level: 0.5, trend: 0.5, season: 0 }, 0);
  t.is(forecast(1), 0);
  observe(10); // level 10, trend 0
  t.is(forecast(3), 10);
  observe(14); // level 12, trend 1
  t.is(forecast(1), 13);
  t.is(forecast(4), 16);
  observe(13); // level 13, trend 1
  t.is(forecast(2), 15);
});

test('worked by hand: a season of two', (t) => {
  const { observe, forecast } = createHoltWinters({ level: 0.5, trend: 0, season: 0.5 }, 2);
  observe(10);
  observe(20); // level 15, seasons -5 and 5
  t.is(forecast(1), 10);
  t.is(forecast(2), 20);
  t.is(forecast(3), 10);
  observe(14); // level 0.5 * 19 + 0.5 * 15 = 17, season 0.5 * -1 + 0.5 * -5 = -3
  t.is(forecast(1), 22);
  t.is(forecast(2), 14);
});

test('it goes on with a line, and with what recurs, and knows no negative rate', (t) => {
  const line = createHoltWinters({ level: 0.4, trend: 0.3, season: 0.2 }, 0);
  for (let n = 0; n < 400; n++) line.observe(5 + 3 * n);
  t.true(close(line.forecast(10), 5 + 3 * 409));

  const season = [10, 30, 20, 5];
  const seasonal = createHoltWinters({ level: 0.4, trend: 0.1, season: 0.3 }, 4);
  for (let n = 0; n < 40; n++) seasonal.observe(season[n % 4]);
  for (let ahead = 1; ahead < 9; ahead++) t.true(close(seasonal.forecast(ahead), season[(ahead - 1) % 4]));

  const falling = createHoltWinters({ level: 1, trend: 1, season: 0 }, 0);
  falling.observe(10);
  falling.observe(4);
  t.is(falling.forecast(1), 0);
});
