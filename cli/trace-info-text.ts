import { excerpt } from '../records/excerpt.ts';
import type { ColumnInfo, DistinctInfo, TraceInfo } from '../records/trace-info.ts';

const NAME_WIDTH = 22;
const CELL_WIDTH = 11;
const LINE_WIDTH = 80;

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
    ...distinctLines('addresses', info.addresses, info.requests),
    ...distinctLines('keys', info.keys, info.requests),
  ];
  return `${lines.join('\n')}\n`;
}

function columnLines(columns: ColumnInfo[]): string[] {
  if (columns.length === 0) return [];
  const rows = columns.map(({ name, mean, p50, p90, p99, max }) => row(name, [mean, p50, p90, p99, max].map(number)));
  return ['', row('column', ['mean', 'p50', 'p90', 'p99', 'max']), ...rows];
}

function distinctLines(title: string, info: DistinctInfo | null, requests: number): string[] {
  if (!info) return [];
  const top = info.top.map(({ value, requests: count }) => {
    const share = `${number((100 * count) / requests)} %`;
    return excerpt(
      `${String(count).padStart(CELL_WIDTH)}${share.padStart(CELL_WIDTH)}   ${value || '(none)'}`,
      LINE_WIDTH,
    );
  });
  return ['', row(`distinct ${title}`, [String(info.distinct)]), ...top];
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
