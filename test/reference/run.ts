/** What a run of the reference simulator was: all of its parts, as they are at the end. */
import type { Balancer } from './balancer.ts';
import type { Told } from './faults.ts';
import type { Fleet } from './fleet.ts';
import type { Edge } from './measure.ts';
import type { Request } from './requests.ts';
import type { Sender } from './senders.ts';
import type { Server } from './server.ts';

export interface ReferenceRun {
  requests: Request[];
  /** Those, and all that senders made of them. */
  walkers: Request[];
  servers: Server[];
  balancers: Balancer[];
  /** By client group and by balancer; undefined where it does not try again. */
  senders: { ofGroup: (Sender | undefined)[]; ofBalancer: (Sender | undefined)[] };
  /** Totals at the edges of the measured window. */
  edges: Edge[];
  lives: Fleet['lives'];
  happenings: Told[];
  endedAt: number;
}
