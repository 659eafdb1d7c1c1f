/** Scaling by the clock: from an instant on there are at least so many servers. As KEDA's cron scaler beside others: the most that any asks for. */

export interface ScheduledCount {
  at: number;
  servers: number;
}

/** What the schedule asks for now: its latest entry; 0 before the first. Entries are in order of time. */
export function scheduledCount(schedule: readonly ScheduledCount[], now: number): number {
  return schedule.findLast(({ at }) => at <= now)?.servers ?? 0;
}
