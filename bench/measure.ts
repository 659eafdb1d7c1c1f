/** What a run costs: processes of their own, one after the other, measured from outside. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const STEELYARD = fileURLToPath(new URL('../bin/steelyard.js', import.meta.url));
const PRELOAD = new URL('print-peak-memory.js', import.meta.url).href;

/** Node cannot see what a child cost, and `times` of other shells is too coarse: bash measures it to the millisecond. */
const TIMED = `TIMEFORMAT='%3U %3S'; time "$@"`;

export interface Cost {
  /** CPU time of the whole process, user and system, all threads. */
  cpuSeconds: number;
  stdout: string;
  /** Its lines. */
  stderr: string[];
}

/** Runs a command to its end. Throws where it cannot be started or does not end with 0. */
export function measure(command: string, args: string[]): Cost {
  const { error, status, stdout, stderr } = spawnSync('bash', ['-c', TIMED, 'bash', command, ...args], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
    maxBuffer: Infinity,
  });
  if (error !== undefined) throw new Error(`the bench measures with bash, which did not start: ${error.message}`);
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}\nended with ${status}:\n${stderr}`);
  const lines = stderr.trimEnd().split('\n');
  const [user, system] = (lines.pop() ?? '').split(' ').map(Number);
  return { cpuSeconds: user + system, stdout, stderr: lines };
}

export interface Run {
  /** Of the whole process, its start included, over the requests that arrived. */
  nsPerRequest: number;
  cpuSeconds: number;
  requests: number;
  meanLatencyMs: number;
  peakBytes: number;
}

/** Plays a scenario file of this folder through the command line; `sets` are changes as `--set` takes them. */
export function runSteelyard(scenario: string, sets: Record<string, string>, strategy?: string): Run {
  const file = fileURLToPath(new URL(`${scenario}.yaml`, import.meta.url));
  const { cpuSeconds, stdout, stderr } = measure(process.execPath, [
    '--import',
    PRELOAD,
    STEELYARD,
    'run',
    file,
    '--format',
    'json',
    ...Object.entries(sets).flatMap(([path, value]) => ['--set', `${path}=${value}`]),
    ...(strategy === undefined ? [] : ['--strategy', strategy]),
  ]);
  const result = JSON.parse(stdout).results[0] as { requests: { arrived: number }; latencyMs: { mean: number } };
  const requests = result.requests.arrived;
  return {
    nsPerRequest: (cpuSeconds / requests) * 1e9,
    cpuSeconds,
    requests,
    meanLatencyMs: result.latencyMs.mean,
    peakBytes: Number(stderr.at(-1)) * 1024,
  };
}
