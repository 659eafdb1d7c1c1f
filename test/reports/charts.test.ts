/** What stands in charts and their sentences, against the numbers that they are of. */
import test from 'ava';
import * as fc from 'fast-check';
import type { Observation } from '../../records/observation.ts';
import type { Chart } from '../../reports/charts/chart.ts';
import { mergeObservations } from '../../records/merge.ts';
import { chartsOf } from '../../reports/charts/charts.ts';
import { faultSpans } from '../../reports/charts/fault-spans.ts';
import { heatPanels } from '../../reports/charts/heat-map.ts';
import { mergedCells } from '../../reports/charts/merged-cells.ts';
import { HEAT, seriesStyles } from '../../reports/charts/palette.ts';
import { renderPng, renderSvg } from '../../reports/charts/render.ts';
import { shownServers } from '../../reports/charts/shown-servers.ts';
import { buildReport } from '../../reports/report.ts';
import { empty, flashCrowd, inGroups, made, SEVEN } from './observations.ts';

test('the cells of a heat map add up to what its servers did, also where windows are joined', (t) => {
  const many = Array.from(
    { length: 20 },
    (_, nth) => made({ strategy: `s${nth}`, servers: 100, requests: 10 }).observation,
  );
  for (const observations of [flashCrowd(), many]) {
    for (const { observation, spans, cell } of heatPanels(observations)) {
      observation.servers.forEach((server, place) => {
        const cells = spans.map((_, span) => cell(place, span));
        for (const sum of ['work', 'capacity', 'inFlightTime'] as const) {
          near(
            t,
            cells.reduce((total, cell) => total + cell[sum], 0),
            server[sum],
          );
        }
        near(
          t,
          cells.reduce((total, cell) => total + cell.time, 0),
          observation.duration - observation.warmup,
        );
      });
      t.is(spans.at(-1)!.to, observation.duration / 1e9);
    }
  }
  t.is(heatPanels(many)[0].spans.length, 15);
});

test('a cell tells the mean over its time, of replications too', (t) => {
  const observation = busy([
    [1, 0.5, 0.25],
    [0, 0.125, 0.96],
  ]);
  const twice = mergeObservations(observation, observation);
  t.deepEqual(chart('utilization-by-server', observation).readings.panels[0].series, [
    { name: 'web/0', values: ['100', '50', '25'] },
    { name: 'web/1', values: ['0', '13', '96'] },
  ]);
  t.deepEqual(chart('in-flight-by-server', observation).readings.panels[0].series[0].values, ['8', '4', '2']);
  t.deepEqual(chart('in-flight-by-server', twice).readings.panels[0].series[0].values, ['8', '4', '2']);
});

test('a server that is down is told from an idle one, and what an interruption left out is blank', async (t) => {
  const observation = busy([
    [1, 0, 0],
    [0.5, 0.5, 0.5],
  ]);
  observation.serverTimeline.capacity[2] = 0;
  const map = chart('utilization-by-server', { ...observation, duration: 420e9 });
  t.is(map.legend.at(-1)!.text, 'down or not there');
  t.deepEqual(map.readings.panels[0].series[0].values, ['100', '0', '–']);
  const levels = JSON.stringify(map.spec({ width: 800, isAlone: true })).match(/"level":\d/g)!;
  t.deepEqual(levels, ['"level":5', '"level":6', '"level":2', '"level":2']);
  t.notRegex(JSON.stringify(chart('utilization-by-server', busy([[1], [0]])).legend), /down/);
});

