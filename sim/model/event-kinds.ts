/** What the events of the heap are; the subject is a request's slot unless said otherwise. */
export const EVENT = {
  atBalancer: 0,
  passedBalancer: 1,
  atServer: 2,
  waitDone: 3,
  back: 4,
  /** Subject: the user, counted over all groups of users. */
  userSends: 5,
  windowOpens: 6,
  windowCloses: 7,
  /** Subject: the server. */
  restart: 8,
  /** Subject: the report's record. */
  reportSampled: 9,
  reportArrives: 10,
  /** Subject: the balancer. */
  tick: 11,
  timelineWindowEnds: 12,
  /** Subject: the planned event. */
  planned: 13,
  pauseOver: 14,
  /** Subject: the server. */
  booted: 15,
  warm: 16,
  empty: 17,
  drained: 18,
  resized: 19,
  /** Subject: the try's slot. */
  hedge: 20,
  retry: 21,
  queueTimeout: 25,
  /** Subject: the connection's slot. */
  connectionTimer: 26,
  /** Subject: the fault. */
  faultBegins: 22,
  faultEnds: 23,
  memoryLeaks: 24,
  /** Subject: a member of a balancer's pool (health-events.ts). */
  checkDue: 30,
  checkReaches: 31,
  checkEnds: 32,
  ejectionEnds: 33,
  weightRises: 34,
  errorWindowEnds: 35,
  /** Subject: the autoscaler. */
  scalingSample: 40,
  scalingDecision: 41,
} as const;
