/**
 * `node bench/by-workers.ts`: wall time of a comparison with two workers against one, in turn. `--requests N` sets the requests of a
 * replication, `--replications N` how many each of five strategies has, `--pairs N` how often both are measured.
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { max, median, min } from 'simple-statistics';
import { figure, grouped, printTable, verdict } from './table.ts';
import { durationFor, WORKLOADS } from './workloads.ts';

const STRATEGIES = 'round-robin,random,least-connections,power-of-two,join-idle-queue';
const MOST = 0.6;
const STEELYARD = fileURLToPath(new URL('../bin/steelyard.js', import.meta.url));
const SCENARIO = fileURLToPath(new URL('w1.yaml', import.meta.url));

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '1000000' },
    replications: { type: 'string', default: '20' },
    pairs: { type: 'string', default: '5' },
  },
});
const duration = durationFor(Number(values.requests), WORKLOADS[0].ratePerS);

function secondsWith(workers: number): number {
  const args = ['compare', SCENARIO, '--strategies', STRATEGIES, '--set', `duration=${duration}`, '--format', 'json'];
  const more = ['--replications', values.replications, '--workers', String(workers)];
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [STEELYARD, ...args, ...more], {
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (status !== 0) throw new Error(stderr);
  return (performance.now() - startedAt) / 1000;
}

const pairs = Array.from({ length: Number(values.pairs) }, (_, pair) => {
  // Each goes first in turn.
  const order = pair % 2 === 0 ? [1, 2] : [2, 1];
  const seconds = new Map(order.map((workers) => [workers, secondsWith(workers)]));
  return { one: seconds.get(1)!, two: seconds.get(2)! };
});
const ratios = pairs.map(({ one, two }) => two / one);
printTable({
  title: `Two workers against one: 5 strategies, ${values.replications} replications of ${grouped(Number(values.requests))} requests, median of ${values.pairs}`,
  columns: ['workers', 'seconds', 'ratio', 'min', 'max', ''],
  rows: [
    ['1', figure(median(pairs.map(({ one }) => one))), '1.00', '', '', ''],
    [
      '2',
      figure(median(pairs.map(({ two }) => two))),
      ...[median(ratios), min(ratios), max(ratios)].map(figure),
      verdict(median(ratios), MOST),
    ],
  ],
  notes: [`${availableParallelism()} cores, load ${loadavg()[0].toFixed(1)}; the target is ${MOST}`],
});
