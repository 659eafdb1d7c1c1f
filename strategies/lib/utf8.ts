/** The text's bytes in UTF-8, without the platform's encoder: this floor runs anywhere. O(length). */
export function utf8(text: string): Uint8Array {
  const escaped = encodeURIComponent(text.toWellFormed());
  const bytes: number[] = [];
  for (let i = 0; i < escaped.length; i++) {
    if (escaped[i] !== '%') {
      bytes.push(escaped.charCodeAt(i));
      continue;
    }
    bytes.push(parseInt(escaped.slice(i + 1, i + 3), 16));
    i += 2;
  }
  return Uint8Array.from(bytes);
}
