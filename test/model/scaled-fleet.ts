/** A fleet of one group for tests of scaling: servers boot when they are told to. */
import type { Fleet } from '../../sim/model/fleet/fleet.ts';
import type { Happenings } from '../../sim/model/measured/happenings.ts';
import type { Size } from '../../sim/model/model.ts';
import type { Launch } from '../../sim/model/fleet/planned-event.ts';

export interface ScaledFleet {
  readonly fleet: Fleet;
  readonly happenings: Happenings;
  readonly servers: { isUp: (server: number) => boolean; size: (server: number) => Size };
  /** What was done, such as `launch 4`. */
  readonly done: string[];
  /** All servers that boot or restart are up from now on. */
  readonly boot: () => void;
  /** Servers that are there. */
  readonly there: () => number[];
}

export function scaledFleet(count: number, size: Size = { cores: 2, speed: 1, memory: Infinity }): ScaledFleet {
  let there = Array.from({ length: count }, (_, server) => server);
  let next = count;
  let isUp = new Set(there);
  const sizes = new Map(there.map((server) => [server, size]));
  const done: string[] = [];
  return {
    fleet: {
      launch: (_: string, launch: Launch) => {
        done.push(`launch ${next}`);
        sizes.set(next, { ...size, ...launch.size });
        there.push(next);
        return next++;
      },
      retire: (server: number) => {
        done.push(`retire ${server}`);
        there = there.filter((each) => each !== server);
      },
      resize: (server: number, to: Partial<Size>) => {
        done.push(`resize ${server} to ${to.cores}`);
        sizes.set(server, { ...size, ...to });
        isUp.delete(server);
      },
      setStandard: () => undefined,
      running: () => [...there],
    } as unknown as Fleet,
    happenings: { all: [], tell: (kind, name, value) => done.push(`${kind} ${name} ${value}`) },
    servers: { isUp: (server) => isUp.has(server), size: (server) => sizes.get(server)! },
    done,
    boot: () => void (isUp = new Set(there)),
    there: () => there,
  };
}
