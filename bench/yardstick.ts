/** The yardstick: a C++ simulator of three workloads only, kept beside this repository and built when a compiler is there. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measure } from './measure.ts';

const SOURCE = fileURLToPath(new URL('../../shared/yardstick/main.cpp', import.meta.url));
const COMPILERS = ['g++', 'clang++'];

export interface YardstickRun {
  nsPerRequest: number;
  /** In units of the mean demand. */
  meanLatency: number;
}

export type Yardstick = (workload: string, queue: string, requests: number) => YardstickRun;

/** Builds it in `folder`; a sentence why not, where it or a compiler is not there. */
export function buildYardstick(folder: string): Yardstick | string {
  if (!existsSync(SOURCE)) return '../shared/yardstick is not there';
  const compiler = COMPILERS.find((name) => spawnSync(name, ['--version']).status === 0);
  if (compiler === undefined) return `there is no C++ compiler (${COMPILERS.join(', ')})`;
  const program = join(folder, 'limit');
  const built = spawnSync(compiler, ['-O3', '-march=native', '-std=c++17', '-o', program, SOURCE], {
    encoding: 'utf8',
  });
  if (built.status !== 0) return `${compiler} could not build it:\n${built.stderr}`;
  return (workload, queue, requests) => {
    const { cpuSeconds, stdout } = measure(program, [workload, queue, String(requests)]);
    return { nsPerRequest: (cpuSeconds / requests) * 1e9, meanLatency: Number(/mean=(\S+)/.exec(stdout)?.[1]) };
  };
}
