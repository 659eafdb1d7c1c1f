import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = 'node_modules/.cache/steelyard';

/** The command line of a clone as JavaScript, for a Node that cannot strip types. Half a second. */
export function compiledSource() {
  const args = [
    pathOf('node_modules/typescript/bin/tsc'),
    '--project',
    pathOf('tsconfig.build.json'),
    '--outDir',
    pathOf(FOLDER),
    // What has not changed is not written, so that two starts at once do not disturb each other.
    '--incremental',
    '--tsBuildInfoFile',
    pathOf(`${FOLDER}/tsconfig.tsbuildinfo`),
  ];
  const built = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (built.status !== 0) {
    console.error(
      `steelyard: cannot be compiled, as --jitless needs; does npm ci help?\n${built.stdout}${built.stderr}`,
    );
    process.exit(2);
  }
  cpSync(pathOf('scenarios'), pathOf(`${FOLDER}/scenarios`), { recursive: true });
  return new URL(`../${FOLDER}/cli/steelyard.js`, import.meta.url);
}

function pathOf(path) {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}
