/**
 * Scaling up and down: the servers of a group become larger or smaller, one after the other, by a restart or by a new server that
 * takes the place of an old one. While some are still to change nothing else is decided.
 */
import type { AutoscalerSpec, ScaleUp } from './autoscaler-spec.ts';
import type { Fleet } from './fleet.ts';
import type { Happenings } from '../measured/happenings.ts';
import type { Size } from '../model.ts';
import type { Decide } from './scale-out.ts';
import type { Recommend } from './scaling-rule.ts';
import { createStabilization } from './stabilization.ts';

export function createScaleUp(
  { group, stabilization, cooldown }: AutoscalerSpec,
  { sizes, restart, launch, drain }: ScaleUp,
  recommend: Recommend,
  fleet: Fleet,
  servers: { isUp: (server: number) => boolean; size: (server: number) => Size },
  happenings: Happenings,
): Decide {
  const stabilize = createStabilization(stabilization);
  const count = fleet.running(group).length;
  let wanted = servers.size(fleet.running(group)[0]);
  let changedAt = -Infinity;

  const isOld = (server: number) => servers.size(server).cores !== wanted.cores;

  function choose(now: number): void {
    const { cores } = wanted;
    const needed = stabilize(now, cores, recommend(now, cores, cores) ?? cores);
    const size = sizes.find((each) => each.cores >= needed) ?? sizes[sizes.length - 1];
    if (size.cores === cores || now - changedAt < (size.cores > cores ? cooldown.out : cooldown.in)) return;
    wanted = size;
    changedAt = now;
    happenings.tell(size.cores > cores ? 'scaled up' : 'scaled down', group, size.cores);
    fleet.setStandard(group, { size });
  }

  /** The next server changes when all others are up. */
  function changeNext(): void {
    const there = fleet.running(group);
    if (!there.every(servers.isUp)) return;
    const [old] = there.filter(isOld);
    if (restart !== undefined) fleet.resize(old, wanted, restart, drain);
    else if (there.length > count) fleet.retire(old, drain);
    else fleet.launch(group, { ...launch, size: wanted });
  }

  return (now) => {
    if (!fleet.running(group).some(isOld)) choose(now);
    if (fleet.running(group).some(isOld)) changeNext();
  };
}
