/** A log of what happened to the cluster: faults, checks, servers that come and go. */
import type { Happening, HappeningKind } from '../../../records/observation.ts';
import type { Clock } from '../../kernel/clock.ts';

export interface Happenings {
  /** In the order in which they happened. */
  readonly all: Happening[];
  /**
   * It happens now, to the server, group, zone or balancer of this name; `by`: the balancer that found it out; `fault`: the index of
   * the fault that begins or ends.
   */
  readonly tell: (kind: HappeningKind, name: string, value?: number, by?: string, fault?: number) => void;
}

export function createHappenings({ now }: Clock): Happenings {
  const all: Happening[] = [];
  return {
    all,
    tell(kind, name, value, by, fault) {
      all.push({
        at: now[0],
        kind,
        name,
        ...(value !== undefined && { value }),
        ...(by !== undefined && { by }),
        ...(fault !== undefined && { fault }),
      });
    },
  };
}
