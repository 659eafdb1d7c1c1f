import test from 'ava';
import * as fc from 'fast-check';
import { traceInfo } from '../../records/trace-info.ts';
import type { Trace } from '../../records/trace.ts';

function traceAt(seconds: number[], rest: Partial<Trace> = {}): Trace {
  const arrivalAt = Float64Array.from(seconds, (second) => second * 1e9);
  return { count: seconds.length, arrivalAt, columns: {}, startedAt: '', source: '', ...rest };
}

test('a metronome has no burstiness', (t) => {
  const info = traceInfo(traceAt(Array.from({ length: 121 }, (_, at) => at)));
  t.is(info.requests, 121);
  t.is(info.spanS, 120);
  t.is(info.meanRatePerS, 1);
  t.is(info.interarrivalScv, 0);
  t.deepEqual(info.windows, [
    { windowS: 1, peakRatePerS: 1, dispersion: 0 },
    { windowS: 10, peakRatePerS: 1, dispersion: 0 },
    { windowS: 60, peakRatePerS: 1, dispersion: 0 },
  ]);
});

test('bursts, worked out by hand', (t) => {
  // Gaps 1, 3, 0, 4: mean 2, variance 10/4, so 2.5 / 4. Counts of 1 s up to 8 s: 1 1 0 0 2 0 0 0; mean 1/2, variance 1/2.
  const info = traceInfo(traceAt([0, 1, 4, 4, 8]));
  t.is(info.interarrivalScv, 0.625);
  t.deepEqual(info.windows[0], { windowS: 1, peakRatePerS: 2, dispersion: 1 });
});

test('the peak is found wherever its window begins; a window is half open', (t) => {
  const info = traceInfo(traceAt([0, 0.75, 1, 1.5, 1.75, 3]));
  t.is(info.windows[0].peakRatePerS, 3, '1.75 is not in the second from 0.75 on');
});

test('what a short trace cannot tell is null', (t) => {
  const one = traceInfo(traceAt([0]));
  t.is(one.meanRatePerS, null);
  t.is(one.interarrivalScv, null);
  t.is(one.addresses, null);
  t.true(one.windows.every(({ peakRatePerS, dispersion }) => peakRatePerS === null && dispersion === null));
  const short = traceInfo(traceAt([0, 1.5]));
  t.deepEqual(short.windows[0], { windowS: 1, peakRatePerS: 1, dispersion: null });
});

test('percentiles are by nearest rank', (t) => {
  const n = Float64Array.from({ length: 100 }, (_, at) => 100 - at);
  const info = traceInfo(
    traceAt(
      Array.from({ length: 100 }, (_, at) => at),
      { columns: { n } },
    ),
  );
  t.deepEqual(info.columns, [{ name: 'n', mean: 50.5, p50: 50, p90: 90, p99: 99, max: 100 }]);
  t.is(n[0], 100, 'the column itself stays as it is');
});

test('the five most frequent, of equals the one seen first', (t) => {
  const key = Uint32Array.of(5, 5, 5, 1, 1, 0, 2, 3, 4);
  const keys = ['/0', '/1', '/2', '/3', '/4', '/5'];
  const address = new Uint32Array(9);
  const addresses = [Uint8Array.of(10, 0, 0, 1)];
  const info = traceInfo(traceAt([0, 1, 2, 3, 4, 5, 6, 7, 8], { key, keys, address, addresses }));
  t.deepEqual(info.keys, {
    distinct: 6,
    top: [
      { value: '/5', requests: 3, share: 3 / 9 },
      { value: '/1', requests: 2, share: 2 / 9 },
      { value: '/0', requests: 1, share: 1 / 9 },
      { value: '/2', requests: 1, share: 1 / 9 },
      { value: '/3', requests: 1, share: 1 / 9 },
    ],
  });
  t.deepEqual(info.addresses, { distinct: 1, top: [{ value: '10.0.0.1', requests: 9, share: 1 }] });
});

test('rates and burstiness agree with their definitions', (t) => {
  const gaps = fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 2, maxLength: 60 });
  fc.assert(
    fc.property(gaps, (milliseconds) => {
      let now = 0;
      const at = [0, ...milliseconds.map((gap) => (now += gap))];
      fc.pre(now >= 2000);
      const info = traceInfo(traceAt(at.map((ms) => ms / 1000)));
      const mean = now / milliseconds.length;
      const variance = milliseconds.reduce((sum, gap) => sum + (gap - mean) * (gap - mean), 0) / milliseconds.length;
      t.true(Math.abs(info.interarrivalScv! - variance / (mean * mean)) < 1e-9);
      const peak = Math.max(...at.map((from) => at.filter((ms) => ms >= from && ms < from + 1000).length));
      t.is(info.windows[0].peakRatePerS, peak);
      const counts = Array.from(
        { length: Math.floor(now / 1000) },
        (_, second) => at.filter((ms) => Math.floor(ms / 1000) === second).length,
      );
      const meanCount = counts.reduce((sum, count) => sum + count, 0) / counts.length;
      const squares = counts.reduce((sum, count) => sum + (count - meanCount) * (count - meanCount), 0) / counts.length;
      t.true(Math.abs(info.windows[0].dispersion! - squares / meanCount) < 1e-9);
    }),
  );
});
