/** A balancer of the reference simulator: the pool as its strategy sees it, the strategy, and the queue. */
import { namedStream } from '../../sim/kernel/random-stream.ts';
import type { BalancerSpec, Model } from '../../sim/model/model.ts';
import type { PoolView, Strategy } from '../../strategies/strategy.ts';
import { createGroupStrategies, type Group, groupsOf } from './priority-groups.ts';
import type { Request } from './requests.ts';
import type { Server } from './server.ts';

export class Balancer {
  readonly spec: BalancerSpec;
  readonly pool: PoolView;
  readonly strategy: Strategy;
  /** Members by priority, for what is split over them. */
  readonly groups: Group[];
  /** As the scenario has them. */
  readonly weights: number[];
  readonly reportEvery: number | undefined;
  readonly hearsFeedback: boolean;
  queue: Request[] = [];
  isServingQueue = false;
  /** What keeps it down. */
  downs = 0;
  dispatches = 0;
  /** Every stay in the queue; `leftAt` is Infinity until it ends. */
  stays: { request: Request; joinedAt: number; leftAt: number }[] = [];
  /** The most in the queue since `forgetMost`. */
  most = 0;
  #freeAt = 0;

  constructor(model: Model, index: number, servers: Server[], now: () => number, probe: (member: number) => void) {
    this.spec = model.balancers[index];
    const { definition, params } = this.spec.strategy;
    const needs = definition.needs?.(params) ?? {};
    const workLeft = (member: number) => {
      const server = servers[this.spec.members[member].index];
      return server.workLeft(now()) / server.capacity;
    };
    const pool = poolOf(this.spec, model);
    this.pool = needs.oracle === true ? { ...pool, oracle: { workLeft } } : pool;
    this.reportEvery = needs.reportEvery;
    this.hearsFeedback = needs.feedback === true;
    const random = namedStream(model.seed, `balancers/${this.spec.name}/strategy`);
    this.weights = [...this.pool.weight];
    this.groups = groupsOf(this.pool, this.spec.health?.overprovisioning !== undefined);
    const create = (view: PoolView) => definition.create(view, random, params, { probe });
    const draws = namedStream(model.seed, `balancers/${this.spec.name}/priority`);
    this.strategy =
      this.groups.length > 1 ? createGroupStrategies(this.groups, this.pool, draws, create) : create(this.pool);
  }

  get takesTime(): boolean {
    return this.spec.cost > 0 || this.spec.capacity !== Infinity;
  }

  join(request: Request, now: number): void {
    this.queue.push(request);
    this.stays.push({ request, joinedAt: now, leftAt: Infinity });
    this.most = Math.max(this.most, this.queue.length);
  }

  leave(request: Request, now: number): void {
    this.queue = this.queue.filter((each) => each !== request);
    this.stays.find((stay) => stay.request === request)!.leftAt = now;
  }

  forgetBacklog(): void {
    this.#freeAt = 0;
  }

  forgetMost(): void {
    this.most = this.queue.length;
  }

  /** When a request that comes now has passed. */
  passedAt(now: number): number {
    this.#freeAt = Math.max(this.#freeAt, now) + 1 / this.spec.capacity;
    return Math.ceil(this.#freeAt + this.spec.cost);
  }
}

function poolOf(spec: BalancerSpec, model: Model): PoolView {
  const members = spec.members.map((member) => {
    if (member.kind === 'server')
      return { ...model.servers[member.index], limit: model.servers[member.index].concurrency };
    const { name, zone } = model.balancers[member.index];
    return { name, weight: member.weight, limit: Infinity, priority: 0, backup: false, zone };
  });
  const none = members.map(() => 0);
  return {
    size: members.length,
    weight: Float64Array.from(members, ({ weight }) => weight),
    available: Uint8Array.from(members, () => 1),
    inService: Int32Array.from(none),
    queued: Int32Array.from(none),
    limit: Int32Array.from(members, ({ limit }) => (limit === Infinity ? 0 : limit)),
    priority: Uint8Array.from(members, ({ priority }) => priority),
    backup: Uint8Array.from(members, ({ backup }) => (backup ? 1 : 0)),
    zone: Int32Array.from(members, ({ zone }) => zone),
    ownZone: spec.zone,
    cpu: Float64Array.from(members, () => -1),
    memory: Float64Array.from(members, () => -1),
    name: (member) => members[member].name,
  };
}
