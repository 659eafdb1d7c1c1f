/** The hot loop allocates nothing: counted by V8 itself, in a process of its own, since other tests allocate too. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import test from 'ava';

/** Coverage that is being measured would make garbage; where it is left out, Node hands it on to the child. */
const env = { ...process.env, NODE_V8_COVERAGE: '' };

const BIN = fileURLToPath(new URL('../../bin/steelyard.js', import.meta.url));
/**
 * A collection of the young generation comes every 8 MB or so: a boxed number of 16 bytes a request would be 36 of them. How long
 * V8 takes to compile what is hot, and makes garbage until then, differs with what else the machine does.
 */
const MOST_COLLECTIONS = 24;

for (const workload of ['w1', 'w2', 'w3']) {
  test(`${workload}: nineteen million requests more take no more garbage collections`, (t) => {
    const scenario = fileURLToPath(new URL(`../../bench/${workload}.yaml`, import.meta.url));
    const few = collections(scenario, '10s');
    const many = collections(scenario, '220s');
    t.log(`${few} collections of the young generation, then ${many}`);
    t.true(many - few <= MOST_COLLECTIONS);
  });
}

function collections(scenario: string, duration: string): number {
  const { stdout, status } = spawnSync(
    process.execPath,
    ['--trace-gc', BIN, 'run', scenario, '--set', `duration=${duration}`],
    { encoding: 'utf8', env },
  );
  if (status !== 0) throw new Error(`ended with ${status}:\n${stdout}`);
  return stdout.split('\n').filter((line) => line.includes('Scavenge')).length;
}
