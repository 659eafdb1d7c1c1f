import test from 'ava';
import { strategies } from '../../strategies/index.ts';
import { checkParameters, describeExpected, formatValue } from '../../strategies/parameters.ts';
import type { StrategyDefinition } from '../../strategies/strategy.ts';

const example: StrategyDefinition = {
  ...strategies[0],
  name: 'example',
  defaults: { count: 2, factor: 1, share: 0.5, wait: 1e9, ties: 'random', loud: false, size: 7 },
  schema: {
    count: { kind: 'integer', min: 1, max: 9, description: 'Count.' },
    factor: { kind: 'number', min: 0, description: 'Factor.' },
    share: { kind: 'fraction', max: 0.9, description: 'Share.' },
    wait: { kind: 'duration', min: 1e6, max: 60e9, description: 'Wait.' },
    ties: { kind: 'choice', choices: ['random', 'first'], description: 'Ties.' },
    loud: { kind: 'boolean', description: 'Loud.' },
    size: { kind: 'prime', max: 5_000_011, description: 'Size.' },
  },
};

const refusal = (raw: Record<string, unknown>, definition = example): string => {
  try {
    checkParameters(definition, raw);
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
};

test('what is left out has its default', (t) => {
  t.deepEqual(checkParameters(example, {}), example.defaults);
});

test('each kind is read into the unit of the strategy', (t) => {
  const raw = { count: 3, factor: 2.5, share: '30%', wait: '250ms', ties: 'first', loud: true, size: 5_000_011 };
  const read = { count: 3, factor: 2.5, share: 0.3, wait: 250e6, ties: 'first', loud: true, size: 5_000_011 };
  t.deepEqual(checkParameters(example, raw), read);
  t.is(checkParameters(example, { share: 0.25 })['share'], 0.25);
});

test('the bounds themselves are accepted', (t) => {
  for (const raw of [
    { count: 1 },
    { count: 9 },
    { factor: 0 },
    { share: 0.9 },
    { share: '0%' },
    { wait: '1ms' },
    { wait: '1m' },
  ]) {
    t.is(refusal(raw), 'accepted', JSON.stringify(raw));
  }
});

test('a refusal names the parameter, what was expected and what was given, on one line', (t) => {
  t.is(refusal({ count: 0 }), 'example: count must be an integer from 1 to 9, not 0');
  t.is(refusal({ count: 2.5 }), 'example: count must be an integer from 1 to 9, not 2.5');
  t.is(refusal({ count: '3' }), 'example: count must be an integer from 1 to 9, not "3"');
  t.is(refusal({ factor: -1 }), 'example: factor must be a number of at least 0, not -1');
  t.is(refusal({ share: '95%' }), 'example: share must be a fraction from 0 to 0.9, such as 0.3 or 30%, not "95%"');
  t.is(refusal({ wait: '61s' }), 'example: wait must be a duration from 1ms to 1m, such as 250ms, not "61s"');
  t.is(refusal({ wait: 5 }), 'example: wait must be a duration from 1ms to 1m, such as 250ms, not 5');
  t.is(refusal({ ties: 'last' }), 'example: ties must be random or first, not "last"');
  t.is(refusal({ count: [1] }), 'example: count must be an integer from 1 to 9, not a list');
  t.is(refusal({ count: { a: 1 } }), 'example: count must be an integer from 1 to 9, not a mapping');
  t.is(refusal({ count: null }), 'example: count must be an integer from 1 to 9, not null');
  t.true(refusal({ count: 'x'.repeat(1000) }).length < 120);
  for (const size of [0, 1, 4, 9, 2.5, 65_535, -7, 5_000_077]) {
    t.is(refusal({ size }), `example: size must be a prime of at most 5000011, not ${size}`);
  }
  for (const size of [2, 3, 65_537]) t.is(refusal({ size }), 'accepted');
  t.is(refusal({ loud: 'yes' }), 'example: loud must be true or false, not "yes"');
});

test('nothing odd passes for a value', (t) => {
  for (const odd of [null, undefined, NaN, Infinity, [], {}, () => 1, 1n, Symbol('x'), '', new Date(0)]) {
    for (const key of Object.keys(example.schema)) t.not(refusal({ [key]: odd }), 'accepted', `${key}: ${typeof odd}`);
  }
});

test('an unknown parameter is refused and the known ones are listed', (t) => {
  t.is(
    refusal({ choises: 3 }),
    'example: unknown parameter "choises"; it takes count, factor, share, wait, ties, loud, size',
  );
  t.is(refusal({ x: 1 }, strategies[0]), 'round-robin: unknown parameter "x"; it takes none');
  t.true(refusal({ ['x'.repeat(200)]: 1 }, strategies[0]).length < 100);
  for (const key of ['constructor', '__proto__', 'toString']) {
    t.regex(refusal(Object.fromEntries([[key, 1]])), /unknown parameter/);
  }
});

test('the defaults of every strategy, as a user would write them, are accepted', (t) => {
  for (const definition of strategies) {
    const written = Object.entries(definition.schema).map(([key, schema]) => {
      const text = formatValue(schema, definition.defaults[key]);
      return [key, schema.kind === 'duration' || schema.kind === 'choice' ? text : (JSON.parse(text) as unknown)];
    });
    t.deepEqual(checkParameters(definition, Object.fromEntries(written)), definition.defaults, definition.name);
  }
});

test('what is expected reads well without bounds', (t) => {
  t.is(describeExpected({ kind: 'number', description: '' }), 'a number');
  t.is(describeExpected({ kind: 'integer', max: 3, description: '' }), 'an integer of at most 3');
  t.is(describeExpected({ kind: 'fraction', description: '' }), 'a fraction from 0 to 1, such as 0.3 or 30%');
});
