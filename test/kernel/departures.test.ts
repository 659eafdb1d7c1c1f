import test from 'ava';
import * as fc from 'fast-check';
import { createDepartures } from '../../sim/kernel/departures.ts';
import { createStream } from '../../sim/kernel/random-stream.ts';

/** The lane beside a plain array of times. `set` gives a server a new time and compares the two. */
function createBoth(servers: number) {
  const nextAt = new Float64Array([Infinity]);
  const lane = createDepartures(servers, nextAt);
  const times = Array.from({ length: servers }, () => Infinity);

  function set(server: number, at: number): void {
    times[server] = at;
    lane.at[0] = at;
    lane.set(server);
    const least = times.reduce((a, b) => Math.min(a, b));
    if (nextAt[0] !== least) throw new Error(`next at ${nextAt[0]}, expected ${least}`);
    const first = times.indexOf(least);
    if (least !== Infinity && lane.nextServer[0] !== first)
      throw new Error(`server ${lane.nextServer[0]}, expected ${first}`);
  }

  return { times, set, next: () => lane.nextServer[0] };
}

/** Gaps of all sizes: ties, neighbours, the width of a day, a year and more, never. */
const gap = fc.oneof(
  fc.constantFrom(0, 1, 999_999, 1_000_000, 1_000_001, 16_000_000, 64_000_000),
  fc.nat(20),
  fc.nat(30_000_000),
  fc.nat(2 ** 31 - 1).map((n) => n * 2 ** 20),
  fc.constant(Infinity),
);

test('the next departure is that of a plain array, whatever happens', (t) => {
  const step = fc.record({ isTaken: fc.boolean(), server: fc.nat(49), gap });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), fc.array(step, { maxLength: 200 }), (servers, steps) => {
      const both = createBoth(servers);
      let now = 0;
      for (const { isTaken, server, gap } of steps) {
        const next = both.next();
        // Some servers change before the next departure is due, at any time since the last one.
        if (isTaken && next >= 0 && both.times[next] !== Infinity) {
          now = both.times[next];
          both.set(next, now + gap);
        } else {
          both.set(server % servers, now + gap);
        }
      }
    }),
    { seed: 1, numRuns: 500 },
  );
  t.pass();
});

test('waves of departures, a day apart and each within a moment, leave in order', (t) => {
  const servers = 10_000;
  const day = 86_400e9;
  const nextAt = new Float64Array([Infinity]);
  const lane = createDepartures(servers, nextAt);
  const random = createStream();
  random.seed(1, 2, 3, 4);
  const set = (server: number, at: number) => {
    lane.at[0] = at;
    lane.set(server);
  };
  for (let server = 0; server < servers; server++) set(server, day + random.below(200));
  const left: { at: number; server: number }[] = [];
  while (left.length < 3 * servers) {
    const [at, server] = [nextAt[0], lane.nextServer[0]];
    left.push({ at, server });
    set(server, at + day);
  }
  t.deepEqual(
    left,
    left.toSorted((a, b) => a.at - b.at || a.server - b.server),
  );
});

for (const [name, servers, spread] of [
  ['dense', 100, 1e3],
  ['as dense as the days', 100, 1e8],
  ['sparse', 20, 1e13],
  ['a single server', 1, 1e7],
] as const) {
  test(`a long run goes through changes of the width: ${name}`, (t) => {
    const random = createStream();
    random.seed(1, 2, 3, 4);
    const both = createBoth(servers);
    for (let server = 0; server < servers; server++) both.set(server, random.below(spread));
    // From the given density to a thousand times as dense and back, in whole nanoseconds.
    for (let step = 0; step < 15_000; step++) {
      const next = both.next();
      const scale = Math.floor(step / 5000) === 1 ? spread / 1000 : spread;
      both.set(next, both.times[next] + Math.floor(random.unit() * scale));
      if (step % 7 === 0) both.set(random.below(servers), both.times[both.next()] + Math.floor(random.unit() * scale));
    }
    t.pass();
  });
}

test('bursts: all at one instant leave in order of the servers', (t) => {
  const both = createBoth(33);
  for (let server = 32; server >= 0; server--) both.set(server, 5_000_000);
  for (let server = 0; server < 33; server++) {
    t.is(both.next(), server);
    both.set(server, Infinity);
  }
});
