/** Work that was brought to the servers since the start, and neither cancelled nor lost. */
import { cell } from '../../kernel/cells.ts';

export interface WorkAsked {
  /** Work is brought to the server; less than 0: it is cancelled or lost. */
  readonly add: (server: number, work: number) => void;
  readonly ofAll: () => number;
  /** Only with an oracle among the strategies: nobody else wants to know it by server. */
  readonly of: (server: number) => number;
}

export function createWorkAsked(servers: number, hasOracle: boolean): WorkAsked {
  const all = cell(0);
  const each = new Float64Array(hasOracle ? servers : 0);

  function add(server: number, work: number): void {
    all[0] += work;
    if (hasOracle) each[server] += work;
  }

  return { add, ofAll: () => all[0], of: (server) => each[server] };
}