test('sentences of heat maps say the share of full time and the highest cell', (t) => {
  const even = {
    ...busy([
      [0.5, 0.6],
      [0.5, 0.55],
    ]),
    strategy: 'even',
  };
  const uneven = {
    ...busy([
      [0.95, 1],
      [0.2, 1],
    ]),
    strategy: 'uneven',
  };
  const worse = {
    ...busy([
      [0.95, 1],
      [0.96, 1],
    ]),
    strategy: 'worse',
  };
  const sentence = (...observations: Observation[]): string => chart('utilization-by-server', ...observations).sentence;
  t.is(sentence(even), 'No server is ever full: the most is 60 %, of web/0 after 5 min 30 s.');
  t.is(
    sentence(uneven, even),
    'Servers are full (95 % used or more) for 75 % of their time with uneven, and never with even.',
  );
  t.is(
    sentence(uneven, even, { ...even, strategy: 'other' }),
    'Servers are full (95 % used or more) for 75 % of their time with uneven, and never with any other strategy.',
  );
  t.is(
    sentence(uneven, worse),
    'Servers are full (95 % used or more) for 100 % of their time with worse, and for 75 % with uneven.',
  );
  t.is(sentence(empty()), 'No server does any work.');
  t.is(
    chart('in-flight-by-server', uneven, even).sentence,
    'The fullest server holds 8.00 requests: web/0 with uneven after 5 min 30 s; with even the most is 4.80.',
  );
});

test('bounds of requests in flight reach from few to the most', (t) => {
  const bounds = (most: number): string[] => {
    const observation = busy([[0], [0]]);
    observation.serverTimeline.inFlightTime[0] = most * 540e9;
    return chart('in-flight-by-server', observation).legend.map(({ text }) => text);
  };
  t.deepEqual(bounds(0), ['under 0.5', '0.5 and more']);
  t.deepEqual(bounds(3), ['under 0.5', '0.5 to 1', '1 to 2', '2 and more']);
  t.deepEqual(bounds(20_266), [
    'under 0.5',
    '0.5 to 10',
    '10 to 100',
    '100 to 2,000',
    '2,000 to 20,000',
    '20,000 and more',
  ]);
});

test('of more than a hundred servers a hundred are shown, from the busiest to the idlest', (t) => {
  const { observation } = made({ servers: 1000, requests: 10 });
  const { places, isRanked } = shownServers(observation);
  const loads = places.map((place) => observation.servers[place].work / observation.servers[place].capacity);
  const all = observation.servers.map(({ work, capacity }) => work / capacity);
  t.true(isRanked);
  t.is(new Set(places).size, 100);
  t.deepEqual(
    loads,
    loads.toSorted((one, other) => other - one),
  );
  t.deepEqual([loads[0], loads.at(-1)], [Math.max(...all), Math.min(...all)]);
  t.regex(chart('work-by-server', observation).sentence, /Of 1000 servers 100 are shown/);
  const hidden = observation.servers.findIndex((_, place) => !places.includes(place));
  observation.serverTimeline.inFlightTime[hidden] = 1e15;
  t.regex(chart('in-flight-by-server', observation).sentence, new RegExp(`requests: web/${hidden} after`));
});

test('shares of work are those of the report, and the fair ones too', (t) => {
  const observations = flashCrowd();
  const { results } = buildReport(observations, '0.1.0');
  const { readings } = chart('work-by-server', ...observations);
  readings.panels.forEach(({ title, labels, series: [work, fair] }, nth) => {
    const { strategy, servers } = results[nth];
    t.is(title, strategy);
    t.deepEqual(
      labels,
      servers.map(({ name }) => name),
    );
    const told = (values: string[]): number => values.reduce((sum, value) => sum + Number.parseFloat(value), 0);
    t.true(Math.abs(told(work.values) - 100) < 0.3 && Math.abs(told(fair.values) - 100) < 0.3);
    servers.forEach(({ workShare }, place) =>
      t.true(Math.abs(Number.parseFloat(work.values[place]) - workShare! * 100) <= 0.05),
    );
  });
});

test('the sentence on work names the server with the most for its fair share', (t) => {
  const skewed = { ...busy([[1], [0.5]]), strategy: 'skewed' };
  const even = { ...busy([[0.5], [0.5]]), strategy: 'even' };
  t.is(
    chart('work-by-server', even, skewed).sentence,
    'With skewed web/0 does 66.7 % of the work, 1.33 times its fair share; with even no server does more than 1.00 times its fair share.',
  );
  t.is(chart('work-by-server', empty()).sentence, 'No server does any work.');
  const alone = made({ servers: 1 }).observation;
  t.false(charts(alone).some(({ name }) => name === 'work-by-server'));
});

