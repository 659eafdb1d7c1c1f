/** What the walk of requests (walk.ts) needs, and what it does. */
import type { Clock } from '../../kernel/clock.ts';
import type { Events } from '../../kernel/events.ts';
import type { Balancer } from '../balancers/balancer.ts';
import type { BalancerCrashes } from '../faults/balancer-crashes.ts';
import type { Forks } from '../clients/forks.ts';
import type { Happenings } from '../measured/happenings.ts';
import type { Measurement } from '../measured/measurement.ts';
import type { Network } from './network.ts';
import type { ProbeLatency } from '../servers/probe-latency.ts';
import type { Requests } from './requests.ts';
import type { SlotView } from './request-view.ts';
import type { Senders } from '../clients/senders.ts';
import type { ServerFaults } from '../faults/server-faults.ts';
import type { ServerReports } from '../servers/server-reports.ts';
import type { Servers } from '../servers/servers.ts';
import type { Timeouts } from '../clients/timeouts.ts';
import type { Ways } from './ways.ts';

export interface Walk {
  /** A request that has just arrived at its client sets out. */
  readonly setOut: (slot: number) => void;
  /** The client gives up the request, or the sender the try, whose time is over. */
  readonly onTimeout: (slot: number) => void;
  /** See tries.ts. */
  readonly onHedge: (fork: number) => void;
  readonly onRetry: (slot: number) => void;
  readonly onDeparture: (server: number) => void;
  readonly onAtBalancer: (slot: number) => void;
  readonly onPassedBalancer: (slot: number) => void;
  readonly onAtServer: (slot: number) => void;
  readonly onWaitDone: (slot: number) => void;
  readonly onBack: (slot: number) => void;
  /** See affinity.ts. */
  readonly onConnectionTimer: (balancer: number, nth: number) => void;
  /** See balancer-queues.ts. */
  readonly onQueueTimeout: (slot: number) => void;
  /** The server is taken down with all it holds, and stays so until `servers.restart`; how many requests were lost. */
  readonly stop: (server: number) => number;
  /** The same, as a crash, until `revive`. */
  readonly crash: (server: number) => void;
  /** A crash of it is over. */
  readonly revive: (server: number) => void;
  readonly balancerCrashes: BalancerCrashes;
  /** It crashes if it holds more than it survives. */
  readonly crashIfFatal: (server: number) => void;
  /** What queues at a balancer may go to a member that has become available. */
  readonly serve: (balancer: number, member: number) => void;
  /** A reason of HELD no longer holds a balancer's member back: what queues there may go to it. */
  readonly release: (balancer: number, member: number, reason: number) => void;
}

export interface WalkParts {
  clock: Clock;
  events: Events;
  requests: Requests;
  servers: Servers;
  serverFaults: ServerFaults;
  balancers: Balancer[];
  network: Network;
  timeouts: Timeouts;
  senders: Senders;
  forks: Forks;
  view: SlotView;
  measurement: Measurement;
  probeLatency: ProbeLatency;
  reports: ServerReports;
  ways: Ways;
  happenings: Happenings;
  /** Whether servers may leave; then `onLeft` is told when one may have become empty. */
  mayLeave: boolean;
  onLeft: (server: number) => void;
  /** A client knows how its request ended. */
  onOutcome: (slot: number, outcome: number) => void;
}
