/** The chart that shows a scenario's answer, as a file that looks right on a light page and on a dark one. */
import type { TopLevelSpec } from 'vega-lite';
import type { Observation } from '../records/observation.ts';
import type { Chart } from '../reports/charts/chart.ts';
import { latencyByPercentile } from '../reports/charts/latency-by-percentile.ts';
import { latencyOverTime } from '../reports/charts/latency-over-time.ts';
import { COLOURS } from '../reports/charts/palette.ts';
import { renderSvg } from '../reports/charts/render.ts';
import { requestsOverTime } from '../reports/charts/requests-over-time.ts';
import type { Report } from '../reports/report.ts';
import type { World } from '../sim/scenario/compile/world.ts';
import { decidingObjective } from './library-answer.ts';

const WIDTH = 816;
const WIDTH_BESIDE_LEGEND = 680;

/** GitHub's pages. */
const PAGE = { light: '#ffffff', dark: '#0d1117' };

/** What decides is shown: outcomes over time, or latency, over time where time makes a difference; outcomes also where most fail. */
export function chartOf(world: World, report: Report, observations: readonly Observation[]): Chart {
  const { metric } = world.objectives[decidingObjective(report)];
  const mostFail = report.results.some(({ latencyAllMs }) => latencyAllMs.p50 === null);
  if (metric === 'availability' || metric === 'throughput' || mostFail) return requestsOverTime(report, observations);
  return changesOverTime(world) ? latencyOverTime(observations) : latencyByPercentile(report, observations);
}

/** Its rates change, or its beginning counts. */
function changesOverTime({ clients, warmup }: World): boolean {
  return warmup === 0 || clients.some(({ arrivals }) => 'rate' in arrivals && arrivals.rate.length > 1);
}

/** The text of an SVG. Same chart, same bytes. */
export async function drawn(chart: Chart): Promise<string> {
  const width = chart.name === 'latency-by-percentile' ? WIDTH_BESIDE_LEGEND : WIDTH;
  return await drawnSpec(chart.spec({ width, isAlone: true }));
}

/** The same of any specification in the colours of the palette. */
export async function drawnSpec(spec: TopLevelSpec): Promise<string> {
  const svg = light(await renderSvg(spec));
  const dark = [...COLOURS, PAGE]
    .filter((colour) => colour === PAGE || svg.includes(colour.light))
    .map((colour) => `[fill="${colour.light}"]{fill:${colour.dark}}[stroke="${colour.light}"]{stroke:${colour.dark}}`);
  const style = `<style>@media (prefers-color-scheme:dark){${dark.join('')}}</style>`;
  const background = `<rect width="100%" height="100%" fill="${PAGE.light}"/>`;
  return `${svg.replace(/<svg[^>]*>/, `$&${style}${background}`)}\n`;
}

/** Without what a picture in a page does not need: roles of its parts, points on one place, and more than tenths of a pixel. */
function light(svg: string): string {
  return svg
    .replaceAll(/<[^>]*>/g, (tag) =>
      tag
        .replaceAll(/ (?:role|class|aria-[a-z]+)="[^"]*"/g, '')
        .replaceAll(/-?\d+\.\d{2,}/g, (number) => String(Number(Number(number).toFixed(1)))),
    )
    .replaceAll(/(L[^A-Z"]+)\1+/g, '$1');
}
