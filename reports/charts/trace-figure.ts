import type { TopLevelSpec } from 'vega-lite';
import type { TraceInfo } from '../../records/trace-info.ts';
import type { Trace } from '../../records/trace.ts';
import { arrivalsOverTime } from './arrivals-over-time.ts';
import { LABELS_WIDTH } from './axes.ts';
import { CHART_CONFIG } from './chart.ts';
import { INK } from './palette.ts';
import { timeBetweenArrivals } from './time-between-arrivals.ts';
import type { TracePanel } from './trace-panel.ts';

type Panels = Extract<TopLevelSpec, { vconcat: unknown }>['vconcat'];

const HEIGHT = 200;
const GAP = 34;

/** The charts of a trace that has a span. */
export function tracePanels(trace: Trace, info: TraceInfo): TracePanel[] {
  return [arrivalsOverTime(trace, info), timeBetweenArrivals(trace, info)];
}

/** Panels below one another, each with its title and sentence, on a figure so many pixels wide. */
export function traceFigure(panels: readonly TracePanel[], width: number): TopLevelSpec {
  const inside = width - LABELS_WIDTH - 24;
  return {
    vconcat: panels.map((panel) => ({
      title: {
        text: panel.title,
        subtitle: panel.sentence,
        subtitleColor: INK.light,
        subtitleFontSize: 12,
        frame: 'group',
      },
      width: inside,
      height: HEIGHT,
      ...panel.content(inside),
    })) as Panels,
    spacing: GAP,
    config: CHART_CONFIG,
  };
}
