/**
 * What a balancer knows of the health of its pool's members, and what follows from it: who is held back, how traffic is split
 * over priority groups, who is used all the same in a panic, and who starts slowly.
 */
import type { HappeningKind } from '../../../records/observation.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Balancer } from '../balancers/balancer.ts';
import type { Happenings } from '../measured/happenings.ts';
import type { PushHealthEvent } from './health-events.ts';
import { FOUND_OUT, HELD } from '../balancers/pool.ts';
import { priorityLoads } from '../balancers/priority-loads.ts';
import { createSlowStart } from '../balancers/slow-start.ts';

export interface MemberHealth {
  /** Whether the balancer knows this reason not to use a member, even if it is used in a panic. */
  readonly knows: (member: number, reason: number) => boolean;
  /** Members with this reason, and all that take part. */
  readonly count: (reason: number) => number;
  readonly total: () => number;
  /** The balancer learns of a reason not to use the member; `value` is the happening's. */
  readonly add: (member: number, reason: number, kind: HappeningKind, value?: number) => void;
  /** The reason is gone. */
  readonly remove: (member: number, reason: number, kind: HappeningKind) => void;
  readonly onWeightRises: (member: number) => void;
  /** Members came, went, or were held back for other reasons. */
  readonly onPoolChange: () => void;
  /** A member that has just come starts slowly. */
  readonly join: (member: number) => void;
}

/** `release` also serves the balancer's queue. */
export function createMemberHealth(
  balancer: Balancer,
  clock: Clock,
  push: PushHealthEvent,
  happenings: Happenings,
  release: (member: number, reasons: number) => void,
): MemberHealth {
  const { spec, pool, hold } = balancer;
  const { priorities, groupOf, loads } = balancer.groups;
  const { panic, overprovisioning = 1, slowStart: slowStartTime } = spec.health!;
  const known = new Uint8Array(pool.held.length);
  const panics = new Uint8Array(priorities.length);
  const slowStart = createSlowStart(slowStartTime, balancer, clock, push);

  // Who has as many tries as the balancer allows is part of its group all the same.
  const takesPart = (member: number) => (pool.held[member] & ~(FOUND_OUT | HELD.FULL)) === 0;

  function change(member: number, reasons: number, kind: HappeningKind, value?: number): void {
    if ((pool.held[member] & HELD.REMOVED) !== 0) return;
    const was = known[member];
    known[member] = reasons;
    happenings.tell(kind, pool.name(member), value, spec.name);
    if (was === 0) slowStart.stop(member);
    else if (reasons === 0) slowStart.begin(member);
    reckon();
  }

  function reckon(): void {
    weigh();
    for (let each = 0; each < pool.size; each++) apply(each);
  }

  function weigh(): void {
    const groups = priorities.map(() => ({ usable: 0, total: 0 }));
    for (let member = 0; member < pool.size; member++) {
      if (!takesPart(member)) continue;
      groups[groupOf[member]].total++;
      if (known[member] === 0) groups[groupOf[member]].usable++;
    }
    for (const [group, { load, panics: isPanic }] of priorityLoads(groups, overprovisioning, panic).entries()) {
      loads[group] = load;
      if ((panics[group] === 1) === isPanic) continue;
      panics[group] = isPanic ? 1 : 0;
      const priority = priorities.length > 1 ? priorities[group] : undefined;
      happenings.tell(isPanic ? 'panic' : 'panicOver', spec.name, priority, spec.name);
    }
  }

  function apply(member: number): void {
    const wanted = panics[groupOf[member]] === 1 ? 0 : known[member];
    const held = pool.held[member] & FOUND_OUT;
    if ((wanted & ~held) !== 0) hold(member, wanted & ~held);
    if ((held & ~wanted) !== 0) release(member, held & ~wanted);
  }

  function countOf(counts: (member: number) => boolean): number {
    let count = 0;
    for (let member = 0; member < pool.size; member++) if (counts(member)) count++;
    return count;
  }

  weigh();

  return {
    knows: (member, reason) => (known[member] & reason) !== 0,
    count: (reason) => countOf((member) => takesPart(member) && (known[member] & reason) !== 0),
    total: () => countOf(takesPart),
    add: (member, reason, kind, value) => change(member, known[member] | reason, kind, value),
    remove: (member, reason, kind) => change(member, known[member] & ~reason, kind),
    onWeightRises(member) {
      if ((pool.held[member] & HELD.REMOVED) === 0) slowStart.onRises(member);
    },
    onPoolChange: reckon,
    join: slowStart.begin,
  };
}
