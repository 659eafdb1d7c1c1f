/** The chart of servers over time: which pools it shows, and what it says of them. */
import test from 'ava';
import type { Observation } from '../../records/observation.ts';
import type { Chart } from '../../reports/charts/chart.ts';
import { chartsOf } from '../../reports/charts/charts.ts';
import { buildReport } from '../../reports/report.ts';
import { flashCrowd } from './observations.ts';

test('steps of the pool within the measured time, told by one panel where they are equal', (t) => {
  const observations = flashCrowd(['round-robin', 'random']);
  t.is(chartsOf(buildReport(observations, '0.1.0'), observations).find(isServersOverTime), undefined);
  const end = observations[0].duration;
  for (const { balancers } of observations) {
    balancers[0].pool = [{ group: 'web', at: [0, end / 2, 2 * end], present: [4, 5, 6], available: [4, 3, 6] }];
  }
  const drawn = chartsOf(buildReport(observations, '0.1.0'), observations).find(isServersOverTime)!;
  t.deepEqual(
    drawn.readings.panels.map(({ series }) => series),
    [
      [
        { name: 'in the pool', values: ['4', '5'] },
        { name: 'available', values: ['4', '3'] },
      ],
    ],
  );
  t.regex(drawn.sentence, /^The pool has 4 to 5 servers; the fewest that are available at once are 3 /);
});

test('each pool that changes, and each group of servers in it, has a panel; equal ones share one', (t) => {
  const observations = flashCrowd(['round-robin', 'random']);
  const end = observations[0].duration;
  const falls = (group: string, to: number) => ({ group, at: [0, end / 2], present: [4, 4], available: [4, to] });
  for (const [index, { balancers }] of observations.entries()) {
    const [first] = balancers;
    const calm = { group: 'calm', at: [0], present: [9], available: [9] };
    balancers.splice(
      0,
      1,
      { ...first, name: 'lb/0', pool: [falls('web', 3 - index)] },
      { ...first, name: 'lb/1', pool: [falls('web', 3 - index)] },
      { ...first, name: 'front', pool: [calm, falls('old', 1), falls('new', 2)] },
      { ...first, name: 'calm', pool: [calm] },
    );
  }
  const titles = (...shown: Observation[]) => {
    const { readings, sentence } = chartsOf(buildReport(shown, '0.1.0'), shown).find(isServersOverTime)!;
    return [...readings.panels.map(({ title }) => title), sentence];
  };
  const worst = 'old has 4 servers; the fewest that are available at once are 1 (from 5 min on).';
  t.deepEqual(titles(...observations), [
    'lb/0 and 1 more, round-robin',
    'lb/0 and 1 more, random',
    'old, round-robin and 1 more',
    'new, round-robin and 1 more',
    worst,
  ]);
  t.deepEqual(titles(observations[0]), ['lb/0 and 1 more', 'old', 'new', worst]);
  const one = observations.map((each) => ({ ...each, balancers: [{ ...each.balancers[2], name: 'only' }] }));
  one[0].balancers[0].pool.pop();
  one[1].balancers[0].pool[2] = { group: 'new', at: [0], present: [4], available: [4] };
  t.deepEqual(titles(...one).slice(0, -1), ['old']);
  const many = Array.from({ length: 9 }, (_, nth) => {
    return { ...observations[0].balancers[0], name: `lb/${nth}`, pool: [falls('web', nth % 4)] };
  });
  const shown = titles({ ...observations[0], balancers: many });
  t.deepEqual(shown.slice(0, -1), ['lb/0 and 1 more', 'lb/1 and 1 more', 'lb/2', 'lb/3']);
  t.regex(shown.at(-1)!, / Of 9 pools that change 6 are shown\.$/);
});

function isServersOverTime({ name }: Chart): boolean {
  return name === 'servers-over-time';
}
