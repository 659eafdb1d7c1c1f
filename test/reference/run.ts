/** What a run of the reference simulator was: all of its parts, as they are at the end. */
import type { Happening } from '../../records/observation.ts';
import type { Balancer } from './balancer.ts';
import type { Fleet } from './fleet.ts';
import type { Health } from './health.ts';
import type { Edge } from './measure.ts';
import type { Request } from './requests.ts';
import type { Server } from './server.ts';

export interface ReferenceRun {
  requests: Request[];
  /** Those, and all that senders made of them. */
  walkers: Request[];
  servers: Server[];
  balancers: Balancer[];
  /** Totals at the edges of the measured window. */
  edges: Edge[];
  lives: Fleet['lives'];
  /** What happened to servers. */
  changes: Happening[];
  endedAt: number;
  /** What balancers found out of the health of their pools. */
  happenings: Health['happenings'];
}
