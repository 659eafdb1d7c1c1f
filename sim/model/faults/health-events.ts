/** Events of a balancer's health checks, in the lane of reports and health checks, where they come after the reports. */
import type { Events } from '../../kernel/events.ts';
import { LANE } from '../../kernel/lanes.ts';
import { EVENT } from '../event-kinds.ts';

const { checkDue, checkReaches, checkEnds, ejectionEnds, weightRises, errorWindowEnds } = EVENT;

/** Pools are smaller. */
const MEMBERS = 1_048_576;
/** Reports have lower ids. */
const FIRST_ID = 549_755_813_888;
/** What comes first at one instant, for one member. */
const PHASE: Readonly<Record<number, number>> = {
  [checkReaches]: 0,
  [checkEnds]: 0,
  [ejectionEnds]: 1,
  [weightRises]: 2,
  [checkDue]: 3,
  [errorWindowEnds]: 3,
};
const PHASES = 4;

/** Schedules an event of this kind for a member of the balancer's pool, `delay` nanoseconds from now. */
export type PushHealthEvent = (delay: number, kind: number, member: number) => void;

/** Stands for the balancer itself: it comes after its members. */
export const ALL_MEMBERS = MEMBERS - 1;

export function healthEventsOf(balancer: number, events: Events): PushHealthEvent {
  return (delay, kind, member) => {
    const subject = balancer * MEMBERS + member;
    events.push(delay, LANE.report, FIRST_ID + subject * PHASES + PHASE[kind], kind, subject);
  };
}

export const balancerOfSubject = (subject: number): number => Math.floor(subject / MEMBERS);
export const memberOfSubject = (subject: number): number => subject % MEMBERS;
