/** What a gate found, in words. */
import { counted, latency, percentDown, threeDigits } from '../writers/format.ts';
import type { Change, Gate, ObjectiveVerdict } from './gate.ts';
import { metricOf, type MetricName } from './metrics.ts';
import type { Lost } from './values.ts';
import { amount, lostText, percent } from './words.ts';

/** One line for all: whether it held, and over what. */
export function gateLine({ held, tolerance, changes, objectives }: Gate): string {
  const failed = [...changes, ...objectives].filter((one) => !one.held).length;
  const over = [
    ...(changes.length > 0
      ? [`${counted(changes.length, 'metric')} against the baseline, tolerance ${percent(tolerance)}`]
      : []),
    ...(objectives.length > 0 ? [counted(objectives.length, 'objective')] : []),
  ].join('; ');
  return held ? `The gate holds: ${over}.${notRuledOut(changes, tolerance)}` : `The gate FAILS in ${failed}: ${over}.`;
}

/** The most that may have become worse unseen, where that is more than the tolerance. */
function notRuledOut(changes: readonly Change[], tolerance: number): string {
  const unseen = changes.filter(
    ({ verdict, ratio }) => verdict === 'same' && ratio !== null && ratio.high - 1 > tolerance,
  );
  if (unseen.length === 0) return '';
  const { metric, variant, ratio } = unseen.reduce((most, each) => (each.ratio!.high > most.ratio!.high ? each : most));
  return ` It cannot rule out that ${metricOf(metric).title} of ${variant} became worse by up to ${percent(ratio!.high - 1)}: more replications would tell.`;
}

/** `p99 of random: worse by 61 %, for sure by 52 % to 70 %: 94.4 ms before, 152 ms now`. */
export function changeLine(change: Change): string {
  const { metric, variant, verdict, worse, before, now, lost } = change;
  const name = `${metricOf(metric).title} of ${variant}`;
  if (before === null || now === null) return `${name} ${lostLine(metric, lost)}${followed(change)}`;
  const from = `${valueText(metric, before)} before, ${valueText(metric, now)} now`;
  if (verdict === 'equal') return `${name}: equal in every replication, ${valueText(metric, now)}`;
  if (verdict === 'same') return `${name}: no difference can be seen; ${from}`;
  const size =
    worse === null ? '' : ` by ${percent(Math.abs(worse))}${metric === 'availability' ? ' of what was lost' : ''}`;
  const direction = worse === null || worse > 0 ? 'worse' : 'better';
  return `${name}: ${direction}${size}, ${verdict} by ${amount(change)} with 95 % confidence; ${from}`;
}

function followed({ verdict, held }: Change): string {
  if (verdict === 'lower' || verdict === 'higher') return `, ${verdict} for sure`;
  return verdict === 'same' && held ? ', which may be chance' : '';
}

function lostLine(metric: MetricName, { before, now }: Change['lost']): string {
  const kind = before.none + now.none > 0 ? 'none' : 'infinite';
  const where = (lost: Lost): string => `in ${lost[kind]} of ${lost.of} replications`;
  return lostText(metric, kind, `${where(now)}, before ${where(before).replace(' replications', '')}`);
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

function valueText(metric: MetricName, value: number): string {
  const { unit } = metricOf(metric);
  if (unit === 'ms') return latency(value);
  return unit === 'share' ? `${percentDown(value)} %` : threeDigits(value);
}
