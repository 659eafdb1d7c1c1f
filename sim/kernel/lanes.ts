/**
 * The total order of events: by time, then lane, then id. docs/event-order.md tells why each lane stands where it does.
 *
 * | lane | id |
 * |---|---|
 * | departure: a core is done with a request | server |
 * | departure: a wait is over, or a response reaches its client | request |
 * | timeout | client group, then request |
 * | fault | server |
 * | pool change | server |
 * | report | how manieth it is that was asked for |
 * | health check | balancer, then member; after all reports |
 * | timer: measurement and timeline windows, strategy's tick | balancer |
 * | arrival: at a balancer or a server, after a network or a balancer took its time | request |
 * | arrival: from a closed loop | user |
 * | arrival: in an open group | client group |
 */
export const LANE = {
  departure: 0,
  response: 1,
  timeout: 2,
  fault: 3,
  poolChange: 4,
  report: 5,
  timer: 6,
  transit: 7,
  arrival: 8,
} as const;

/** Ids are below this; a lane and an id together make one exact number, `lane * ID_LIMIT + id`. */
export const ID_LIMIT = 1099511627776;
