/** Ids in the lane of pool changes: planned events in the order of the file, then servers, each in the order below, then ends of faults. */

/** More than any scenario plans. */
const PLANNED_LIMIT = 65_536;
const KINDS = 8;

/** What happens to a server there. */
export const CHANGE = { RESTARTED: 0, BOOTED: 1, WARM: 2, EMPTY: 3, DRAINED: 4, RESIZED: 5 } as const;

export const idOfPlanned = (index: number): number => index;

/** Faults end after all that happens to servers. */
export const idOfFaultEnd = (servers: number, fault: number): number => PLANNED_LIMIT + servers * KINDS + fault;

export const idOfChange = (server: number, change: number): number => PLANNED_LIMIT + server * KINDS + change;
