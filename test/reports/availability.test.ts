import test from 'ava';
import type { Happening, Observation, ObjectiveSeconds } from '../../records/observation.ts';
import { mergeObservations } from '../../records/merge.ts';
import { incidents } from '../../reports/incidents.ts';
import { objectiveWindows } from '../../reports/objective-windows.ts';
import { buildReport } from '../../reports/report.ts';
import { incidentTable } from '../../reports/writers/availability-tables.ts';
import { made } from './observations.ts';

const SECOND = 1e9;

/** 100 requests a second; by second, how many missed the one objective. */
function seconds(missed: number[], share = 0.99): ObjectiveSeconds {
  return {
    count: missed.length,
    targets: [{ text: 'availability >= 99%', share, within: Infinity }],
    asked: Uint32Array.from(missed, () => 100),
    met: Uint32Array.from(missed, (count) => 100 - count),
  };
}

function observed(missed: number[], happenings: Happening[] = []): Observation {
  return {
    warmup: 0,
    duration: missed.length * SECOND,
    happenings,
    servers: [0, 1, 2].map((index) => ({ name: `web/${index}`, zone: index === 2 ? 'b' : 'a' })),
    objectiveSeconds: seconds(missed),
  } as unknown as Observation;
}

const quiet = (length: number) => Array.from({ length }, () => 0);

test('seconds and minutes inside, downtime, and what was burnt of a budget', (t) => {
  // One second loses half of its requests, another one in a hundred: just inside.
  const missed = quiet(120);
  missed[10] = 50;
  missed[11] = 1;
  const windows = objectiveWindows(observed(missed))!;
  t.is(windows.secondsInside, 119 / 120);
  t.is(windows.minutesInside, 1);
  t.is(windows.downtimeS, 1);
  const [{ burnt, ...budget }] = windows.budgets as [(typeof windows.budgets)[0]];
  t.deepEqual(budget, { objective: 'availability >= 99%', allowed: 0.01, missed: 51 / 12_000 });
  t.true(Math.abs(burnt! - 0.425) < 1e-12);
});

test('a minute is outside when its requests together are', (t) => {
  const missed = quiet(90);
  missed[70] = 31;
  // The second minute has 30 seconds: 3,000 requests, of which 30 may miss.
  t.is(objectiveWindows(observed(missed))!.minutesInside, 1 / 2);
});

test('replications are judged each by itself, and incidents are of the first run', (t) => {
  const happenings: Happening[] = [{ at: 20 * SECOND, kind: 'crash', name: 'web/0' }];
  const run = (from: number, to: number): Observation => ({
    ...made({}).observation,
    ...observed(
      quiet(120).map((_, second) => (second >= from && second < to ? 40 : 0)),
      happenings,
    ),
  });
  const runs = [run(20, 25), run(22, 62), run(0, 0)];
  const merged = mergeObservations(runs[0], mergeObservations(runs[1], runs[2]));
  const { secondsInside, minutesInside, downtimeS, budgets } = objectiveWindows(merged)!;
  t.deepEqual([secondsInside, minutesInside, downtimeS], [1 - 45 / 360, 3 / 6, 15]);
  t.is(budgets[0].missed, (45 * 40) / 36_000);
  t.deepEqual(incidents(merged), incidents(runs[0]));
});

test('without requests nothing is inside or outside', (t) => {
  const nothing = {
    ...observed([0]),
    objectiveSeconds: { ...seconds([0]), asked: new Uint32Array(1), met: new Uint32Array(1) },
  };
  const { secondsInside, downtimeS, budgets } = objectiveWindows(nothing)!;
  t.deepEqual([secondsInside, downtimeS, budgets[0].burnt], [null, 0, null]);
  t.is(objectiveWindows({ ...nothing, objectiveSeconds: undefined }), undefined);
});

test('an incident: how long, when detected, what it cost, and when it was over', (t) => {
  const missed = quiet(60);
  for (let second = 20; second < 25; second++) missed[second] = 40;
  const [incident, ...more] = incidents(
    observed(missed, [
      { at: 20.5 * SECOND, kind: 'crash', name: 'web/1' },
      { at: 22 * SECOND, kind: 'unhealthy', name: 'web/0' },
      { at: 23 * SECOND, kind: 'unhealthy', name: 'web/1' },
      { at: 40 * SECOND, kind: 'restart', name: 'web/1' },
    ]),
  );
  t.deepEqual(incident, {
    kind: 'crash',
    name: 'web/1',
    atS: 20.5,
    lastedS: 19.5,
    detectedAfterS: 2.5,
    missed: 200,
    // Ten seconds of 1,000 requests may miss ten: second 25 is the first of ten calm ones.
    recoveredAfterS: 4.5,
  });
  t.deepEqual(more, []);
});

test('a fault that nobody felt, one that nobody saw the end of, and one outside the measured time', (t) => {
  const missed = quiet(60);
  for (let second = 50; second < 60; second++) missed[second] = 40;
  const found = incidents(
    observed(missed, [
      { at: 5 * SECOND, kind: 'crash', name: 'web/0' },
      { at: 49 * SECOND, kind: 'crash', name: 'web/1' },
      { at: 61 * SECOND, kind: 'crash', name: 'web/2' },
    ]),
  );
  t.deepEqual(
    found.map(({ name, missed, recoveredAfterS, lastedS }) => ({ name, missed, recoveredAfterS, lastedS })),
    [
      { name: 'web/0', missed: 0, recoveredAfterS: 0, lastedS: null },
      { name: 'web/1', missed: 400, recoveredAfterS: null, lastedS: null },
    ],
  );
});

