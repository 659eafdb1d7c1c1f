/** Which servers are up, for how long they were, and what they could have worked meanwhile. */
import type { Cell } from '../../kernel/cells.ts';
import { capacityOf } from '../servers/capacity.ts';
import type { ServerSpec } from '../model.ts';

export interface ServerUptime {
  readonly isUp: (server: number) => boolean;
  /** One more reason to be down. False: it was down already. */
  readonly stop: (server: number) => boolean;
  /** One less. False: it is still down. */
  readonly restart: (server: number) => boolean;
  /** Since the start, nanoseconds. */
  readonly downTime: (server: number) => number;
  /** Work a nanosecond at full use. */
  readonly capacity: (server: number) => number;
  /** What it could have worked since the start, while up. */
  readonly couldWork: (server: number) => number;
  /** It is as large as this from now on. */
  readonly resize: (server: number, spec: ServerSpec) => void;
}

export function createServerUptime(specs: ServerSpec[], now: Cell): ServerUptime {
  const count = specs.length;
  /** What keeps it down: crashes that last, a restart, or that it is in reserve or gone. */
  const reasons = Int32Array.from(specs, ({ reserve }) => (reserve === true ? 1 : 0));
  const downBefore = new Float64Array(count);
  const downSince = new Float64Array(count);
  const capacity = Float64Array.from(specs, capacityOf);
  /** As of its last resize. */
  const couldWorkThen = new Float64Array(count);
  const upTimeThen = new Float64Array(count);

  const isUp = (server: number) => reasons[server] === 0;

  function downTime(server: number): number {
    return downBefore[server] + (isUp(server) ? 0 : now[0] - downSince[server]);
  }

  function couldWork(server: number): number {
    return couldWorkThen[server] + (now[0] - downTime(server) - upTimeThen[server]) * capacity[server];
  }

  return {
    isUp,
    stop(server) {
      if (reasons[server]++ > 0) return false;
      downSince[server] = now[0];
      return true;
    },
    restart(server) {
      if (--reasons[server] > 0) return false;
      downBefore[server] += now[0] - downSince[server];
      return true;
    },
    downTime,
    capacity: (server) => capacity[server],
    couldWork,
    resize(server, spec) {
      couldWorkThen[server] = couldWork(server);
      upTimeThen[server] = now[0] - downTime(server);
      capacity[server] = capacityOf(spec);
    },
  };
}
