import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test from 'ava';
import type { StrategyDefinition } from '../../strategies/strategy.ts';
import { equalServers, FakeBalancer } from './fake-pool.ts';

test('the example of docs/adding-a-strategy.md does what it says', async (t) => {
  const page = readFileSync(new URL('../../docs/adding-a-strategy.md', import.meta.url), 'utf8');
  const source = /^```ts\n(.*?)^```/ms.exec(page)?.[1] ?? '';
  const port = new URL('../../strategies/strategy.ts', import.meta.url).href;
  const folder = mkdtempSync(join(tmpdir(), 'steelyard-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'mine.ts');
  writeFileSync(file, source.replaceAll('./strategies/strategy.ts', port));

  const { default: definition } = (await import(pathToFileURL(file).href)) as { default: StrategyDefinition };
  const balancer = new FakeBalancer(definition, equalServers(3));
  balancer.setAvailable(0, false);
  t.deepEqual(balancer.exchanges(3), [1, 1, 1]);
});
