/** All strategies, in the order of the docs. The command line, the docs, the laws suite and the benches read this list. */
import { boundedLoad } from './bounded-load.ts';
import { aperture } from './aperture.ts';
import { c3 } from './c3.ts';
import { envoyLeastRequest } from './envoy/least-request.ts';
import { envoyRoundRobin } from './envoy/round-robin.ts';
import { haproxyFirst } from './haproxy/first.ts';
import { haproxyLeastconn } from './haproxy/leastconn.ts';
import { haproxyRoundrobin } from './haproxy/roundrobin.ts';
import { ipHash } from './ip-hash.ts';
import { joinIdleQueue } from './join-idle-queue.ts';
import { leastConnections } from './least-connections.ts';
import { leastResponseTime } from './least-response-time.ts';
import { leastWorkLeft } from './least-work-left.ts';
import { maglev } from './maglev.ts';
import { neverQueue } from './never-queue.ts';
import { nginxRoundRobin } from './nginx/round-robin.ts';
import { peakEwma } from './peak-ewma.ts';
import { powerOfTwo } from './power-of-two.ts';
import { prequal } from './prequal.ts';
import { random } from './random.ts';
import { rendezvous } from './rendezvous.ts';
import { resourceBased } from './resource-based.ts';
import { ringHash } from './ring-hash.ts';
import { roundRobin } from './round-robin.ts';
import { shortestExpectedDelay } from './shortest-expected-delay.ts';
import type { StrategyDefinition } from './strategy.ts';
import { weightedLeastConnections } from './weighted-least-connections.ts';
import { weightedRandom } from './weighted-random.ts';
import { weightedRoundRobin } from './weighted-round-robin.ts';

export const strategies: readonly StrategyDefinition[] = [
  roundRobin,
  weightedRoundRobin,
  random,
  weightedRandom,
  ipHash,
  ringHash,
  maglev,
  rendezvous,
  boundedLoad,
  leastConnections,
  weightedLeastConnections,
  shortestExpectedDelay,
  neverQueue,
  leastResponseTime,
  resourceBased,
  powerOfTwo,
  aperture,
  peakEwma,
  c3,
  joinIdleQueue,
  prequal,
  leastWorkLeft,
  nginxRoundRobin,
  haproxyRoundrobin,
  haproxyLeastconn,
  haproxyFirst,
  envoyRoundRobin,
  envoyLeastRequest,
];

/** The strategy of this name; undefined where there is none. */
export const findStrategy = (name: string): StrategyDefinition | undefined =>
  strategies.find((strategy) => strategy.name === name);
