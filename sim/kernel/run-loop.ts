/** The run loop: takes the earliest of the lanes' heads, in the total order of lanes.ts, and hands it to the world. */
import type { Clock } from './clock.ts';
import type { Departures } from './departures.ts';
import type { Events } from './events.ts';
import { ID_LIMIT, LANE } from './lanes.ts';

/** What happens at events; the clock shows the time. */
export interface World {
  readonly onDeparture: (server: number) => void;
  readonly onTimeout: () => void;
  readonly onEvent: (kind: number, subject: number) => void;
  readonly onArrival: () => void;
  /** 1 in [0] when nothing is left to do. */
  readonly isDone: Int32Array;
}

/** Runs up to `budget` events, none after `until`; true when there are no more of them. */
export type RunLoop = (until: number, budget: number) => boolean;

export function createRunLoop(clock: Clock, departures: Departures, events: Events, world: World): RunLoop {
  const { now, departureAt, timeoutAt, eventAt, arrivalAt } = clock;
  const { nextServer } = departures;
  const { nextOrder } = events;
  const { onDeparture, onTimeout, onEvent, onArrival, isDone } = world;
  const timeoutOrder = LANE.timeout * ID_LIMIT;

  return (until, budget) => {
    for (; budget > 0; budget--) {
      if (isDone[0] === 1) return true;
      const departure = departureAt[0];
      const timeout = timeoutAt[0];
      const event = eventAt[0];
      const arrival = arrivalAt[0];
      if (departure <= arrival && departure <= timeout && departure <= event) {
        if (departure > until) return true;
        now[0] = departure;
        onDeparture(nextServer[0]);
      } else if (arrival < timeout && arrival < event) {
        if (arrival > until) return true;
        now[0] = arrival;
        onArrival();
      } else if (event < timeout || (event === timeout && nextOrder[0] < timeoutOrder)) {
        if (event > until) return true;
        now[0] = event;
        const kind = events.nextKind();
        const subject = events.nextSubject();
        events.pop();
        onEvent(kind, subject);
      } else {
        if (timeout > until) return true;
        now[0] = timeout;
        onTimeout();
      }
    }
    return false;
  };
}
