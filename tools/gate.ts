/**
 * `npm run gate`: holds the library's strategies against a baseline that is kept in the repository, as docs/ci.md tells users to do;
 * `npm run gate:save` makes that anew.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const BASELINE = 'test/goldens/gate.json';

/** Small: three strategies that keep the objectives, on forty seconds of the textbook case. */
const COMPARED = [
  'scenarios/steady.yaml',
  ...['duration=40s', 'warmup=5s'].flatMap((change) => ['--set', change]),
  '--strategies=least-connections,weighted-least-connections,join-idle-queue',
];

const isSaving = process.argv.includes('--save');
const how = isSaving ? [`--save-baseline=${BASELINE}`] : [`--baseline=${BASELINE}`, '--gate', '--tolerance=5%'];
const { status } = spawnSync(process.execPath, ['bin/steelyard.js', 'compare', ...COMPARED, ...how], {
  cwd: ROOT,
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
