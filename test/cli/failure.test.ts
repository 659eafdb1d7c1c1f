/** What is said of wrong input and of defects of ours. */
import { execFileSync } from 'node:child_process';
import test from 'ava';
import * as fc from 'fast-check';
import { failureOf } from '../../cli/failure.ts';
import { UserError } from '../../records/user-error.ts';

test('wrong input: place and message, without a stack', (t) => {
  t.deepEqual(failureOf(new UserError('expected more', 'a.yaml:3:1'), []), {
    text: 'a.yaml:3:1: expected more\n',
    exitCode: 2,
  });
  t.is(failureOf(new UserError('expected more'), []).text, 'expected more\n');
});

test('a defect: the stack, and the command that shows it again', (t) => {
  const { text, exitCode } = failureOf(new TypeError('no such thing'), ['run', 'my file.yaml', '--set', "name=it's"]);
  t.is(exitCode, 70);
  t.regex(text, /^TypeError: no such thing\n {4}at .*failure\.test\.ts:\d+/);
  t.true(text.endsWith(String.raw`To repeat it: steelyard run 'my file.yaml' --set 'name=it'\''s'` + '\n'), text);
  t.regex(failureOf('a string', []).text, /^Error: a string\n/);
});

test('a shell reads the command back as it was', (t) => {
  const argument = fc.string({ unit: fc.constantFrom(...Array.from('ab/-=.{}: \'"`$\\*?!#~&|;<>()\n\té🙂')) });
  fc.assert(
    fc.property(fc.array(argument, { minLength: 1, maxLength: 4 }), (args) => {
      const command = failureOf(new Error('x'), args).text.split('To repeat it: steelyard ')[1].trimEnd();
      const read = execFileSync('bash', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' });
      t.deepEqual(read.split('\0').slice(0, -1), args);
    }),
    { numRuns: 100 },
  );
});
