import test from 'ava';
import { LIBRARY } from '../scenario/mutants.ts';
import { steelyard } from './steelyard.ts';

test('list scenarios has each scenario with its question, in 80 columns, clean in a pipe', async (t) => {
  const { code, stdout, stderr } = await steelyard('list', 'scenarios');
  t.deepEqual([code, stderr], [0, '']);
  t.true(stdout.split('\n').every((line) => line.length <= 80 && !/\s$|\p{Cc}/u.test(line)));
  const told = [...stdout.matchAll(/^ {2}(\S+) {2,}\S/gm)].map(([, name]) => `${name}.yaml`);
  t.deepEqual(told.toSorted(), [...LIBRARY.keys()].toSorted());
  t.regex(
    stdout,
    /^ {2}flash-crowd {2,}Traffic triples for two minutes\. Which strategy keeps p99\n {2,}under 250 ms\?$/m,
  );
});
