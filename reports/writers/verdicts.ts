import type { ObjectiveResult } from '../objectives.ts';
import type { Report, Result } from '../report.ts';
import { latency, listed, percentDown, threeDigits } from './format.ts';

/** One objective over all strategies. */
export interface Verdict {
  objective: string;
  /** Strategies with what was observed. */
  held: Observed[];
  missed: Observed[];
}

export interface Observed {
  strategy: string;
  /** Such as `198 ms` or `99.95 %`. */
  observed: string;
}

/** How each objective fared; empty if the scenario has none. */
export function verdicts({ results }: Report): Verdict[] {
  return results[0]!.objectives.map(({ objective }, index) => {
    const judged = results.map((result) => ({ result, one: result.objectives[index]! }));
    const observed = (held: boolean): Observed[] =>
      judged
        .filter(({ one }) => one.held === held)
        .map(({ result, one }) => ({ strategy: result.strategy, observed: observedText(one, result) }));
    return { objective, held: observed(true), missed: observed(false) };
  });
}

/** One sentence: who meets all objectives, told by the fewer names. Empty if the scenario has no objectives. */
export function answer({ results }: Report): string {
  const [{ strategy, objectives }] = results as [Result];
  if (objectives.length === 0) return '';
  const every = objectives.length === 1 ? 'the objective' : 'all objectives';
  const held = results.filter(meetsAll).map((result) => result.strategy);
  const missed = results.filter((result) => !meetsAll(result)).map((result) => result.strategy);
  if (held.length === 0)
    return results.length === 1 ? `${strategy} does not meet ${every}.` : `No strategy meets ${every}.`;
  if (held.length === 1) return `${held[0]!} meets ${every}.`;
  if (missed.length === 0) return `All ${held.length} strategies meet ${every}.`;
  return `${missed.length < held.length ? `All but ${listed(missed)}` : listed(held)} meet ${every}.`;
}

function meetsAll({ objectives }: Result): boolean {
  return objectives.every(({ held }) => held);
}

/** What was seen of an objective's metric, in the unit that people read. */
export function observedText({ objective, observed }: ObjectiveResult, { requests }: Result): string {
  const metric = /^[a-z]+/.exec(objective.trim())?.[0] ?? '';
  const isLatency = metric === 'p' || metric === 'mean';
  if (observed === null) return isLatency && requests.arrived > requests.blocked ? '∞' : 'nothing seen';
  if (isLatency) return latency(observed);
  if (metric === 'availability') return `${percentDown(observed)} %`;
  return metric === 'throughput' ? `${threeDigits(observed)}/s` : threeDigits(observed);
}
