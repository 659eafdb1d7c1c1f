/** The charts of the page. */
import type { TopLevelSpec } from 'vega-lite';
import { CHART_CONFIG } from '../../reports/charts/chart.ts';
import { INK, OUTCOME_COLOURS, seriesStyles } from '../../reports/charts/palette.ts';
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
const BLUE = seriesStyles(['round-robin'])[0].colour.light;

/** How far each figure is from what is expected, in halves of its interval: between -1 and 1, if all is well. */
function errors(results: Results): TopLevelSpec {
  const rows = Object.values(results).flatMap((result) => result.rows);
  const values = rows
    .filter(({ is, halfWidth = 0 }) => is === undefined && halfWidth > 0)
    .map(({ expected, seen, halfWidth = 0, doubt = 0 }, at) => ({
      at,
      error: (Number(seen) - Number(expected)) / (halfWidth + doubt),
    }));
  const x = { field: 'at', type: 'quantitative' as const, axis: null, scale: { domain: [-1, values.length] } };
  const y = { field: 'error', type: 'quantitative' as const };
  const title = 'error, in halves of the interval';
  return {
    width: WIDTH - 70,
    height: 260,
    config: CHART_CONFIG,
    layer: [
      {
        data: { values: [{ at: -1, error: -1, top: 1, end: values.length }] },
        mark: { type: 'rect', color: OUTCOME_COLOURS.succeeded.light, opacity: 0.5 },
        encoding: {
          x,
          x2: { field: 'end' },
          y: { ...y, title, scale: { domain: [-1.5, 1.5], nice: false } },
          y2: { field: 'top' },
        },
      },
      { data: { values }, mark: { type: 'point', filled: true, size: 30, color: BLUE }, encoding: { x, y } },
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
    legend: {
      orient: 'top' as const,
      symbolType: 'stroke',
      labelExpr: "datum.label == '1' ? 'one at random' : 'best of ' + datum.label",
    },
  };
  const x = {
    field: 'rho',
    type: 'quantitative' as const,
    title: 'load',
    scale: { domain: [0, 1] },
    axis: { format: '.1f' },
  };
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
  const values = rows.map(({ expected, seen }, at) => ({ at: at + 0.5, expected, seen }));
  const x = { field: 'at', type: 'quantitative' as const, title: 'time, ms' };
  const y = { field: 'expected', type: 'quantitative' as const, title: 'requests present' };
  return {
    width: WIDTH - 70,
    height: 220,
    config: CHART_CONFIG,
    data: { values },
    layer: [
      { mark: { type: 'line', color: INK.light, strokeWidth: 1.5 }, encoding: { x, y } },
      {
        mark: { type: 'point', filled: true, size: 40, color: BLUE },
        encoding: { x, y: { ...y, field: 'seen' } },
      },
    ],
  };
}

const drawnBy = (spec: (results: Results) => TopLevelSpec) => (results: Results) => drawnSpec(spec(results));

export const charts: PageChart[] = [
  {
    name: 'errors',
    caption:
      'Each figure is a point, in the order of the tables: how far it is from what is expected. In the band its interval holds it, with what is not known of the expected figure.',
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
