import { excerpt } from '../records/excerpt.ts';
import type { ColumnInfo, DistinctInfo, TraceInfo } from '../records/trace-info.ts';

const NAME_WIDTH = 22;
const CELL_WIDTH = 11;
const LINE_WIDTH = 80;
const FEWEST_HOURS = 3;
const BARS = '▁▂▃▄▅▆▇█';

/** What `steelyard trace info` prints: plain text, at most 80 columns. */
export function traceInfoText(info: TraceInfo): string {
  const lines = [
    excerpt(info.source, LINE_WIDTH),
    '',
    row('requests', [String(info.requests)]),
    row('span', [`${number(info.spanS)} s`]) + `   from ${info.startedAt}`,
    row('mean rate', [rate(info.meanRatePerS)]),
    row('burstiness', [number(info.interarrivalScv)]) + '   squared CV of inter-arrivals; Poisson: 1',
    '',
    row(
      'in windows of',
      info.windows.map(({ windowS }) => `${windowS} s`),
    ),
    row(
      'peak rate',
      info.windows.map(({ peakRatePerS }) => rate(peakRatePerS)),
    ),
    row(
      'index of dispersion',
      info.windows.map(({ dispersion }) => number(dispersion)),
    ),
    ...columnLines(info.columns),
    ...hourLines(info.ratePerSByHour),
    ...distinctLines('addresses', info.addresses),
    ...distinctLines('keys', info.keys),
  ];
  return `${lines.join('\n')}\n`;
}

function columnLines(columns: ColumnInfo[]): string[] {
  if (columns.length === 0) return [];
  const rows = columns.map(({ name, mean, p50, p90, p99, max }) => row(name, [mean, p50, p90, p99, max].map(number)));
  return ['', row('column', ['mean', 'p50', 'p90', 'p99', 'max']), ...rows];
}

function distinctLines(title: string, info: DistinctInfo | null): string[] {
  if (!info) return [];
  const top = info.top.map(({ value, requests, share }) => {
    const cells = [String(requests), `${number(100 * share)} %`].map((cell) => cell.padStart(CELL_WIDTH));
    return excerpt(`${cells.join('')}   ${value || '(none)'}`, LINE_WIDTH);
  });
  return ['', row(`distinct ${title}`, [String(info.distinct)]), ...top];
}

/** The shape of a day, of a trace that reaches over some hours of it. */
function hourLines(rates: TraceInfo['ratePerSByHour']): string[] {
  const seen = (rates ?? []).filter((perS) => perS !== null);
  if (rates === null || seen.length < FEWEST_HOURS) return [];
  const range = `${rate(Math.min(...seen))} to ${rate(Math.max(...seen))}`;
  return [
    '',
    row('hour of the day', []) + '0     6     12    18    23  UTC',
    row('mean rate', []) + `${sparkline(rates)}  ${range}`,
  ];
}

/** A bar for each value, from 0 up; a blank for none. */
function sparkline(values: (number | null)[]): string {
  const most = values.reduce<number>((a, b) => Math.max(a, b ?? 0), 0);
  return values.map((value) => (value === null ? ' ' : BARS[Math.round((7 * value) / (most || 1))]!)).join('');
}

function row(name: string, cells: string[]): string {
  return excerpt(name, NAME_WIDTH - 1).padEnd(NAME_WIDTH) + cells.map((cell) => cell.padStart(CELL_WIDTH)).join('');
}

function rate(perS: number | null): string {
  return perS === null ? '-' : `${number(perS)}/s`;
}

/** Four digits at least, and whole numbers in full up to a thousand million. */
function number(value: number | null): string {
  if (value === null) return '-';
  const size = Math.abs(value);
  if (size >= 1e9 || (size > 0 && size < 1e-3)) return value.toPrecision(4);
  return size >= 1000 || Number.isInteger(value) ? String(Math.round(value)) : String(Number(value.toPrecision(4)));
}
