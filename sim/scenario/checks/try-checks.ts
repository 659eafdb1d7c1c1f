/** What must hold between the keys by which a client group or a balancer tries again. */
import type { TriesKeys } from '../compile/compile-tries.ts';
import type { Path, Problem } from '../problems.ts';
import { formatQuantity } from '../units.ts';

const time = (value: number): string => formatQuantity('duration', value);

/** `timeout`: that of the clients themselves, where it is their keys. */
export function* checkTries(path: Path, keys: TriesKeys, timeout = Infinity): Generator<Problem> {
  const { retries, tryTimeout = Infinity, hedge } = keys;
  if (Number.isFinite(tryTimeout) && tryTimeout >= timeout) {
    yield { path: [...path, 'tryTimeout'], message: `expected less than the timeout of ${time(timeout)}` };
  }
  const { base, max = Infinity } = retries?.backoff ?? { base: 0 };
  if (max < base) {
    yield { path: [...path, 'retries', 'backoff', 'max'], message: `expected at least the base of ${time(base)}` };
  }
  const most = Math.min(tryTimeout, timeout);
  if (hedge !== undefined && 'time' in hedge.after && hedge.after.time >= most) {
    const message = `expected less than the ${tryTimeout <= timeout ? 'tryTimeout' : 'timeout'} of ${time(most)}`;
    yield { path: [...path, 'hedge', 'after'], message: `${message}, or no hedge is ever sent` };
  }
}
