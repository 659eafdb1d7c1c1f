import test from 'ava';
import { formatDuration, parseDuration } from '../../../strategies/lib/duration.ts';

test('durations are read in every unit', (t) => {
  const cases = {
    '7ns': 7,
    '2us': 2e3,
    '2µs': 2e3,
    '250ms': 250e6,
    '1.5s': 1.5e9,
    '2 m': 120e9,
    '1h': 3600e9,
    '1d': 86400e9,
    '1e3ms': 1e9,
    '0s': 0,
  };
  for (const [text, nanoseconds] of Object.entries(cases)) t.is(parseDuration(text), nanoseconds, text);
});

test('what is no duration is not guessed at', (t) => {
  for (const text of ['', '1', 's', '-1s', '1 sec', '1S', '1s2', 'NaNs', '1,5s'])
    t.is(parseDuration(text), undefined, text);
});

test('durations are written in the largest unit that fits', (t) => {
  t.is(formatDuration(0), '0s');
  t.is(formatDuration(90e9), '90s');
  t.is(formatDuration(1.5e9), '1500ms');
  t.is(formatDuration(7), '7ns');
  for (const text of ['1d', '5h', '90s', '250ms', '3us']) t.is(formatDuration(parseDuration(text) ?? -1), text);
});
