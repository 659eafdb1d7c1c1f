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

/** One sentence: who meets all objectives. Empty if the scenario has none. */
export function answer({ results }: Report): string {
  if (results[0]!.objectives.length === 0) return '';
  const names = results
    .filter(({ objectives }) => objectives.every((objective) => objective.held))
    .map((result) => result.strategy);
  const every = results[0]!.objectives.length === 1 ? 'the objective' : 'all objectives';
  if (names.length > 0) return `${listed(names)} ${names.length === 1 ? 'meets' : 'meet'} ${every}.`;
  return results.length === 1 ? `${results[0]!.strategy} does not meet ${every}.` : `No strategy meets ${every}.`;
}

function observedText({ objective, observed }: ObjectiveResult, { requests }: Result): string {
  const metric = /^[a-z]+/.exec(objective.trim())?.[0] ?? '';
  const isLatency = metric === 'p' || metric === 'mean';
  if (observed === null) return isLatency && requests.arrived > requests.blocked ? '∞' : 'nothing seen';
  if (isLatency) return latency(observed);
  if (metric === 'availability') return `${percentDown(observed)} %`;
  return metric === 'throughput' ? `${threeDigits(observed)}/s` : threeDigits(observed);
}
