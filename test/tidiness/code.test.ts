import test from 'ava';
import { codeOnly, importsOf } from './code.ts';

test('comments, strings and regular expressions become blanks of the same length', (t) => {
  t.is(codeOnly('a; // Date'), 'a;        ');
  t.is(codeOnly('a /* b\nc */ d'), 'a     \n     d');
  t.is(codeOnly(`f('it\\'s', "x")`), `f('     ', " ")`);
  t.is(codeOnly('x = /[/"]\\//.test(y)'), 'x = /      /.test(y)');
});

test('a division is not a regular expression', (t) => {
  const source = 'x = a / b / c + (d) / e / f';
  t.is(codeOnly(source), source);
});

test('code in a template is kept, its text is not', (t) => {
  t.is(codeOnly('`a ${b + `c ${d} e` + {f: 1}.f} g` + h'), '`  ${b + `  ${d}  ` + {f: 1}.f}  ` + h');
  t.is(codeOnly('`a // b`; c'), '`      `; c');
});

test('finds imports of every form with their lines', (t) => {
  const source = [
    `import a, { b } from './a.ts';`,
    `import type { C } from "./c.ts";`,
    `import './d.ts';`,
    `export * from './e.ts';`,
    `const f = await import('./f.ts');`,
    `type G = import('./g.ts').G;`,
    `import {`,
    `  h,`,
    `} from './h.ts';`,
  ].join('\n');
  t.deepEqual(
    importsOf(source).map(({ specifier, line }) => `${specifier} ${line}`),
    ['./a.ts 1', './c.ts 2', './d.ts 3', './e.ts 4', './f.ts 5', './g.ts 6', './h.ts 9'],
  );
});

test('finds no import in comments, strings or other exports', (t) => {
  const source = [
    `// import './a.ts'`,
    `const text = "import './b.ts'";`,
    `export const c = './c.ts';`,
    `export { text };`,
    `Array.from('abc');`,
  ].join('\n');
  t.deepEqual(importsOf(source), []);
});
