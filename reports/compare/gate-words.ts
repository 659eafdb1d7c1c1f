/** What a gate found, in words. */
import { latency, percentDown, threeDigits } from '../writers/format.ts';
import type { Change, Gate, ObjectiveVerdict } from './gate.ts';
import { metricOf, type MetricName } from './metrics.ts';
import { amount, percent } from './words.ts';

/** One line for all: whether it held, and over what. */
export function gateLine({ held, tolerance, changes, objectives }: Gate): string {
  const failed = [...changes, ...objectives].filter((one) => !one.held).length;
  const over = [
    ...(changes.length > 0 ? [`${changes.length} metrics against the baseline, tolerance ${percent(tolerance)}`] : []),
    ...(objectives.length > 0 ? [`${objectives.length} objectives`] : []),
  ].join('; ');
  return held ? `The gate holds: ${over}.` : `The gate FAILS in ${failed}: ${over}.`;
}

/** `p99 of random: worse by 61 %, for sure by 52 % to 70 %: 94.4 ms before, 152 ms now`. */
export function changeLine(change: Change): string {
  const { metric, variant, verdict, worse, before, now } = change;
  const name = `${metricOf(metric).title} of ${variant}`;
  if (verdict === 'unknown') return now === null ? `${name} lies among the failures` : `${name} did so before`;
  const from = `${valueText(metric, before)} before, ${valueText(metric, now)} now`;
  if (verdict === 'equal') return `${name}: equal in every replication, ${valueText(metric, now)}`;
  if (verdict === 'same') return `${name}: no difference can be seen; ${from}`;
  const size =
    worse === null ? '' : ` by ${percent(Math.abs(worse))}${metric === 'availability' ? ' of what was lost' : ''}`;
  const direction = worse === null || worse > 0 ? 'worse' : 'better';
  return `${name}: ${direction}${size}, ${verdict} by ${amount(change)} with 95 % confidence; ${from}`;
}

export function objectiveLine({ variant, objective, heldIn, held }: ObjectiveVerdict, replications: number): string {
  return `${variant}: ${objective} ${held ? 'held' : 'missed'} in ${held ? heldIn : replications - heldIn} of ${replications} replications`;
}

/** What failed, a line each. */
export function failures({ changes, objectives }: Gate, replications: number): string[] {
  return [
    ...changes.filter(({ held }) => !held).map(changeLine),
    ...objectives.filter(({ held }) => !held).map((one) => objectiveLine(one, replications)),
  ];
}

function valueText(metric: MetricName, value: number | null): string {
  if (value === null) return 'among the failures';
  const { unit } = metricOf(metric);
  if (unit === 'ms') return latency(value);
  return unit === 'share' ? `${percentDown(value)} %` : threeDigits(value);
}
