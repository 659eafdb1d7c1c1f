/** Why variants differ: from what explained runs saw to numbers. */
import type { Decision, Explanation, LatencyParts } from '../../records/explanation.ts';
import { tidy } from '../significant.ts';

const NS_PER_MS = 1e6;

/** With --why: one run of each variant, of the first seed, looked at closely. Shares are from 0 to 1; null: nothing was seen. */
export interface Why {
  seed: number;
  variants: WhyVariant[];
}

export interface WhyVariant {
  name: string;
  /** Mean over requests that succeeded, and what it is made of. */
  latencyMs: LatencyMeans | null;
  /** The same over the slowest 1 % of them. */
  slowestPercentMs: LatencyMeans | null;
  /** Where tries stayed longest on average, of all servers that got some. */
  slowestServer: { name: string; share: number; meanMs: number } | null;
  /** Share of the sampled decisions that found it so. */
  idleWhileOthersQueue: number | null;
  /** Share of tries that went where the one before went, and how many would if each were sent by the same shares at random. */
  herding: { repeats: number; byChance: number } | null;
  decisions: Decisions;
}

export interface LatencyMeans {
  mean: number;
  wait: number;
  service: number;
  sharing: number;
  other: number;
}

export interface Decisions {
  made: number;
  /** Of those in the sample: share that is the best pick, picks that are never served though the best would be, and the regret of the rest. */
  best: number | null;
  unserved: number;
  regretMs: { mean: number; p99: number; max: number } | null;
  sample: SampledDecision[];
}

export interface SampledDecision extends Pick<Decision, 'request' | 'balancer' | 'pick' | 'best'> {
  atS: number;
  /** null: the pick never serves it. */
  regretMs: number | null;
}

/** The same explanations give the same numbers, to nine digits. */
export function buildWhy(seed: number, explained: readonly { name: string; explanation: Explanation }[]): Why {
  return tidy({ seed, variants: explained.map(({ name, explanation }) => whyVariant(name, explanation)) });
}

function whyVariant(name: string, explanation: Explanation): WhyVariant {
  const { sample } = explanation;
  const idle = sample.filter(({ idleWhileOthersQueue }) => idleWhileOthersQueue).length;
  return {
    name,
    latencyMs: latencyMeans(explanation.latency),
    slowestPercentMs: latencyMeans(explanation.slowestPercent),
    slowestServer: slowestServer(explanation),
    idleWhileOthersQueue: shareOf(idle, sample.length),
    herding: herding(explanation),
    decisions: decisions(explanation),
  };
}

const shareOf = (count: number, all: number): number | null => (all === 0 ? null : count / all);

function latencyMeans({ requests, wait, service, sharing, other }: LatencyParts): LatencyMeans | null {
  if (requests === 0) return null;
  const meanOf = (sum: number): number => sum / requests / NS_PER_MS;
  return {
    mean: meanOf(wait + service + sharing + other),
    wait: meanOf(wait),
    service: meanOf(service),
    sharing: meanOf(sharing),
    other: meanOf(other),
  };
}

const meanSojourn = ({ sojourn, departures }: Explanation['servers'][number]): number => sojourn / departures;

function slowestServer({ servers, dispatches }: Explanation): WhyVariant['slowestServer'] {
  const used = servers.filter(({ departures }) => departures > 0);
  if (used.length === 0) return null;
  const slowest = used.reduce((most, each) => (meanSojourn(each) > meanSojourn(most) ? each : most));
  return { name: slowest.name, share: slowest.dispatches / dispatches, meanMs: meanSojourn(slowest) / NS_PER_MS };
}

function herding({ dispatches, repeats, servers }: Explanation): WhyVariant['herding'] {
  if (dispatches < 2) return null;
  const byChance = servers.reduce(
    (sum, each) => sum + (each.dispatches / dispatches) * (each.dispatches / dispatches),
    0,
  );
  return { repeats: repeats / (dispatches - 1), byChance };
}

function decisions({ decisions: made, sample }: Explanation): Decisions {
  const regrets = sample.map(({ regret }) => regret).filter((regret) => regret < Infinity);
  const best = sample.filter(({ regret }) => regret === 0).length;
  return {
    made,
    best: shareOf(best, sample.length),
    unserved: sample.length - regrets.length,
    regretMs: regretsMs(regrets),
    sample: sample.map(({ at, request, balancer, pick, best: to, regret }) => ({
      atS: at / 1e9,
      request,
      balancer,
      pick,
      best: to,
      regretMs: regret === Infinity ? null : regret / NS_PER_MS,
    })),
  };
}

function regretsMs(regrets: readonly number[]): Decisions['regretMs'] {
  if (regrets.length === 0) return null;
  const sorted = regrets.toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1]! / NS_PER_MS;
  return {
    mean: regrets.reduce((sum, regret) => sum + regret, 0) / regrets.length / NS_PER_MS,
    p99: at(0.99),
    max: at(1),
  };
}

/** So many decisions that cost most, those that cost without end first. */
export function costliest({ decisions: { sample } }: WhyVariant, count: number): SampledDecision[] {
  return sample
    .filter(({ regretMs }) => regretMs !== 0)
    .toSorted((one, other) => order(other) - order(one))
    .slice(0, count);
}

const order = ({ regretMs }: SampledDecision): number => regretMs ?? Number.MAX_VALUE;