test('a fault is over when its server leaves', (t) => {
  const [{ lastedS, detectedAfterS }] = incidents(
    observed(quiet(60), [
      { at: 20 * SECOND, kind: 'crash', name: 'web/1' },
      { at: 24 * SECOND, kind: 'removed', name: 'web/1', value: 0 },
    ]),
  );
  t.deepEqual([lastedS, detectedAfterS], [4, null]);
});

test('a fault of a server that is not there any more is none', (t) => {
  const told = incidents(
    observed(quiet(60), [
      { at: 20 * SECOND, kind: 'removed', name: 'web/1', value: 0 },
      { at: 24 * SECOND, kind: 'slow', name: 'web/1', value: 0.5 },
      { at: 30 * SECOND, kind: 'slowEnds', name: 'web/1' },
    ]),
  );
  t.deepEqual(told, []);
});

/** Happenings as `[second, kind, name, fault]`. */
function happen(...all: [number, Happening['kind'], string, number?][]): Happening[] {
  return all.map(([at, kind, name, fault]) => ({ at: at * SECOND, kind, name, ...(fault !== undefined && { fault }) }));
}

const detections = (...all: Parameters<typeof happen>) =>
  incidents(observed(quiet(100), happen(...all))).map(({ kind, detectedAfterS }) => [kind, detectedAfterS]);

test('a detection is of the last fault of its server, unless that has long been over', (t) => {
  const short = [
    [10, 'crash', 'web/1'],
    [10.01, 'restart', 'web/1'],
  ] satisfies Parameters<typeof happen>;
  t.deepEqual(detections(...short, [20.01, 'ejected', 'web/1']), [['crash', 10.01]]);
  t.deepEqual(detections(...short, [20.02, 'ejected', 'web/1']), [['crash', null]]);
  t.deepEqual(detections(...short, [12, 'errors', 'web/1', 0], [14, 'ejected', 'web/1']), [
    ['crash', null],
    ['errors', 2],
  ]);
  // Both at one instant are found out together; a planned restart is no fault.
  t.deepEqual(detections([10, 'errors', 'web/1', 0], [10, 'slow', 'web/1', 1], [14, 'ejected', 'web/1']), [
    ['errors', 4],
    ['slow', 4],
  ]);
  t.deepEqual(detections([10, 'slow', 'web/1', 0], [30, 'draining', 'web/1'], [32, 'unhealthy', 'web/1']), [
    ['slow', null],
  ]);
  t.deepEqual(detections([10, 'slow', 'web/1', 0], [30, 'ejected', 'web/0'], [32, 'unhealthy', 'web/1']), [
    ['slow', 22],
  ]);
});

test('a zone is detected with the first of its servers', (t) => {
  const found = detections(
    [10, 'zone', 'a', 0],
    [10, 'crash', 'web/0'],
    [10, 'crash', 'web/1'],
    [11, 'unhealthy', 'web/2'],
    [12, 'unhealthy', 'web/1'],
    [13, 'unhealthy', 'web/0'],
  );
  t.deepEqual(found, [
    ['zone', 2],
    ['crash', 3],
    ['crash', 2],
  ]);
});

test('of faults that overlap each lasts as long as it does', (t) => {
  const found = incidents(
    observed(
      quiet(60),
      happen(
        [20, 'errors', 'web/1', 0],
        [22, 'errors', 'web/1', 1],
        [27, 'errorsEnds', 'web/1', 1],
        [40, 'errorsEnds', 'web/1', 0],
      ),
    ),
  );
  t.deepEqual(
    found.map(({ lastedS }) => lastedS),
    [20, 5],
  );
});

test('requests are not back before a second that is inside by itself', (t) => {
  // A fault of ten seconds costs 4 of 100 requests in each; ten seconds with two such are inside.
  const missed = quiet(60);
  for (let second = 20; second < 30; second++) missed[second] = 4;
  const [{ missed: lost, recoveredAfterS }] = incidents(
    observed(missed, happen([20, 'crash', 'web/0'], [30, 'restart', 'web/0'])),
  );
  t.deepEqual([lost, recoveredAfterS], [40, 10]);
});

test('a fault of the warmup that lasts into the measured time is an incident, of what was measured', (t) => {
  const missed = quiet(60);
  for (let second = 0; second < 5; second++) missed[second] = 40;
  const found = incidents({
    ...observed(
      missed,
      happen([10, 'crash', 'web/0'], [20, 'slow', 'web/1', 0], [30, 'slowEnds', 'web/1', 0], [35, 'restart', 'web/0']),
    ),
    warmup: 30 * SECOND,
    duration: 90 * SECOND,
  });
  t.deepEqual(found, [
    { kind: 'crash', name: 'web/0', atS: 10, lastedS: 25, detectedAfterS: null, missed: 200, recoveredAfterS: 25 },
  ]);
});

test('what no check looks at is not "never" detected', (t) => {
  const { observation } = made({});
  const at = observation.warmup;
  observation.happenings = [
    { at, kind: 'network', name: 'a-b', fault: 0 },
    { at, kind: 'zone', name: 'a', fault: 1 },
    { at, kind: 'balancer', name: 'balancer', fault: 2 },
  ];
  const { columns } = incidentTable(buildReport([observation], '0').results[0]);
  t.deepEqual(columns.find(({ title }) => title === 'detected')?.cells, ['–', 'never', '–']);
});

test('tens of thousands of faults are told of in linear time', (t) => {
  const faults = Array.from({ length: 100_000 }, (_, nth): Happening[] => [
    { at: nth * 1e6, kind: 'crash', name: `web/${nth % 4}` },
    { at: nth * 1e6 + 1, kind: 'restart', name: `web/${nth % 4}` },
  ]).flat();
  const told = incidents(observed(quiet(100), faults));
  t.is(told.length, 100_000);
  t.true(told.every(({ lastedS, detectedAfterS }) => lastedS === 1e-9 && detectedAfterS === null));
});
