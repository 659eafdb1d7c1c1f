/** The answer to a scenario's question in words, by one rule for all of them. */
import type { Report, Result } from '../reports/report.ts';
import { listed, percentDown } from '../reports/writers/format.ts';
import { verdicts } from '../reports/writers/verdicts.ts';

/** Strategies that lose more than this share of the requests are named. */
const MUCH_LOST = 0.001;

/** The strategies that meet all objectives. */
export function winnersOf({ results }: Report): string[] {
  return results.filter(({ objectives }) => objectives.every(({ held }) => held)).map(({ strategy }) => strategy);
}

/**
 * Who meets the objectives; from the best to the worst by the one that decides; who loses requests, unless that is what decides.
 */
export function answerOf(report: Report): string {
  const deciding = decidingObjective(report);
  const isAboutLoss = /^(?:availability|throughput)/.test(report.results[0].objectives[deciding].objective);
  return [...who(report), range(report, deciding), ...(isAboutLoss ? [] : loss(report))].join(' ');
}

/** Index of the first objective that some strategies meet and some do not; where there is none, of the first. */
export function decidingObjective(report: Report): number {
  return Math.max(
    0,
    verdicts(report).findIndex(({ held, missed }) => held.length > 0 && missed.length > 0),
  );
}

/** First the objectives that no strategy misses, then the others. */
function who(report: Report): string[] {
  const [safe, hard] = [true, false].map((isSafe) =>
    verdicts(report)
      .filter(({ missed }) => (missed.length === 0) === isSafe)
      .map(({ objective }) => objective),
  ) as [string[], string[]];
  const all = report.results.map(({ strategy }) => strategy);
  return [...hold(safe, all, all), ...hold(hard, winnersOf(report), all)];
}

/** Which strategies meet these objectives. */
function hold(objectives: readonly string[], winners: readonly string[], all: readonly string[]): string[] {
  if (objectives.length === 0) return [];
  const losers = all.filter((name) => !winners.includes(name));
  let whom = `only with ${code(winners)}`;
  if (losers.length < winners.length) whom = `with all but ${code(losers)}`;
  if (losers.length === 0) whom = `with each of the ${all.length} strategies`;
  if (winners.length === 0) whom = `with none of the ${all.length} strategies`;
  return [`${code(objectives)} ${objectives.length === 1 ? 'holds' : 'hold'} ${whom}.`];
}

/** From the best to the worst of those that have a value. */
function range(report: Report, deciding: number): string {
  const { objective, held, missed } = verdicts(report)[deciding];
  const texts = new Map([...held, ...missed].map(({ strategy, observed }) => [strategy, observed]));
  const direction = objective.includes('<') ? 1 : -1;
  const ranked = report.results
    .map(({ strategy, objectives }) => ({ strategy, value: objectives[deciding].observed }))
    .filter(({ value }) => value !== null)
    .toSorted((one, other) => direction * (one.value! - other.value!))
    .map(({ strategy }) => strategy);
  const metric = `\`${/^[^\s<>]+/.exec(objective)![0]}\``;
  const [best = '', worst = ''] = [ranked[0], ranked.at(-1)];
  const [low, high] = [texts.get(best), texts.get(worst)];
  if (low === undefined) return `No strategy has a ${metric}.`;
  if (ranked.length === 1) return `${metric} is ${low} with ${code([best])}.`;
  return low === high
    ? `${metric} is ${low} with ${code([best])} as with ${code([worst])}.`
    : `${metric} goes from ${low} with ${code([best])} to ${high} with ${code([worst])}.`;
}

function loss({ results }: Report): string[] {
  const losing = results.filter((result) => 1 - succeeded(result) > MUCH_LOST);
  if (losing.length === 0) return [];
  const shares = losing.map(succeeded);
  const [low, high] = [percentDown(Math.min(...shares)), percentDown(Math.max(...shares))];
  const share = low === high ? `${low} %` : `${low} to ${high} %`;
  return [`With ${code(losing.map(({ strategy }) => strategy))} only ${share} of the requests succeed.`];
}

const succeeded = ({ requests }: Result): number => requests.succeeded / requests.arrived;

const code = (words: readonly string[]): string => listed(words.map((word) => `\`${word}\``));
