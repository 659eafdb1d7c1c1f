/** Numbers of the command line. */
import { UserError } from '../records/user-error.ts';
import { formatNumber } from '../sim/scenario/units.ts';
import { show } from '../sim/scenario/wording.ts';

/** @throws UserError where `text`, the value of `option`, is no whole number within the bounds */
export function wholeNumber(text: string, option: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  const bounds = `from ${formatNumber(least)} to ${formatNumber(most)}`;
  throw new UserError(`expected a whole number ${bounds}; got ${show(text)}`, option);
}

/** The changes of `--set`, and that of `--seed` after them. */
export function withSeed(set: readonly string[], seed: string | undefined): readonly string[] {
  return seed === undefined ? set : [...set, `seed=${wholeNumber(seed, '--seed', 0, Number.MAX_SAFE_INTEGER)}`];
}

/** @throws UserError where `text`, the value of `option`, is no percentage above 0, with its unit; the answer is a share */
export function percentage(text: string, option: string): number {
  const [, number] = /^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim()) ?? [];
  const share = Number((Number(number) / 100).toPrecision(15));
  if (share > 0) return share;
  throw new UserError(`expected a percentage such as 5%; got ${show(text)}`, option);
}
