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