test('the sentence on client groups says who waits longest and who loses most', (t) => {
  const observation = empty();
  observation.groups = ['slow', 'fast'].map((name, nth) => {
    const counts = {
      arrived: 100,
      succeeded: 90 + nth * 10,
      timedOut: 10 - nth * 10,
      failed: 0,
      refused: 0,
      blocked: 0,
    };
    return { name, ...counts, unfinished: 0, tries: 100, latencySum: counts.succeeded * (nth === 0 ? 30e6 : 10e6) };
  });
  const fairness = chart('fairness-of-groups', observation);
  t.is(
    fairness.sentence,
    'slow waits 3.00 times as long as fast on average. The fewest requests succeed for slow: 90.00 %.',
  );
  t.deepEqual(
    fairness.readings.panels.map(({ series }) => series[0].values[0]),
    ['slow 30.0 ms, fast 10.0 ms', 'slow 90.00 %, fast 100 %'],
  );
  t.false(charts(empty()).some(({ name }) => name === 'fairness-of-groups'));
});

test('readings of each chart fit its panels', (t) => {
  const observations = flashCrowd().map(inGroups);
  for (const { name, readings } of charts(...observations)) {
    for (const { at, labels, series } of readings.panels) {
      t.is(at.length, labels.length, name);
      t.true(series.length > 0 && series.every(({ values }) => values.length <= at.length), name);
      t.deepEqual(
        at,
        at.toSorted((one, other) => one - other),
      );
      t.true(at[0] >= 0 && at.at(-1)! <= 1, name);
    }
  }
});

test('a strategy is drawn alike in every company and order', (t) => {
  const look = (label: string, ...others: string[]) => JSON.stringify(seriesStyles([...others, label]).at(-1)!);
  for (const name of [...SEVEN, 'power-of-two', 'nginx/round-robin', './mine.ts', 'power-of-two{choices: 3}']) {
    t.is(look(name), look(name, ...SEVEN.filter((each) => each !== name)), name);
  }
  const twenty = Array.from({ length: 20 }, (_, nth) => `power-of-two{choices: ${nth + 2}}`);
  const drawn = new Map(twenty.map((label, nth) => [label, JSON.stringify(seriesStyles(twenty)[nth])]));
  t.is(new Set(drawn.values()).size, 20);
  const reversed = twenty.toReversed();
  seriesStyles(reversed).forEach((style, nth) => t.is(JSON.stringify(style), drawn.get(reversed[nth])!));
});

test('up to 28 strategies look different', (t) => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 28 }),
      (labels) => {
        t.is(new Set(seriesStyles(labels).map((style) => JSON.stringify(style))).size, labels.length);
      },
    ),
  );
});

test('the colours of a heat map differ in lightness, ever further from the page', (t) => {
  for (const [scheme, sign] of [
    ['light', -1],
    ['dark', 1],
  ] as const) {
    const lightness = HEAT.map((colour) => sign * luminance(colour[scheme]));
    const steps = lightness.slice(1).map((value, nth) => value - lightness[nth]);
    t.true(Math.min(...steps) > 0.015, `${scheme}: ${steps.join(' ')}`);
  }
});

