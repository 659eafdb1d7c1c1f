/** A balancer's pool: the columns that its strategy sees, and what each member is. */
import type { PoolView } from '../../strategies/strategy.ts';
import type { BalancerSpec, Member, Model } from './model.ts';
import type { Servers } from './servers.ts';

/** What may hold a member back; bits, since several may at once. It is available while none does. */
export const HELD = { UNHEALTHY: 1, EJECTED: 2, DRAINING: 4, REMOVED: 8, BOOTING: 16 } as const;

export interface Pool extends PoolView {
  readonly members: Member[];
  /** By member: the index of the server that it is; -1 for a balancer. */
  readonly serverOf: Int32Array;
  /** By member: what holds it back, bits of HELD. */
  readonly held: Uint8Array;
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
  const size = members.length;
  const pool = {
    size,
    members: spec.members,
    serverOf: Int32Array.from(spec.members, ({ kind, index }) => (kind === 'server' ? index : -1)),
    held: new Uint8Array(size),
    weight: Float64Array.from(members, ({ weight }) => weight),
    available: new Uint8Array(size).fill(1),
    inService: new Int32Array(size),
    queued: new Int32Array(size),
    limit: Int32Array.from(members, ({ limit }) => limit),
    priority: Uint8Array.from(members, ({ priority }) => priority),
    backup: Uint8Array.from(members, ({ backup }) => (backup ? 1 : 0)),
    zone: Int32Array.from(members, ({ zone }) => zone),
    ownZone: spec.zone,
    cpu: new Float64Array(size).fill(-1),
    memory: new Float64Array(size).fill(-1),
    name: (member: number) => members[member].name,
  };
  if (truth === undefined) return pool;
  const workLeft = (member: number) => {
    const { index } = spec.members[member];
    return truth.workLeft(index) / truth.capacity(index);
  };
  return { ...pool, oracle: { workLeft } };
}

function viewOf(member: Member, model: Model): MemberView {
  if (member.kind === 'balancer') {
    const { name, zone } = model.balancers[member.index];
    return { name, weight: member.weight, limit: 0, priority: 0, backup: false, zone };
  }
  const { name, weight, concurrency, priority, backup, zone } = model.servers[member.index];
  return { name, weight, limit: concurrency === Infinity ? 0 : concurrency, priority, backup, zone };
}
