/** What a fit is and how good it is, in lines for a terminal or a comment. */
import type { FamilyCheck } from '../reports/fit/fit-demand.ts';
import type { TraceFit } from '../reports/fit/fit-trace.ts';
import { arrivalVerdict, demandVerdict, type DispersionCheck, type Verdict } from '../reports/fit/verdict.ts';
import { count, timeSpan } from '../reports/writers/format.ts';
import { wrap } from './text.ts';

const MARK = '  ';
const NAME = 30;
const CELL = 10;

/** Lines of at most 78 columns. */
export function fitReport(source: string, requests: number, fit: TraceFit, dispersions: DispersionCheck[]): string[] {
  const { blocks, blockLength, span } = fit.halves;
  const arrivals = arrivalVerdict(fit.arrivals, dispersions);
  const demand = demandVerdict(fit.demand);
  return [
    ...text(
      `Fitted to ${source}, ${count(requests)} requests in ${timeSpan(span / 1e9)}: to every second one of ${blocks} blocks of ${timeSpan(blockLength / 1e9)}. What is said of how good it is concerns the other blocks, which the fit did not see.`,
    ),
    '',
    ...text(`Arrivals: ${arrivals}. ${processText(fit)} ${rateText(fit)}`),
    ...gapRows(fit),
    ...dispersionRows(dispersions),
    ...text(adviceOf('arrivals', arrivals)),
    '',
    ...text(`Demand: ${demand}. ${demandText(fit)}`),
    row('family, likeliest first', ['KS', 'p50', 'p90', 'p99', 'cv']),
    ...fit.demand.families.map(familyRow),
    row('by chance, or of the trace', [
      short(fit.demand.ksByChance),
      ...fit.demand.families[0]!.quantiles.map(({ seen }) => short(seen)),
      short(fit.demand.unseenCv),
    ]),
    ...text(adviceOf('demand', demand)),
  ];
}

function processText({ arrivals: { process, scv, isCoarse } }: TraceFit): string {
  const measured = isCoarse
    ? `Times are too coarse to tell the times between requests. By counts in windows of 10 s, their squared coefficient of variation is ${short(scv)}`
    : `With the rate taken out, the squared coefficient of variation of the times between requests is ${short(scv)}`;
  const why = {
    constant: 'a metronome',
    poisson: 'next to the 1 of Poisson arrivals',
    gamma: scv > 1 ? 'bursts, where Poisson has 1' : 'more even than Poisson, which has 1',
  };
  return `${measured}: ${why[process]}.`;
}

function rateText({ arrivals: { rate } }: TraceFit): string {
  const points = rate.rates.length;
  if (points === 1) return 'The rate is one number: a changing one did not predict left-out blocks better.';
  return `The rate has ${points} points: more did not predict left-out blocks better.`;
}

/** In expected requests, so that a rate that changes does not matter. */
function gapRows({ arrivals: { gaps } }: TraceFit): string[] {
  if (gaps === null) return [];
  return [
    row('time between, over its mean', ['trace', 'fitted', 'off']),
    ...gaps.quantiles.map(({ p, seen, fitted }) =>
      row(`  p${100 * p}`, [short(seen), short(fitted), off(fitted, seen)]),
    ),
    row('  KS distance', ['', short(gaps.ks)]) + `  chance alone: up to ${short(gaps.ksByChance)}`,
  ];
}

function dispersionRows(dispersions: readonly DispersionCheck[]): string[] {
  const known = dispersions.filter(({ seen, drawn }) => seen !== null && drawn.length > 0);
  if (known.length === 0) return [];
  return [
    row('index of dispersion', ['trace', 'fitted']) + `  in ${known[0]!.drawn.length} draws`,
    ...known.map(({ windowS, seen, drawn }) => {
      const mean = drawn.reduce((sum, each) => sum + each, 0) / drawn.length;
      const range = [Math.min(...drawn), Math.max(...drawn)].map(short).join(' to ');
      return row(`  in ${windowS} s`, [short(seen!), short(mean)]) + `  ${range}`;
    }),
  ];
}

function demandText({ demand: { column, zeros } }: TraceFit): string {
  const nothing =
    zeros > 0 ? ` ${short(100 * zeros)} % of the values are 0, which no family has; fitted are the others.` : '';
  return `From the column ${column}, scaled to the mean demand.${nothing}`;
}

function familyRow({ fitted, ks, quantiles }: FamilyCheck): string {
  const { family, parameter, cv } = fitted;
  const name = parameter === undefined ? family : `${family}, ${parameter.name} ${short(parameter.value)}`;
  const errors = quantiles.map((quantile) => off(quantile.fitted, quantile.seen));
  return row(name, [short(ks), ...errors, cv === Infinity ? '∞' : short(cv)]);
}

function adviceOf(what: string, verdict: Verdict): string {
  if (verdict === 'good') return '';
  if (verdict === 'rough') return `A rough likeness of the trace's ${what}: fit for a first look.`;
  return `Nothing that can be fitted has the trace's ${what}: use process: trace instead, as the comments of the scenario show.`;
}

/** How far a fitted value is off: `+1.2 %`, or `x 12` where that says it better. */
function off(fitted: number, seen: number): string {
  const ratio = fitted / seen;
  if (!Number.isFinite(ratio)) return '-';
  if (ratio >= 10) return `x ${short(ratio)}`;
  return `${ratio < 1 ? '-' : '+'}${(100 * Math.abs(ratio - 1)).toFixed(ratio > 1.995 ? 0 : 1)} %`;
}

/** Three digits, in eight columns at most. */
function short(value: number): string {
  if (value >= 1e6 || (value > 0 && value < 1e-3)) return value.toExponential(2).replace('e+', 'e');
  return value >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}

function row(name: string, cells: readonly string[]): string {
  return `  ${name.padEnd(NAME)}${cells.map((cell) => cell.padStart(CELL - 1)).join('')}`;
}

/** Wrapped so that there is room for the mark of a comment. */
function text(words: string): string[] {
  if (words === '') return [];
  return wrap(words, MARK)
    .split('\n')
    .map((line) => line.slice(MARK.length));
}
