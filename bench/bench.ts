/**
 * `npm run bench`: how fast Steelyard is and what memory it takes, in tables. `--requests N` sets the requests of a run,
 * `--pairs N` how often each is compared with the yardstick; `--toy` plays everything once, tiny, to see that it runs.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchAgainstYardstick } from './against-yardstick.ts';
import { benchByServers } from './by-servers.ts';
import { benchByStrategy } from './by-strategy.ts';
import { benchByTimeout } from './by-timeout.ts';
import { benchFullWorkload } from './full-workload.ts';
import { benchKernel } from './kernel.ts';
import { runSteelyard } from './measure.ts';
import { benchMemory } from './memory.ts';
import { type Sizes, sizesOf, TOY } from './sizes.ts';
import { grouped } from './table.ts';
import { buildYardstick } from './yardstick.ts';

const WRONG_INPUT = 2;

function main(): void {
  const sizes = sizesAsked();
  const folder = mkdtempSync(join(tmpdir(), 'steelyard-bench-'));
  try {
    bench(sizes, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function bench(sizes: Sizes, folder: string): void {
  console.log(`Steelyard bench, ${new Date().toISOString().slice(0, 10)}: ${grouped(sizes.requests)} requests a run`);
  console.log(
    `Node ${process.versions.node}, ${cpus()[0]?.model ?? process.arch}, ${availableParallelism()} cores, ` +
      `load ${loadavg()[0].toFixed(1)}`,
  );
  if (sizes === TOY) console.log('Toy size: everything runs, the figures mean nothing.');
  const built = buildYardstick(folder);
  if (typeof built === 'string') console.log(`No yardstick, so no ratios: ${built}.`);

  // Fills Node's cache of compiled code.
  runSteelyard('w1', { duration: '1ms' });
  benchAgainstYardstick(sizes, typeof built === 'string' ? undefined : built);
  benchByTimeout(sizes);
  benchFullWorkload(sizes);
  benchByServers(sizes);
  benchMemory(sizes);
  benchByStrategy(sizes);
  benchKernel(sizes);
}

/** The sizes that the command line asks for; ends the process with one line where it is wrong. */
function sizesAsked(): Sizes {
  try {
    const { values } = parseArgs({
      options: {
        toy: { type: 'boolean', default: false },
        requests: { type: 'string', default: '20000000' },
        pairs: { type: 'string', default: '9' },
      },
    });
    return values.toy ? TOY : sizesOf(countOf('--requests', values.requests), countOf('--pairs', values.pairs));
  } catch (error) {
    console.error(`bench: ${(error as Error).message}`);
    process.exit(WRONG_INPUT);
  }
}

function countOf(option: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`${option} takes a whole number above 0, not '${text}'`);
  return Number(text);
}

main();
