import test from 'ava';
import * as fc from 'fast-check';
import { priorityLoads } from '../../sim/model/balancers/priority-loads.ts';
import { fuzz } from '../reference/models.ts';
import { groupShares } from '../reference/priority-groups.ts';

const ENVOY = 1.4;

const of100 = (usable: number[]) => usable.map((each) => ({ usable: each, total: 100 }));

/** Loads in whole percents that add up to 100: rounded down, and the rest to those that lost most. */
function percents(usable: number[], panic = 0): number[] {
  const exact = priorityLoads(of100(usable), ENVOY, panic).map(({ load }) => load * 100);
  const down = exact.map((each) => Math.floor(each + 1e-9));
  const rest = 100 - down.reduce((a, b) => a + b);
  const lost = exact.map((each, i) => each - down[i]);
  const last = lost.toSorted((a, b) => b - a)[rest];
  return down.map((each, i) => (rest > 0 && lost[i] > (last ?? -1) + 1e-9 ? each + 1 : each));
}

/** Usable percent of each priority, and the percent of traffic that it gets: Envoy's documents on priority levels. */
const TABLE: [usable: number[], traffic: number[]][] = [
  [
    [100, 100],
    [100, 0],
  ],
  [
    [72, 100],
    [100, 0],
  ],
  [
    [71, 100],
    [99, 1],
  ],
  [
    [50, 100],
    [70, 30],
  ],
  [
    [25, 100],
    [35, 65],
  ],
  [
    [0, 100],
    [0, 100],
  ],
  [
    [25, 25],
    [50, 50],
  ],
  [
    [25, 25, 20],
    [36, 36, 28],
  ],
];

for (const [usable, traffic] of TABLE) {
  test(`with over-provisioning of 1.4, ${usable.join(' and ')} percent usable get ${traffic.join(' and ')}`, (t) => {
    t.deepEqual(percents(usable), traffic);
  });
}

/** Who panics at Envoy's threshold of 50 %: only where all priorities together cannot take everything. */
const PANICS: [usable: number[], panics: boolean[]][] = [
  [
    [72, 72],
    [false, false],
  ],
  [
    [50, 60],
    [false, false],
  ],
  [
    [25, 100],
    [false, false],
  ],
  [
    [25, 25],
    [true, true],
  ],
  [
    [5, 65],
    [true, false],
  ],
];

for (const [usable, panics] of PANICS) {
  test(`at a threshold of half, ${usable.join(' and ')} percent usable: panics ${panics.join(' and ')}`, (t) => {
    t.deepEqual(
      priorityLoads(of100(usable), ENVOY, 0.5).map((group) => group.panics),
      panics,
    );
  });
}

test('of priorities of which one panics, each gets its part', (t) => {
  t.deepEqual(percents([5, 65], 0.5), [7, 93]);
});

test('if all panic, traffic goes by size', (t) => {
  const groups = [
    { usable: 1, total: 30 },
    { usable: 0, total: 10 },
  ];
  t.deepEqual(priorityLoads(groups, ENVOY, 0.5), [
    { load: 0.75, panics: true },
    { load: 0.25, panics: true },
  ]);
});

test('if nothing is usable and nobody panics, the first gets all', (t) => {
  t.deepEqual(percents([0, 0]), [100, 0]);
});

test('loads add up to 1, and are those of the reference', (t) => {
  const group = fc.record({ usable: fc.nat(20), rest: fc.nat(20) });
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(group, { minLength: 1, maxLength: 5 }),
      fc.constantFrom(1, 1.4, 3),
      share,
      (all, over, panic) => {
        const groups = all.map(({ usable, rest }) => ({ usable, total: usable + rest }));
        const loads = priorityLoads(groups, over, panic);
        const expected = groupShares(
          groups.map(({ usable }) => usable),
          groups.map(({ total }) => total),
          over,
          panic,
        );
        const sum = loads.reduce((total, { load }) => total + load, 0);
        t.true(Math.abs(sum - 1) < 1e-9);
        for (const [i, { load, panics }] of loads.entries()) {
          t.true(Math.abs(load - expected.shares[i]) < 1e-9);
          t.is(panics, expected.panics[i]);
        }
      },
    ),
    fuzz(300),
  );
});
