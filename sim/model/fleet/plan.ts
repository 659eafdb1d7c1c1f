/** Does at its time what the scenario plans for the servers. */
import type { Events } from '../../kernel/events.ts';
import { LANE } from '../../kernel/lanes.ts';
import { createDeploys } from './deploys.ts';
import { EVENT } from '../event-kinds.ts';
import type { Fleet } from './fleet.ts';
import type { Happenings } from '../measured/happenings.ts';
import type { Model } from '../model.ts';
import type { PlannedEvent } from './planned-event.ts';
import { idOfPlanned } from './pool-changes.ts';

export interface Plan {
  readonly onDue: (index: number) => void;
  /** The next batch of the deploy with this index begins. */
  readonly onPauseOver: (index: number) => void;
}

export function createPlan(
  { events: planned = [] }: Model,
  fleet: Fleet,
  events: Events,
  happenings: Happenings,
): Plan {
  const deploys = createDeploys(fleet, events, happenings);

  function onDue(index: number): void {
    const event = planned[index];
    switch (event.kind) {
      case 'retire':
        for (const server of fleet.meant(event.target)) fleet.retire(server, event.drain);
        return;
      case 'add':
        for (let i = 0; i < event.count; i++) fleet.launch(event.group, event);
        return;
      case 'weight':
        return setWeight(event);
      case 'resize':
        return resize(event);
      case 'deploy':
        return deploys.begin(index, event);
    }
  }

  function setWeight({ target, weight }: PlannedEvent & { kind: 'weight' }): void {
    if ('group' in target) fleet.setStandard(target.group, { weight });
    for (const server of fleet.meant(target)) fleet.setWeight(server, weight);
  }

  function resize({ target, size, restart, drain }: PlannedEvent & { kind: 'resize' }): void {
    const meant = fleet.meant(target);
    if ('group' in target) fleet.setStandard(target.group, { size });
    for (const server of meant) fleet.resize(server, size, restart, drain);
  }

  planned.forEach(({ at }, index) => events.push(at, LANE.poolChange, idOfPlanned(index), EVENT.planned, index));
  return { onDue, onPauseOver: deploys.onPauseOver };
}
