import { latency, timeSpan } from '../writers/format.ts';

/** Fixed room for the labels of a vertical axis, pixels: Vega cannot measure text without a canvas. */
export const LABELS_WIDTH = 52;

/** Where ticks stand and what is written there. */
export interface Ticks {
  values: number[];
  labels: string[];
}

/** A scale for latencies in milliseconds: its kind, domain and ticks. */
export interface LatencyScale {
  type: 'log' | 'linear';
  domain: [low: number, high: number];
  ticks: Ticks;
}

/** Latencies that differ by more than this factor stand on a logarithmic scale. */
const WIDE_SPREAD = 20;

/** A scale on which all of the positive latencies (milliseconds) can be read, with about `mostTicks` ticks. */
export function latencyScale(values: readonly number[], mostTicks: number): LatencyScale {
  const positive = values.filter((value) => value > 0);
  const high = positive.reduce((most, value) => Math.max(most, value), 0);
  const low = positive.reduce((least, value) => Math.min(least, value), high);
  if (high === 0) return { type: 'linear', domain: [0, 1], ticks: latencyTicks([0, 1]) };
  if (high / low <= WIDE_SPREAD) {
    const step = niceStep(high / mostTicks);
    const end = Math.ceil(high / step) * step;
    return { type: 'linear', domain: [0, end], ticks: latencyTicks(steps(0, end, step)) };
  }
  return { type: 'log', domain: [low / 1.1, high * 1.1], ticks: latencyTicks(logarithmicSteps(low, high, mostTicks)) };
}

/** Ticks of a time axis from `start` to `end` seconds, about `most` of them. */
export function timeTicks(start: number, end: number, most: number): Ticks {
  const niceSeconds = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];
  const exact = (end - start) / most;
  const step = niceSeconds.find((seconds) => seconds >= exact && exact > 0.5) ?? niceStep(exact);
  const values = steps(Math.ceil(start / step) * step, end, step);
  return { values, labels: values.map(timeSpan) };
}

/** Ticks of an axis of rates from 0 to `high` a second or a little more, with the last one as the axis' end. */
export function rateTicks(high: number): Ticks {
  const step = niceStep((high > 0 ? high : 1) / 3);
  const values = steps(0, Math.max(1, Math.ceil(high / step)) * step, step);
  return { values, labels: values.map((value) => `${value >= 10_000 ? `${value / 1000}k` : value}/s`) };
}

/** Ticks of an axis of whole numbers from 0 to `high` or a little more, with the last one as the axis' end. */
export function countTicks(high: number): Ticks {
  const step = Math.max(1, niceStep(high / 3));
  const values = steps(0, Math.ceil(high / step) * step, step);
  return { values, labels: values.map(String) };
}

/** Parts of an axis definition that show these ticks and nothing else. */
export function axisOf({ values, labels }: Ticks): {
  values: number[];
  labelExpr: string;
  labelOverlap: false;
  title: null;
} {
  const texts = Object.fromEntries(values.map((value, index) => [value, labels[index]!]));
  return { values, labelExpr: `${JSON.stringify(texts)}[datum.value]`, labelOverlap: false, title: null };
}

function latencyTicks(values: number[]): Ticks {
  return { values, labels: values.map((value) => (value === 0 ? '0' : shortLatency(value))) };
}

/** `200 ms` rather than `200. ms` or `0.200 s`: ticks are round numbers. */
function shortLatency(ms: number): string {
  const [value, unit] = latency(ms).split(' ');
  return `${Number(value!.replaceAll(',', ''))} ${unit!}`;
}

/** 1, 2 and 5 of each power of ten, or fewer where they would be more than `most`. */
function logarithmicSteps(low: number, high: number, most: number): number[] {
  const from = Math.floor(Math.log10(low));
  const exponents = Array.from({ length: Math.ceil(Math.log10(high)) - from + 1 }, (_, index) => from + index);
  const choices = [[1, 2, 5], [1, 3], [1]].map((factors) =>
    exponents
      .flatMap((exponent) => factors.map((factor) => Number(`${factor}e${exponent}`)))
      .filter((value) => value >= low && value <= high),
  );
  return choices.find((values) => values.length <= most) ?? choices.at(-1)!;
}

/** The smallest of 1, 2, 5 times a power of ten that is not below `value`. */
function niceStep(value: number): number {
  const exponent = Math.floor(Math.log10(value));
  const factor = [1, 2, 5, 10].find((nice) => nice * Number(`1e${exponent}`) >= value * (1 - 1e-9)) ?? 10;
  return Number(`${factor}e${exponent}`);
}

function steps(from: number, to: number, step: number): number[] {
  const count = Math.max(0, Math.floor((to - from) / step + 1e-9));
  return Array.from({ length: count + 1 }, (_, index) => Number((from + index * step).toPrecision(12)));
}
