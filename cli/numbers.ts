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
