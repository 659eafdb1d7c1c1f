/**
 * A text fit to be shown in one line of a terminal: control characters, which could rule the terminal, become `?`, and
 * what is longer than `width` characters is cut and ends with `...`.
 */
export function excerpt(text: string, width: number): string {
  const shown = text.slice(0, width + 1).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
  return shown.length > width ? `${shown.slice(0, width - 3)}...` : shown;
}
