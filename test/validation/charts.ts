/** The charts of the page. */
import type { TopLevelSpec } from 'vega-lite';
import { CHART_CONFIG } from '../../reports/charts/chart.ts';
import { INK, seriesStyles, ALARM } from '../../reports/charts/palette.ts';
import { drawnSpec } from '../../tools/library-chart.ts';
import { manyServers } from '../theory/forms/many-servers.ts';
import { mm1, powerOfChoices } from '../theory/formulas.ts';
import type { Results } from './page.ts';

export interface PageChart {
  /** Of its file, without an extension. */
  name: string;
  caption: string;
  draw: (results: Results) => Promise<string>;
}

const WIDTH = 680;

/** How far each figure is from what is expected, in halves of its interval: all between -1 and 1, if all is well. */
function errors(results: Results): TopLevelSpec {
  const points = Object.entries(results).flatMap(([name, { rows }]) =>
    rows.flatMap(({ expected, seen, halfWidth, is, what }) =>
      is !== undefined || halfWidth === undefined || halfWidth === 0 || typeof expected !== 'number'
        ? []
        : [
            {
              name: `${name}: ${what}`,
              width: (100 * halfWidth) / Math.abs(expected),
              error: 100 * (Number(seen) / expected - 1),
            },
          ],
    ),
  );
  const widest = Math.max(1, ...points.map(({ width }) => width));
  return {
    width: WIDTH - 70,
    height: 300,
    config: CHART_CONFIG,
    layer: [
      {
        data: {
          values: [
            { x: 0, low: 0, high: 0 },
            { x: widest, low: -widest, high: widest },
          ],
        },
        mark: { type: 'area', color: '#b5cde3', opacity: 0.5 },
        encoding: {
          x: { field: 'x', type: 'quantitative' },
          y: { field: 'low', type: 'quantitative' },
          y2: { field: 'high' },
        },
      },
      {
        data: { values: points },
        mark: { type: 'point', filled: true, size: 36, opacity: 0.8, color: '#0060a8' },
        encoding: {
          x: { field: 'width', type: 'quantitative', title: 'half of the interval, % of what is expected' },
          y: { field: 'error', type: 'quantitative', title: 'seen less expected, %' },
        },
      },
    ],
  };
}

const TABLE = /^power of (\d) choices, 1000 servers, rho ([\d.]+)$/;

/** Mean sojourn by load: curves of theory, points of the simulator. */
function choices(results: Results): TopLevelSpec {
  const series = ['1', '2', '3', '5'];
  const loads = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);
  const theory = series.flatMap((d) =>
    loads.map((rho) => ({ d, rho, T: d === '1' ? mm1(rho) : powerOfChoices(rho, Number(d)) })),
  );
  const points = manyServers.flatMap(({ name }) => {
    const [, d, rho] = TABLE.exec(name) ?? [];
    return d === undefined || !(name in results) ? [] : [{ d, rho: Number(rho), T: results[name].rows[0].seen }];
  });
  const styles = seriesStyles(series.map((d) => (d === '1' ? 'random' : `power-of-two{choices: ${d}}`)));
  const color = {
    field: 'd',
    type: 'nominal' as const,
    scale: { domain: series, range: styles.map(({ colour }) => colour.light) },
    legend: { orient: 'top' as const, labelExpr: "datum.label == '1' ? 'one at random' : 'best of ' + datum.label" },
  };
  const x = { field: 'rho', type: 'quantitative' as const, title: 'load', scale: { domain: [0, 1] } };
  const y = {
    field: 'T',
    type: 'quantitative' as const,
    title: 'mean time at the servers, ms',
    scale: { domain: [1, 7], clamp: true },
  };
  return {
    width: WIDTH - 70,
    height: 300,
    config: CHART_CONFIG,
    layer: [
      {
        data: { values: theory.filter(({ T }) => T <= 7) },
        mark: { type: 'line', strokeWidth: 2 },
        encoding: { x, y, color },
      },
      { data: { values: points }, mark: { type: 'point', filled: true, size: 50 }, encoding: { x, y, color } },
    ],
  };
}

/** The number present while the rate changes. */
function overTime(results: Results): TopLevelSpec {
  const rows = results['M(t)/M/inf']?.rows ?? [];
  const values = rows.flatMap(({ expected, seen, halfWidth = 0 }, at) => [
    {
      at: at + 0.5,
      present: Number(expected),
      low: Number(seen) - halfWidth,
      high: Number(seen) + halfWidth,
      seen: Number(seen),
    },
  ]);
  const x = { field: 'at', type: 'quantitative' as const, title: 'time, ms' };
  const y = { field: 'present', type: 'quantitative' as const, title: 'requests present' };
  return {
    width: WIDTH - 70,
    height: 220,
    config: CHART_CONFIG,
    data: { values },
    layer: [
      { mark: { type: 'line', color: INK.light, strokeWidth: 1.5 }, encoding: { x, y } },
      {
        mark: { type: 'rule', color: ALARM.light, strokeWidth: 2 },
        encoding: { x, y: { field: 'low', type: 'quantitative' }, y2: { field: 'high' } },
      },
      {
        mark: { type: 'point', filled: true, size: 50, color: '#0060a8' },
        encoding: { x, y: { field: 'seen', type: 'quantitative' } },
      },
    ],
  };
}

const drawnBy = (spec: (results: Results) => TopLevelSpec) => (results: Results) => drawnSpec(spec(results));

export const charts: PageChart[] = [
  {
    name: 'errors',
    caption:
      'Each figure is a point: how far it is from what is expected, by how wide its interval is. Those in the wedge hold it.',
    draw: drawnBy(errors),
  },
  {
    name: 'power-of-choices',
    caption:
      'Power of d choices: lines are the formula, points the simulator with 1000 servers. The gain is in the second choice.',
    draw: drawnBy(choices),
  },
  {
    name: 'over-time',
    caption: 'M(t)/M/inf: requests present while the rate changes. The line is theory, points the simulator.',
    draw: drawnBy(overTime),
  },
];
