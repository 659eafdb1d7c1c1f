/** A balancer's pool: the columns that its strategy sees, and what each member is. */
import type { PoolView } from '../../../strategies/strategy.ts';
import type { BalancerSpec, Member, Model } from '../model.ts';
import type { Servers } from '../servers/servers.ts';

/** What may hold a member back; bits, since several may at once. It is available while none does. */
export const HELD = {
  UNHEALTHY: 1,
  EJECTED: 2,
  DRAINING: 4,
  REMOVED: 8,
  WEIGHTLESS: 16,
  FULL: 32,
} as const;
/** What the balancer finds out by its health checks; it is told of the others. */
export const FOUND_OUT = HELD.UNHEALTHY | HELD.EJECTED;

export interface Pool extends PoolView {
  readonly members: Member[];
  /** By member: the index of the server that it is; -1 for a balancer. */
  readonly serverOf: Int32Array;
  /** By member: what holds it back, bits of HELD. */
  readonly held: Uint8Array;
  /** A server joins, as the last member; which it is. */
  readonly join: (server: number, weight: number) => number;
}

/** What a strategy may know of a member at the start. */
interface MemberView {
  name: string;
  weight: number;
  limit: number;
  priority: number;
  backup: boolean;
  zone: number;
}

/** The pool; with `truth`, the strategy also sees the servers' true state. */
export function createPool(spec: BalancerSpec, model: Model, truth: Servers | undefined): Pool {
  const members = spec.members.map((member) => viewOf(member, model));
  const room = members.length + joinersOf(spec, model);
  const pool = {
    size: members.length,
    room,
    members: spec.members,
    serverOf: new Int32Array(room).fill(-1),
    held: new Uint8Array(room),
    weight: new Float64Array(room),
    available: new Uint8Array(room),
    inService: new Int32Array(room),
    queued: new Int32Array(room),
    limit: new Int32Array(room),
    priority: new Uint8Array(room),
    backup: new Uint8Array(room),
    zone: new Int32Array(room),
    ownZone: spec.zone,
    cpu: new Float64Array(room).fill(-1),
    memory: new Float64Array(room).fill(-1),
    name: (member: number) => members[member].name,
    join,
    ...(truth !== undefined && {
      oracle: { workLeft: (member: number) => workLeft(truth, spec.members[member].index) },
    }),
  };
  members.forEach((view, member) => {
    fill(member, view);
    if (spec.members[member].kind === 'server') pool.serverOf[member] = spec.members[member].index;
  });

  function fill(member: number, { weight, limit, priority, backup, zone }: MemberView): void {
    // A strategy never sees a weight of 0.
    pool.weight[member] = weight === 0 ? 1 : weight;
    pool.held[member] = weight === 0 ? HELD.WEIGHTLESS : 0;
    pool.available[member] = weight === 0 ? 0 : 1;
    pool.limit[member] = limit;
    pool.priority[member] = priority;
    pool.backup[member] = backup ? 1 : 0;
    pool.zone[member] = zone;
  }

  function join(server: number, weight: number): number {
    const view = viewOf({ kind: 'server', index: server }, model);
    const member = pool.size++;
    members.push(view);
    spec.members.push({ kind: 'server', index: server });
    fill(member, { ...view, weight });
    pool.serverOf[member] = server;
    return member;
  }

  return pool;
}

/** How many servers may join: those in reserve of the groups in the pool. */
function joinersOf({ members }: BalancerSpec, { servers }: Model): number {
  const groups = new Set(members.flatMap(({ kind, index }) => (kind === 'server' ? [servers[index].group] : [])));
  return servers.reduce((count, { group, reserve }) => count + (reserve === true && groups.has(group) ? 1 : 0), 0);
}

function workLeft(truth: Servers, server: number): number {
  return truth.workLeft(server) / truth.capacity(server);
}

function viewOf(member: Member, model: Model): MemberView {
  if (member.kind === 'balancer') {
    const { name, zone } = model.balancers[member.index];
    return { name, weight: member.weight, limit: 0, priority: 0, backup: false, zone };
  }
  const { name, weight, concurrency, priority, backup, zone } = model.servers[member.index];
  return { name, weight, limit: concurrency === Infinity ? 0 : concurrency, priority, backup, zone };
}
