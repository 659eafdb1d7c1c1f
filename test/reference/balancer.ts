/** A balancer of the reference simulator: the pool as its strategy sees it, the strategy, and the queue. */
import { namedStream } from '../../sim/kernel/random-stream.ts';
import type { BalancerSpec, Member, Model, ServerSpec } from '../../sim/model/model.ts';
import type { PoolView, Strategy } from '../../strategies/strategy.ts';
import { createGroupStrategies, type Group, groupsOf } from './priority-groups.ts';
import type { Request } from './requests.ts';
import type { Server } from './server.ts';

export class Balancer {
  readonly spec: BalancerSpec;
  readonly pool: Columns;
  readonly strategy: Strategy;
  /** Members by priority, for what is split over them. */
  readonly groups: Group[];
  /** Members came, went, or were held back for a reason that the balancer was told. */
  onPoolChange: () => void = () => {};
  readonly reportEvery: number | undefined;
  readonly hearsFeedback: boolean;
  queue: Request[] = [];
  isServingQueue = false;
  /** What keeps it down. */
  downs = 0;
  dispatches = 0;
  /** Tries. */
  underWay = 0;
  /** Every stay in the queue; `leftAt` is Infinity until it ends. */
  stays: { request: Request; joinedAt: number; leftAt: number }[] = [];
  /** The most in the queue since the measured window opened. */
  most = 0;
  #freeAt = 0;
  /** By member: whether it might be picked, but for the number of its tries; from when on. */
  readonly mayBePicked: { at: number; holds: boolean }[][];
  /** By member: what holds it back. */
  readonly #held: Set<string>[];
  /** By member: its weight, as planned or as the scenario has it, and how many tenths of it are shown. */
  readonly #weights: number[];
  readonly #tenths: number[];
  readonly #model: Model;

  constructor(model: Model, index: number, servers: Server[], now: () => number, probe: (member: number) => void) {
    this.spec = { ...model.balancers[index], members: [...model.balancers[index].members] };
    this.#model = model;
    this.#held = this.spec.members.map(() => new Set());
    this.mayBePicked = this.spec.members.map(() => [{ at: 0, holds: true }]);
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
    this.#weights = [...this.pool.weight.subarray(0, this.pool.size)];
    this.#tenths = this.#weights.map(() => 10);
    this.groups = groupsOf(this.pool, this.isSplit);
    const create = (view: PoolView) => definition.create(view, random, params, { probe });
    const draws = namedStream(model.seed, `balancers/${this.spec.name}/priority`);
    this.strategy =
      this.groups.length > 1 ? createGroupStrategies(this.groups, this.pool, draws, create) : create(this.pool);
  }

  get isSplit(): boolean {
    return this.spec.health?.overprovisioning !== undefined;
  }

  get takesTime(): boolean {
    return this.spec.cost > 0 || this.spec.capacity !== Infinity;
  }