test('cells of one colour are merged, and cover what they covered', (t) => {
  const cell = fc.record({ row: fc.nat(3), column: fc.nat(9), fill: fc.constantFrom('#aaa', '#bbb') });
  fc.assert(
    fc.property(fc.uniqueArray(cell, { selector: ({ row, column }) => `${row} ${column}`, maxLength: 40 }), (cells) => {
      const ordered = cells.toSorted((one, other) => one.row - other.row || one.column - other.column);
      const rects = ordered.map(
        ({ row, column, fill }) => `<path d="M${column * 2.25},${row * 4}h2.25v4h-2.25Z" fill="${fill}"/>`,
      );
      const merged = mergedCells(rects.join(''));
      t.true((merged.match(/<path/g) ?? []).length <= 2);
      for (const fill of ['#aaa', '#bbb']) {
        const d = new RegExp(`stroke="${fill}"[^>]* d="([^"]*)"`).exec(merged)?.[1] ?? '';
        const widths = [...d.matchAll(/h([\d.]+)/g)].reduce((sum, [, width]) => sum + Number(width), 0);
        t.true(Math.abs(widths - 2.25 * cells.filter((each) => each.fill === fill).length) < 0.11 * (cells.length + 1));
      }
    }),
  );
  const uneven = '<path d="M0,0h2v4h-2Z" fill="#aaa"/><path d="M2,0h2v5h-2Z" fill="#aaa"/>';
  t.is(mergedCells(uneven), uneven);
});

test('a PNG is twice as wide as its SVG, and has letters', async (t) => {
  const svg = await renderSvg(charts(...flashCrowd())[0].spec({ width: 816, isAlone: true }));
  const png = Buffer.from((await renderPng(svg))!);
  t.is(png.subarray(1, 4).toString(), 'PNG');
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg)!.map(Number);
  t.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [2 * width, 2 * height]);
  t.true(png.length > 1.2 * (await renderPng(svg.replace(/<text[^]*?<\/text>/g, '')))!.length);
});

function charts(...observations: Observation[]): Chart[] {
  return chartsOf(buildReport(observations, '0.1.0'), observations);
}

function chart(name: string, ...observations: Observation[]): Chart {
  return charts(...observations).find((each) => each.name === name)!;
}

/** Two servers that are used so much in each window, of 4 cores; in flight 8 times that. */
function busy(used: number[][]): Observation {
  const observation = empty('busy', 60, used.length);
  const time = observation.duration - observation.warmup;
  const count = used[0].length;
  const each = (value: (used: number) => number): Float64Array =>
    Float64Array.from({ length: count * used.length }, (_, cell) =>
      value(used[cell % used.length][Math.floor(cell / used.length)]),
    );
  const length = time / count;
  observation.serverTimeline = {
    length,
    count,
    work: each((share) => share * 4 * length),
    capacity: each(() => 4 * length),
    availableCapacity: each(() => 4 * length),
    inFlightTime: each((share) => share * 8 * length),
  };
  used.forEach((shares, place) => {
    observation.servers[place].work = shares.reduce((sum, share) => sum + share * 4 * length, 0);
  });
  return observation;
}

/** Relative luminance by WCAG 2. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function near(t: { true(actual: boolean, message: string): void }, value: number, expected: number): void {
  t.true(Math.abs(value - expected) <= 1e-9 * Math.max(1, expected), `${value} for ${expected}`);
}

test('spans of faults that touch are one, begin in the measured time and end with the run', (t) => {
  const { observation } = made({});
  const at = (part: number) => observation.warmup + part * (observation.duration - observation.warmup);
  observation.happenings = [
    { at: observation.warmup / 2, kind: 'slow', name: 'web/0', fault: 0 },
    { at: at(0.05), kind: 'slowEnds', name: 'web/0', fault: 0 },
    { at: at(0.1), kind: 'crash', name: 'web/0' },
    { at: at(0.2), kind: 'crash', name: 'web/1' },
    { at: at(0.3), kind: 'restart', name: 'web/0' },
    { at: at(0.4), kind: 'restart', name: 'web/1' },
    { at: at(0.9), kind: 'crash', name: 'web/0' },
  ];
  t.deepEqual(faultSpans(observation), [
    { from: observation.warmup / 1e9, to: at(0.05) / 1e9 },
    { from: at(0.1) / 1e9, to: at(0.4) / 1e9 },
    { from: at(0.9) / 1e9, to: observation.duration / 1e9 },
  ]);
});
