/**
 * One run at a time writes into a folder. Each that wants to leaves a file there that is called by its process, so a process that was
 * killed holds nothing: what it left is taken away by the next. Nothing is known of processes on other machines.
 */
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../records/user-error.ts';

/**
 * Holds a folder until this process ends.
 * @throws UserError where another process holds it; what the file system throws
 */
export function lockFolder(folder: string): void {
  const own = join(folder, `.writing-${process.pid}`);
  writeFileSync(own, '');
  const unlock = (): void => rmSync(own, { force: true });
  process.once('exit', unlock);
  // Looked for when the own one is there: of two that begin at the same moment none may miss the other.
  for (const name of readdirSync(folder)) {
    const pid = Number(/^\.writing-(\d+)$/.exec(name)?.[1] ?? process.pid);
    if (pid === process.pid) continue;
    const lock = join(folder, name);
    if (isAlive(pid)) {
      unlock();
      const remedy = `wait for it, or name another folder; if that is no steelyard, remove ${lock}`;
      throw new UserError(`another run is writing here, process ${pid}; ${remedy}`, folder);
    }
    rmSync(lock, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
