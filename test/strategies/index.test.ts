import { readdirSync, readFileSync } from 'node:fs';
import test from 'ava';
import { findStrategy, strategies } from '../../strategies/index.ts';

const FOLDER = new URL('../../strategies/', import.meta.url);

/** Files of the folder that are no strategies. */
const OTHERS = new Set(['index', 'parameters', 'strategy']);

const names = strategies.map(({ name }) => name);

test('every strategy is in a file of its name, and every such file is in the index', (t) => {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('lib/'))
    .map((file) => file.replace(/\.ts$/, ''));
  t.deepEqual(files.filter((file) => !OTHERS.has(file)).sort(), [...names].sort());
});

for (const { name, summary, cost, differs, formula, fails, shippedAs, references, defaults, schema } of strategies) {
  test(`${name} says what it is`, (t) => {
    for (const sentence of [
      summary,
      cost,
      differs,
      fails,
      ...Object.values(schema).map(({ description }) => description),
    ]) {
      t.regex(sentence, /^[`A-Za-z].*[.]$/);
    }
    t.true(references.length > 0);
    for (const line of formula.split('\n')) t.true(line !== '' && line.length <= 78, line);
    for (const product of shippedAs) t.regex(product, /^\w[\w .-]*: \S.*[^.]$/);
    t.deepEqual(Object.keys(schema), Object.keys(defaults));
  });

  test(`${name} has a header with its source, cost and sibling, and a test`, (t) => {
    const header = /^\/\*\*.*?\*\//s.exec(readFileSync(new URL(`${name}.ts`, FOLDER), 'utf8'))?.[0] ?? '';
    t.regex(header, /^ \* (?:Papers?|Documents?): /m);
    t.regex(header, /^ \* Cost: /m);
    t.regex(header, /^ \* Differs from /m);
    t.notThrows(() => readFileSync(new URL(`./${name}.test.ts`, import.meta.url)));
  });
}

test('strategies are found by name', (t) => {
  for (const name of names) t.is(findStrategy(name)?.name, name);
  t.is(findStrategy('round robin'), undefined);
});
