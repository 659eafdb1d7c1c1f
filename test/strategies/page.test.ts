import { readFileSync } from 'node:fs';
import test from 'ava';
import { strategiesPage } from '../../tools/strategies-page.ts';

test('docs/strategies.md is up to date', (t) => {
  const page = readFileSync(new URL('../../docs/strategies.md', import.meta.url), 'utf8');
  t.is(page, strategiesPage(), 'run: node tools/strategies-page.ts');
});
