/** What the terminal can show, or whatever else reads standard output. */

const WIDEST = 80;

/** Columns to write in: of the terminal, but 80 at most. */
export function terminalWidth(): number {
  return Math.min(WIDEST, process.stdout.columns || WIDEST);
}

/** Whether to colour: FORCE_COLOR and NO_COLOR say so, in this order, as in Node itself; else a terminal that can is coloured. */
export function hasColour(): boolean {
  const { FORCE_COLOR, NO_COLOR } = process.env;
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return !NO_COLOR && process.stdout.isTTY && process.stdout.hasColors();
}

/** Whether more than ASCII can be read: not on a dumb terminal, nor where a locale is set that is not one of UTF-8. */
export function hasUnicode(): boolean {
  const { LC_ALL, LC_CTYPE, LANG, TERM } = process.env;
  const locale = LC_ALL || LC_CTYPE || LANG;
  return TERM !== 'dumb' && (!locale || /utf-?8/i.test(locale));
}
