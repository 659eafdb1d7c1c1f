/**
 * Rolling deploys: the servers of a group are replaced by new ones, some at a time. A batch goes so: `surge` new servers come; when
 * they have booted the old ones drain; when these have left, the rest of the new ones comes; when those have booted, the pause.
 */
import type { Events } from '../../kernel/events.ts';
import { LANE } from '../../kernel/lanes.ts';
import { EVENT } from '../event-kinds.ts';
import type { Fleet } from './fleet.ts';
import type { Happenings } from '../measured/happenings.ts';
import type { Deploy } from './planned-event.ts';
import { idOfPlanned } from './pool-changes.ts';

export interface Deploys {
  /** Begins the planned event with this index, or does so when those of its group that are under way are over. */
  readonly begin: (index: number, deploy: Deploy) => void;
  readonly onPauseOver: (index: number) => void;
}

/** A deploy under way. */
interface Rollout {
  readonly deploy: Deploy;
  /** Servers that are still to be replaced, and those of them in this batch. */
  old: number[];
  batch: number[];
  /** What comes next when nothing is waited for. */
  next: 'begin' | 'drain' | 'fill' | 'pause' | 'none';
  /** Servers that are to boot, or to leave. */
  readonly awaited: Set<number>;
}

export function createDeploys(fleet: Fleet, events: Events, happenings: Happenings): Deploys {
  const rollouts = new Map<number, Rollout>();
  const waiting: { index: number; deploy: Deploy }[] = [];

  /** Goes on as far as nothing has to be waited for. */
  function proceed(index: number): void {
    const rollout = rollouts.get(index)!;
    while (rollout.awaited.size === 0 && rollout.next !== 'none') step(index, rollout);
  }

  function step(index: number, rollout: Rollout): void {
    const { deploy, batch } = rollout;
    const surge = Math.min(deploy.surge, batch.length);
    switch (rollout.next) {
      case 'begin':
        return beginBatch(rollout);
      case 'drain':
        rollout.next = 'fill';
        return retire(rollout);
      case 'fill':
        rollout.next = 'pause';
        return launch(rollout, batch.length - surge);
      case 'pause':
        rollout.next = 'none';
        if (rollout.old.length === 0) finish(index, deploy);
        else events.push(deploy.pause, LANE.poolChange, idOfPlanned(index), EVENT.pauseOver, index);
        return;
      case 'none':
    }
  }

  function finish(index: number, { group }: Deploy): void {
    happenings.tell('deployed', group);
    rollouts.delete(index);
    const next = waiting.findIndex(({ deploy }) => deploy.group === group);
    if (next >= 0) for (const each of waiting.splice(next, 1)) start(each.index, each.deploy);
  }

  function start(index: number, deploy: Deploy): void {
    happenings.tell('deploy', deploy.group);
    rollouts.set(index, { deploy, old: fleet.running(deploy.group), batch: [], next: 'begin', awaited: new Set() });
    proceed(index);
  }

  /** Others may have retired some of the old ones meanwhile. */
  function beginBatch(rollout: Rollout): void {
    const { deploy } = rollout;
    const left = new Set(fleet.running(deploy.group));
    rollout.old = rollout.old.filter((server) => left.has(server));
    rollout.batch = rollout.old.splice(0, deploy.batch);
    rollout.next = 'drain';
    launch(rollout, Math.min(deploy.surge, rollout.batch.length));
  }

  function launch({ deploy, awaited }: Rollout, count: number): void {
    for (let i = 0; i < count; i++) awaited.add(fleet.launch(deploy.group, deploy));
  }

  function retire({ deploy, batch, awaited }: Rollout): void {
    const running = new Set(fleet.running(deploy.group));
    const leaving = batch.filter((server) => running.has(server));
    for (const server of leaving) awaited.add(server);
    for (const server of leaving) fleet.retire(server, deploy.drain);
  }

  fleet.watch((server) => {
    // The next deploy of the group may begin by that, which does not wait for this.
    const waited = [...rollouts].filter(([, { awaited }]) => awaited.delete(server));
    for (const [index] of waited) proceed(index);
  });

  return {
    begin(index, deploy) {
      const isUnderWay = [...rollouts.values()].some((other) => other.deploy.group === deploy.group);
      if (isUnderWay) waiting.push({ index, deploy });
      else start(index, deploy);
    },
    onPauseOver(index) {
      rollouts.get(index)!.next = 'begin';
      proceed(index);
    },
  };
}
