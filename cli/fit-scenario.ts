/** The scenario file that a fit gives, from its keys down to its comments. */
import { basename } from 'node:path';
import { excerpt } from '../records/excerpt.ts';
import type { Fitted } from '../reports/statistics/families/family.ts';
import { wrap } from './text.ts';
import type { TraceFit } from '../reports/fit/fit-trace.ts';

/** How busy the servers are at the highest fitted rate. */
const BUSY = 0.6;
/** Where the user does not say how much a request asks, it is so much that these servers are that busy. */
const SERVERS = 4;
const COMMENT = '    # ';
const MOST_ON_A_LINE = 3;
const LONGEST_NAME = 60;

/** What the servers must do. */
export interface Load {
  /** Mean demand of a request, nanoseconds. */
  demand: number;
  servers: number;
  /** Why the demand is so much. */
  why: string;
}

/** Mean demand as the user gave it, and servers for it; or else one that keeps four servers busy. */
export function loadOf({ arrivals }: TraceFit, given: number | undefined): Load {
  const peak = arrivals.rate.rates.reduce((a, b) => Math.max(a, b));
  const busy = `keeps the servers ${100 * BUSY} % busy at the peak of the rate`;
  if (given !== undefined) {
    return {
      demand: given,
      servers: Math.max(2, Math.ceil((peak * given) / BUSY)),
      why: `is as given with --mean; it ${busy} at most`,
    };
  }
  const demand = Math.max(1, Math.round((BUSY * SERVERS) / peak));
  return { demand, servers: SERVERS, why: `is not in the trace; this ${busy} (--mean sets it)` };
}

/** The keys of the scenario, without the comments at its top. `trace` is the path of the trace from the scenario. */
export function scenarioKeys(fit: TraceFit, { demand, servers, why }: Load, trace: string): string {
  const { arrivals, halves } = fit;
  const name = excerpt(basename(trace), LONGEST_NAME);
  const cv = arrivals.process === 'gamma' ? `\n      cv: ${digits(Math.sqrt(arrivals.scv))}` : '';
  return `summary: ${quoted(`Which strategy keeps p99 low with traffic like that of ${name}?`)}
duration: ${seconds(halves.span)}

clients:
  visitors:
    arrivals:
      process: ${arrivals.process}
      rate:${rateText(fit)}${cv}
${wrap(`The mean ${why}.`, COMMENT, COMMENT)}
    demand: ${demandText(fit.demand.families[0]!.fitted, demand)}

    # As recorded, instead of arrivals and demand above:
    # arrivals: { process: trace, file: ${quoted(trace)} }
    # demand: ${columnText(fit, demand)}

servers:
  web: { count: ${servers} }

balancer:
  strategy: [round-robin, power-of-two, least-connections]
`;
}

/** On one line, or a point a line where there are many. */
function rateText({ arrivals, halves }: TraceFit): string {
  const { rates } = arrivals.rate;
  const perS = Array.from(rates, (rate) => `${digits(rate * 1e9)}/s`);
  if (perS.length === 1) return ` ${perS[0]!}`;
  const points = perS.map((rate, index) => `[${seconds((halves.span * index) / (rates.length - 1))}, ${rate}]`);
  if (points.length <= MOST_ON_A_LINE) return ` [${points.join(', ')}]`;
  return `\n${points.map((point) => `        - ${point}`).join('\n')}`;
}

function demandText({ family, parameter }: Fitted, mean: number): string {
  const duration = durationText(mean);
  if (parameter === undefined) return `{ ${family}: ${duration} }`;
  return `{ ${family}: { mean: ${duration}, ${parameter.name}: ${digits(parameter.value)} } }`;
}

/** `perUnit` is whole nanoseconds, at least one. */
function columnText({ demand }: TraceFit, mean: number): string {
  const perUnit = Math.max(1, Math.round(mean / demand.mean));
  return `{ column: ${quoted(demand.column)}, perUnit: ${durationText(perUnit)} }`;
}

/** Whole nanoseconds in the largest unit in which that is short, to four digits. */
function durationText(nanoseconds: number): string {
  const units: [string, number][] = [
    ['s', 1e9],
    ['ms', 1e6],
    ['us', 1e3],
    ['ns', 1],
  ];
  const [unit, scale] = units.find(([, each]) => nanoseconds >= each)!;
  return `${digits(nanoseconds / scale)}${unit}`;
}

const seconds = (nanoseconds: number): string => `${Math.ceil(nanoseconds / 1e6) / 1e3}s`;

const digits = (value: number): string => String(Number(value.toPrecision(4)));

/** A text as YAML reads it back, on one line. */
const quoted = (text: string): string => JSON.stringify(text);
