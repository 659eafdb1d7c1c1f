/** `steelyard` as a process. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';

export const ROOT: string = join(import.meta.dirname, '../..');
export const BIN: string = join(ROOT, 'bin/steelyard.js');

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** The same everywhere: no colours that the environment asks for, and Unicode. */
const { FORCE_COLOR: _, ...inherited } = process.env;
const ENV = { ...inherited, LC_ALL: 'C.UTF-8', TERM: 'xterm' };

/** Starts it in the project's folder. */
export function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, [BIN, ...args], { cwd: ROOT, env: ENV });
}

/** Starts a command of the shell in which $STEELYARD is it. */
export function startShell(command: string): ChildProcess {
  const env = { ...ENV, STEELYARD: `${process.execPath} ${BIN}` };
  return spawn('bash', ['-c', command], { cwd: ROOT, env, stdio: ['pipe', 'pipe', 'pipe'] });
}

export async function ended(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.once('close', (...end) => resolve(end));
  });
  return { code, signal, stdout, stderr };
}

export const steelyard = async (...args: string[]): Promise<Ended> => await ended(start(...args));

/** Runs command lines one after the other in one process; what each said on standard error, and its exit code. */
export async function commandLines(lines: readonly string[][]): Promise<{ code: number; said: string }[]> {
  const script = `
    import { main } from './cli/steelyard.ts';
    const ends = [];
    const write = process.stdout.write.bind(process.stdout);
    let said = '';
    process.stdout.setMaxListeners(0).write = () => true;
    process.stderr.setMaxListeners(0).write = (text) => ((said += text), true);
    for (const line of JSON.parse(process.argv[1])) {
      process.exitCode = 0;
      await main(line);
      ends.push({ code: process.exitCode, said });
      said = '';
    }
    process.exitCode = 0;
    write(JSON.stringify(ends));
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, '--', JSON.stringify(lines)], {
    cwd: ROOT,
  });
  const { stdout, stderr } = await ended(child);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as { code: number; said: string }[];
}
