/** Sessions and connections at a balancer of the reference simulator. */
import type { BalancerSpec } from '../../sim/model/model.ts';
import type { Lane } from './events.ts';
import type { Request } from './requests.ts';

export interface Connection {
  nth: number;
  /** The request that opened it. */
  request: Request;
  client: string;
  member: number;
  openedAt: number;
  usedAt: number;
  requests: number;
  underWay: Request[];
  /** As `scratches` of a request, from its opening on. */
  scratches: Record<string, number>;
  isConnected: boolean;
  isClosing: boolean;
  isClosed: boolean;
}

/** What the simulator does. */
export interface AffinityWorld {
  now: () => number;
  schedule: (at: number, lane: Lane, id: number[], happen: () => void) => void;
  /** What tells clients apart. */
  clientOf: (request: Request, by: 'address' | 'cookie') => string;
  /** By reasons other than that it drains. */
  isHeld: (member: number) => boolean;
  onOpened: (connection: Connection, picked: boolean) => void;
  onConnected: (connection: Connection) => void;
  onClosed: (connection: Connection, outcome: string) => void;
  /** Connections to the member closed while no try ended there: the queue is served. */
  onQuiet: (member: number) => void;
}

export const GONE = -3;
const FIRST_CONNECTION = 4_294_967_296;

export class Affinity {
  readonly #spec: BalancerSpec;
  readonly #index: number;
  readonly #count: number;
  readonly #world: AffinityWorld;
  #sessions = new Map<string, { member: number; usedAt: number }>();
  connections: Connection[] = [];

  constructor(spec: BalancerSpec, index: number, count: number, world: AffinityWorld) {
    this.#spec = spec;
    this.#index = index;
    this.#count = count;
    this.#world = world;
  }

  /** Where the request belongs: -1 for nowhere. */
  find(request: Request): number {
    const { sessions, connections } = this.#spec;
    if (connections !== undefined) {
      const open = this.#currentOf(request);
      if (open !== undefined && !open.isClosing) return open.member;
    }
    if (sessions === undefined) return -1;
    const client = this.#world.clientOf(request, sessions.by);
    const session = this.#sessions.get(client);
    if (session === undefined) return -1;
    if (this.#world.now() - session.usedAt > sessions.lifetime) {
      this.#sessions.delete(client);
      return -1;
    }
    if (!this.#world.isHeld(session.member)) return session.member;
    return sessions.whenGone === 'fail' ? GONE : -1;
  }

  onSent(request: Request, member: number, picked: boolean): void {
    const { sessions, connections } = this.#spec;
    const usedAt = this.#world.now();
    if (sessions !== undefined) this.#sessions.set(this.#world.clientOf(request, sessions.by), { member, usedAt });
    if (connections === undefined) return;
    const current = this.#currentOf(request);
    const usable = current?.isClosing === true ? undefined : current;
    if (usable !== undefined && usable.member !== member) this.#retire(usable);
    const connection = usable?.member === member ? usable : this.#open(request, member, picked);
    connection.underWay.push(request);
    connection.requests++;
    if (connection.requests >= connections.requests) connection.isClosing = true;
  }

  /** The request reached its server: the connection that it goes over is heard of once. */
  onConnected(request: Request): void {
    const connection = this.connections.find(({ underWay }) => underWay.includes(request))!;
    if (connection.isConnected || connection.isClosed) return;
    connection.isConnected = true;
    this.#world.onConnected(connection);
  }

  onEnded(request: Request): void {
    const connection = this.connections.find(({ underWay }) => underWay.includes(request))!;
    connection.underWay = connection.underWay.filter((each) => each !== request);
    connection.usedAt = this.#world.now();
    if (connection.isClosing && !connection.isClosed && connection.underWay.length === 0)
      this.#close(connection, 'succeeded');
  }

  breakAll(member: number): void {
    for (const connection of this.connections) {
      if (connection.isClosed || connection.member !== member) continue;
      connection.isClosing = true;
      this.#close(connection, 'failed');
    }
  }

  /** The client's latest connection that is not closed. */
  #currentOf(request: Request): Connection | undefined {
    const client = this.#world.clientOf(request, 'cookie');
    return this.connections.findLast((each) => each.client === client && !each.isClosed);
  }

  /** The client goes elsewhere. */
  #retire(connection: Connection): void {
    connection.isClosing = true;
    if (connection.underWay.length === 0) this.#schedule(connection, this.#world.now());
  }

  #open(request: Request, member: number, picked: boolean): Connection {
    const now = this.#world.now();
    const connection: Connection = {
      nth: this.connections.length,
      request,
      client: this.#world.clientOf(request, 'cookie'),
      member,
      openedAt: now,
      usedAt: now,
      requests: 0,
      underWay: [],
      scratches: {},
      isConnected: false,
      isClosing: false,
      isClosed: false,
    };
    this.connections.push(connection);
    const { lifetime, idle } = this.#spec.connections!;
    this.#schedule(connection, now + Math.min(lifetime, idle));
    this.#world.onOpened(connection, picked);
    return connection;
  }

  #schedule(connection: Connection, at: number): void {
    const id = [FIRST_CONNECTION + connection.nth * this.#count + this.#index];
    if (at !== Infinity) this.#world.schedule(at, 'timer', id, () => this.#onTimer(connection));
  }

  #onTimer(connection: Connection): void {
    if (connection.isClosed) return;
    const now = this.#world.now();
    const { lifetime, idle } = this.#spec.connections!;
    const quietSince = connection.underWay.length > 0 ? now : connection.usedAt;
    const end = Math.min(connection.openedAt + lifetime, quietSince + idle);
    if (end > now && !connection.isClosing) return this.#schedule(connection, end);
    connection.isClosing = true;
    if (connection.underWay.length > 0) return;
    this.#close(connection, 'succeeded');
    this.#world.onQuiet(connection.member);
  }

  #close(connection: Connection, outcome: string): void {
    connection.isClosed = true;
    this.#world.onClosed(connection, outcome);
  }
}
