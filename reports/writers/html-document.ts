import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readingsData, type Drawing } from './html-charts.ts';
import { escaped } from './html-parts.ts';
import { PAGE_STYLE } from './html-style.ts';

/**
 * One self-contained page: no network, and a content security policy that allows nothing but its own style and its own script,
 * which sorts tables and tells values. Of `parts`, markup, empty ones are left out.
 */
export function htmlDocument(title: string, parts: readonly string[], drawings: readonly Drawing[]): string {
  const script = readFileSync(new URL('page-script.js', import.meta.url), 'utf8');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${hash(PAGE_STYLE)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)} · Steelyard</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<main>
${parts.filter((part) => part !== '').join('\n')}
</main>
${readingsData(drawings)}
<script type="module">${script}</script>
</body>
</html>
`;
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
