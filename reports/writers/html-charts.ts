import type { Chart, LegendEntry, Readings } from '../charts/chart.ts';
import { escaped, section } from './html-parts.ts';

/** A chart and its pictures for a page, as the text of SVGs. */
export interface Drawing {
  chart: Chart;
  wide: string;
  narrow: string;
}

/** The chart below its sentence and its legend. */
export function chartSection({ chart, wide, narrow }: Drawing): string {
  const entries = chart.legend.map((entry) => {
    const isLine = entry.dash !== undefined && chart.readings.panels.length === 1;
    return `<li class="name"${isLine ? ' data-line' : ''}>${swatch(entry)}${escaped(entry.text)}</li>`;
  });
  const legend = entries.length === 0 ? '' : `<ul class="legend">${entries.join('')}</ul>`;
  const pictures = inline(wide, 'wide', chart.title) + inline(narrow, 'narrow', chart.title);
  return section(
    chart.title,
    `<p>${escaped(chart.sentence)}</p>${legend}<figure data-chart="${chart.name}">${pictures}</figure>`,
  );
}

/** What the charts tell of a place, for the page's script. */
export function readingsData(drawings: readonly Drawing[]): string {
  const charts = Object.fromEntries(drawings.map(({ chart }) => [chart.name, packed(chart.readings)]));
  return `<script type="application/json" id="readings">${JSON.stringify(charts).replaceAll('<', '\\u003c')}</script>`;
}

/** The values of a series as one text: as a list they would take twice the room. */
function packed({ isMap, unit, panels }: Readings): object {
  return {
    isMap,
    unit,
    panels: panels.map((panel) => ({
      ...panel,
      series: panel.series.map(({ name, values }) => [name, values.join('|')]),
    })),
  };
}

/** What stands in a chart for a line, a point or an area. */
export function swatch({ colour: { light }, dash, shape }: Omit<LegendEntry, 'text'>): string {
  if (dash !== undefined) {
    return (
      `<svg class="swatch" width="26" height="10" aria-hidden="true"><path d="M1 5H25" fill="none" stroke="${light}" ` +
      `stroke-width="2.5" stroke-dasharray="${dash.join(' ')}"/></svg>`
    );
  }
  const mark =
    shape === undefined
      ? `<rect width="14" height="14" rx="2" fill="${light}"/>`
      : `<path d="${shape}" transform="translate(7,7)scale(4.5)" fill="${light}"/>`;
  return `<svg class="swatch" width="14" height="14" aria-hidden="true">${mark}</svg>`;
}

/** An SVG as part of the page. */
function inline(svg: string, name: string, title: string): string {
  return svg.replace(/<svg[^>]*?(?= width=)/, `<svg class="${name}" role="img" aria-label="${escaped(title)}"`);
}