  enqueue(request: Request, now: number): void {
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

  openWindow(): void {
    this.most = this.queue.length;
  }

  /** Whether servers of the group join. */
  takes(group: string): boolean {
    return this.spec.members.some(({ kind, index }) => kind === 'server' && this.#model.servers[index].group === group);
  }

  join(server: number, weight: number, now: number): number {
    this.spec.members.push({ kind: 'server', index: server });
    const member = this.pool.size;
    addTo(this.pool, viewOf(this.spec.members[member], this.#model));
    this.pool.weight[member] = weight === 0 ? 1 : weight;
    this.#weights.push(this.pool.weight[member]);
    this.#tenths.push(10);
    this.#held.push(new Set(weight === 0 ? ['weight'] : []));
    this.mayBePicked.push([]);
    this.#note(member, now);
    this.pool.available[member] = weight === 0 ? 0 : 1;
    for (const { priority, members } of groupsOf(this.pool, this.isSplit))
      if (members.includes(member)) this.groups.find((group) => group.priority === priority)!.members.push(member);
    this.strategy.onPoolChange?.(member, 'added', now);
    this.onPoolChange();
    return member;
  }

  /** Whether it is one of those that the loads of the priorities, panics and the most to eject go by. */
  takesPart(member: number): boolean {
    return [...this.#held[member]].every((reason) => !isTold(reason));
  }

  isRemoved(member: number): boolean {
    return this.#held[member].has('removed');
  }

  isHeldNotDraining(member: number): boolean {
    return [...this.#held[member]].some((reason) => reason !== 'draining');
  }

  /** Whether a member is held back by nothing but its number of tries. */
  get hasFull(): boolean {
    return this.#held.some((reasons) => reasons.size === 1 && reasons.has('full'));
  }

  hold(member: number, reason: string, now: number): void {
    this.#held[member].add(reason);
    this.#note(member, now);
    if (this.pool.available[member] === 1) {
      this.pool.available[member] = 0;
      this.strategy.onPoolChange?.(member, 'unavailable', now);
    }
    if (isTold(reason)) this.onPoolChange();
  }

  /** Whether it is available again by that. */
  release(member: number, reason: string, now: number): boolean {
    this.#held[member].delete(reason);
    this.#note(member, now);
    const isBack = this.pool.available[member] === 0 && this.#held[member].size === 0;
    if (isBack) {
      this.pool.available[member] = 1;
      this.strategy.onPoolChange?.(member, 'available', now);
    }
    if (isTold(reason)) this.onPoolChange();
    return isBack;
  }

  remove(member: number, now: number): void {
    this.#held[member].add('removed');
    this.#note(member, now);
    this.pool.available[member] = 0;
    this.strategy.onPoolChange?.(member, 'removed', now);
    this.onPoolChange();
  }

  #note(member: number, now: number): void {
    const holds = [...this.#held[member]].every((reason) => reason === 'full');
    this.mayBePicked[member].push({ at: now, holds });
  }

  setWeight(member: number, weight: number, now: number): boolean {
    if (weight === 0) this.hold(member, 'weight', now);
    else this.#show(member, weight, this.#tenths[member], now);
    return weight > 0 && this.release(member, 'weight', now);
  }

  /** So many tenths of its weight count, in a slow start. */
  setTenths(member: number, tenths: number, now: number): void {
    this.#show(member, this.#weights[member], tenths, now);
  }

  #show(member: number, weight: number, tenths: number, now: number): void {
    this.#weights[member] = weight;
    this.#tenths[member] = tenths;
    const shown = (weight * tenths) / 10;
    if (shown === this.pool.weight[member]) return;
    this.pool.weight[member] = shown;
    this.strategy.onPoolChange?.(member, 'weight', now);
  }

  /** When a request that comes now has passed. */
  passedAt(now: number): number {
    this.#freeAt = Math.max(this.#freeAt, now) + 1 / this.spec.capacity;
    return Math.ceil(this.#freeAt + this.spec.cost);
  }
}

/** What a balancer does not find out, or do, by itself. */
function isTold(reason: string): boolean {
  return reason !== 'found out' && reason !== 'full';
}

type Columns = { -readonly [K in keyof PoolView]: PoolView[K] };

function poolOf(spec: BalancerSpec, model: Model): Columns {
  const room = spec.members.length + model.servers.length;
  const pool: Columns = {
    size: 0,
    room,
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
    name: (member) => viewOf(spec.members[member], model).name,
  };
  for (const member of spec.members) addTo(pool, viewOf(member, model));
  return pool;
}

function addTo(pool: Columns, { weight, limit, priority, backup, zone }: MemberView): void {
  const member = pool.size++;
  pool.weight[member] = weight;
  pool.available[member] = 1;
  pool.limit[member] = limit === Infinity ? 0 : limit;
  pool.priority[member] = priority;
  pool.backup[member] = backup ? 1 : 0;
  pool.zone[member] = zone;
}

type MemberView = Pick<ServerSpec, 'name' | 'weight' | 'priority' | 'backup' | 'zone'> & { limit: number };

function viewOf(member: Member, model: Model): MemberView {
  if (member.kind === 'server')
    return { ...model.servers[member.index], limit: model.servers[member.index].concurrency };
  const { name, zone } = model.balancers[member.index];
  return { name, weight: member.weight, limit: Infinity, priority: 0, backup: false, zone };
}
