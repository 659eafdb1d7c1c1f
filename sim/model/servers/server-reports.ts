/**
 * What servers tell balancers of themselves: every so often (CPU and memory since the last time), when probed, and when they run
 * out of work. A report shows the server as it was when it was sent; the network makes it older.
 */
import type { ServerReport } from '../../../strategies/strategy.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Events } from '../../kernel/events.ts';
import { LANE } from '../../kernel/lanes.ts';
import { namedStream } from '../../kernel/random-stream.ts';
import { EVENT } from '../event-kinds.ts';
import type { Balancer } from '../balancers/balancer.ts';
import { needsOf } from '../balancers/needs.ts';
import type { Model } from '../model.ts';
import type { Network } from '../requests/network.ts';
import type { ProbeLatency } from './probe-latency.ts';
import type { Servers } from './servers.ts';

/** A report on its way; records are reused. */
type ReportRecord = { -readonly [K in keyof ServerReport]: ServerReport[K] } & {
  balancer: number;
  member: number;
  /** How manieth it is that was asked for. */
  order: number;
};

export interface ServerReports {
  /** Lets the members of a balancer report every so many nanoseconds. */
  readonly start: (balancer: number, every: number) => void;
  /** A member has joined the pool of a balancer. */
  readonly join: (balancer: number, member: number) => void;
  /** Asks a member of a balancer's pool for a report. */
  readonly probe: (balancer: number, member: number) => void;
  /** Whether any balancer wants to hear of servers that run out of work. */
  readonly hasIdleReports: boolean;
  /** Something has left the server, or it has come back: if nothing is left, it tells one of the balancers that want it. */
  readonly onLeft: (server: number) => void;
  /** The report with this number leaves its server. */
  readonly onSampled: (report: number) => void;
  /** It reaches its balancer. */
  readonly onArrived: (report: number) => void;
}

export function createServerReports(
  model: Model,
  { now }: Clock,
  events: Events,
  servers: Servers,
  balancers: Balancer[],
  network: Network,
  probeLatency: ProbeLatency,
): ServerReports {
  const records: ReportRecord[] = [];
  const free: number[] = [];
  let asked = 0;
  const workThen = new Float64Array(servers.count);
  const sampledAt = new Float64Array(servers.count);
  const cpu = new Float64Array(servers.count);

  const idleListeners = listenersOf(model);
  const wantsIdle = model.balancers.map(({ strategy }) => needsOf(strategy).idleReports === true);
  const reportEvery = model.balancers.map(({ strategy }) => needsOf(strategy).reportEvery);
  const random = namedStream(model.seed, 'servers/idle');

  function take(kind: ServerReport['kind'], balancer: number, member: number): number {
    const report =
      free.pop() ?? records.push({ kind, balancer, member, inFlight: 0, latency: 0, cpu: 0, memory: 0, order: 0 }) - 1;
    const record = records[report];
    record.kind = kind;
    record.balancer = balancer;
    record.member = member;
    record.order = asked++;
    return report;
  }

  /** Sends the report off `delay` nanoseconds from now. */
  function schedule(report: number, delay: number): void {
    events.push(delay, LANE.report, records[report].order, EVENT.reportSampled, report);
  }

  /** Sends the report off now. */
  function send(report: number): void {
    const record = records[report];
    const server = serverOf(record);
    record.inFlight = servers.inFlight(server);
    record.latency = record.kind === 'probe' ? probeLatency.estimate(server) : 0;
    record.cpu = cpuSinceLast(server);
    record.memory = servers.memory.use(server);
    const [from, to] = [model.servers[server].zone, model.balancers[record.balancer].zone];
    if (network.loses(from, to)) {
      free.push(report);
      return;
    }
    events.push(network.between(from, to), LANE.report, record.order, EVENT.reportArrives, report);
  }

  function answers(server: number): boolean {
    return servers.isUp(server) && !servers.isPaused(server);
  }

  function serverOf({ balancer, member }: ReportRecord): number {
    return model.balancers[balancer].members[member].index;
  }

  function cpuSinceLast(server: number): number {
    const elapsed = now[0] - sampledAt[server];
    if (elapsed > 0) {
      const work = servers.workDone(server);
      cpu[server] = Math.min(1, Math.max(0, (work - workThen[server]) / (servers.capacity(server) * elapsed)));
      workThen[server] = work;
      sampledAt[server] = now[0];
    }
    return cpu[server];
  }

  return {
    start(balancer, every) {
      const { members } = model.balancers[balancer];
      members.forEach(({ kind }, member) => {
        // Servers report in turn, not all at one instant.
        if (kind === 'server')
          schedule(take('periodic', balancer, member), Math.ceil((every * (member + 1)) / members.length));
      });
    },
    join(balancer, member) {
      const every = reportEvery[balancer];
      if (every !== undefined) schedule(take('periodic', balancer, member), every);
      const { index } = model.balancers[balancer].members[member];
      sampledAt[index] = now[0];
      if (wantsIdle[balancer]) idleListeners[index].push({ balancer, member });
    },
    probe(balancer, member) {
      const { zone, members } = model.balancers[balancer];
      if (members[member].kind === 'server' && !network.loses(zone, network.zoneOf(balancer, member))) {
        schedule(take('probe', balancer, member), network.toMember(balancer, member));
      }
    },
    hasIdleReports: idleListeners.some((listeners) => listeners.length > 0),
    onLeft(server) {
      const listeners = idleListeners[server];
      if (listeners.length === 0 || servers.inFlight(server) > 0 || !answers(server)) return;
      const { balancer, member } = listeners[listeners.length === 1 ? 0 : random.below(listeners.length)];
      send(take('idle', balancer, member));
    },
    onSampled(report) {
      const record = records[report];
      const { balancer, member } = record;
      if (record.kind === 'periodic') schedule(take('periodic', balancer, member), reportEvery[balancer]!);
      if (answers(serverOf(record))) send(report);
      else free.push(report);
    },
    onArrived(report) {
      const record = records[report];
      const { pool, strategy } = balancers[record.balancer];
      pool.cpu[record.member] = record.cpu;
      pool.memory[record.member] = record.memory;
      strategy.onReport?.(record.member, record, now[0]);
      free.push(report);
    },
  };
}

/** By server: the balancers that want to hear that it is idle, and which member it is there. */
function listenersOf({ balancers, servers }: Model): { balancer: number; member: number }[][] {
  const listeners: { balancer: number; member: number }[][] = servers.map(() => []);
  for (const [balancer, { members, strategy }] of balancers.entries()) {
    if (needsOf(strategy).idleReports !== true) continue;
    for (const [member, { kind, index }] of members.entries()) {
      if (kind === 'server') listeners[index].push({ balancer, member });
    }
  }
  return listeners;
}
