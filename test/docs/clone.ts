/** A copy of the project, in which the commands of its documents do no harm. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { ExecutionContext } from 'ava';
import packageFile from '../../package.json' with { type: 'json' };
import { temporaryFolder } from '../records/files.ts';
import { projectPaths, root } from '../tidiness/files.ts';

/** `npx` and `npm` take seconds to start, and nothing has to be installed here. */
const STAND_INS = {
  npx: 'test "$1" = steelyard || exit 127; shift; exec node bin/steelyard.js "$@"',
  npm: `test "$1" != start || exec sh -c '${packageFile.scripts.start}'`,
};

export interface Outcome {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export interface Clone {
  folder: string;
  run: (command: string) => Outcome;
}

/** A clone with `access.log.gz` in it, as documents presume. */
export function createClone(t: ExecutionContext): Clone {
  const folder = temporaryFolder(t);
  const standIns = join(folder, '.stand-ins');
  for (const path of projectPaths()) {
    if (!path.startsWith('test/')) cpSync(join(root, path), join(folder, path));
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  mkdirSync(standIns);
  for (const [name, script] of Object.entries(STAND_INS)) {
    writeFileSync(join(standIns, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(standIns, name), 0o755);
  }
  writeFileSync(join(folder, 'access.log.gz'), gzipSync(accessLog()));
  const PATH = [standIns, dirname(process.execPath), process.env['PATH']].join(delimiter);
  return {
    folder,
    run(command) {
      const options = {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, PATH, CI: '1', FORCE_COLOR: '0', LC_ALL: 'C.UTF-8', TERM: 'xterm' },
      } as const;
      const { status, stdout, stderr } = spawnSync('sh', ['-c', command], options);
      return { exitCode: status, stdout, stderr };
    },
  };
}

/** Half an hour of requests, ten a second, from forty clients. */
function accessLog(): string {
  const lines = Array.from({ length: 18_000 }, (_, n) => {
    const second = Math.floor(n / 10);
    const time = [12 + Math.floor(second / 3600), Math.floor(second / 60) % 60, second % 60];
    const clock = time.map((part) => String(part).padStart(2, '0')).join(':');
    const bytes = 500 + ((n * 7919) % 40_000);
    const head = `192.0.2.${1 + ((n * n) % 40)} - - [01/Oct/2026:${clock} +0000]`;
    return `${head} "GET /items/${n % 97} HTTP/1.1" 200 ${bytes} "-" "a browser"`;
  });
  return `${lines.join('\n')}\n`;
}
