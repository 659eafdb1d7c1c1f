/** What the servers of the reference simulator tell balancers: every so often, when they are probed, and when they are idle. */
import { namedStream } from '../../sim/kernel/random-stream.ts';
import type { Model } from '../../sim/model/model.ts';
import type { ServerReport } from '../../strategies/strategy.ts';
import type { Balancer } from './balancer.ts';
import type { ReferenceNetwork } from './faults.ts';
import type { Server } from './server.ts';

type Schedule = (at: number, lane: 'report', id: number[], happen: () => void) => void;

export interface Reports {
  /** Lets the servers in a balancer's pool report every so many nanoseconds. */
  start(index: number, every: number): void;
  probe(index: number, member: number): void;
  /** A server has joined a pool. */
  join(index: number, member: number): void;
  /** Something has left the server, or it has come back: if it is idle it says so. */
  onLeft(server: Server): void;
}

export function createReports(
  model: Model,
  servers: Server[],
  balancers: Balancer[],
  now: () => number,
  schedule: Schedule,
  network: ReferenceNetwork,
): Reports {
  const sampled = servers.map(() => ({ at: 0, work: 0, cpu: 0 }));
  const random = namedStream(model.seed, 'servers/idle');
  let asked = 0;

  /** A report has one place in the order for all its way: to be taken, and to arrive. */
  function ask(kind: 'probe' | 'periodic', index: number, member: number, delay: number, every = 0): void {
    const order = asked++;
    schedule(now() + delay, 'report', [order], () => {
      if (every > 0) ask(kind, index, member, every, every);
      send(order, kind, index, member);
    });
  }

  function zonesOf(index: number, member: number): [balancer: number, server: number] {
    const { zone, members } = balancers[index].spec;
    return [zone, model.servers[members[member].index].zone];
  }

  function send(order: number, kind: ServerReport['kind'], index: number, member: number): void {
    const { pool, strategy, spec } = balancers[index];
    const server = servers[spec.members[member].index];
    if (!server.isUp || server.isPaused) return;
    const report: ServerReport = {
      kind,
      inFlight: server.inFlight,
      latency: kind === 'probe' ? server.estimate() : 0,
      cpu: cpuOf(server),
      memory: Math.min(1, server.memoryHeld / server.spec.memory),
    };
    const [to, from] = zonesOf(index, member);
    if (network.loses(from, to)) return;
    schedule(now() + network.latency(from, to), 'report', [order], () => {
      pool.cpu[member] = report.cpu;
      pool.memory[member] = report.memory;
      strategy.onReport?.(member, report, now());
    });
  }

  /** Share of the server's capacity in use since it was last asked. */
  function cpuOf(server: Server): number {
    const last = sampled[servers.indexOf(server)];
    const elapsed = now() - last.at;
    if (elapsed > 0) {
      server.advance(now());
      const share = (server.work - last.work) / (server.capacity * elapsed);
      Object.assign(last, { at: now(), work: server.work, cpu: Math.min(1, Math.max(0, share)) });
    }
    return last.cpu;
  }

  return {
    start(index, every) {
      const { members } = model.balancers[index];
      members.forEach(({ kind }, member) => {
        if (kind === 'server')
          ask('periodic', index, member, Math.ceil((every * (member + 1)) / members.length), every);
      });
    },
    join(index, member) {
      const server = balancers[index].spec.members[member].index;
      sampled[server].at = now();
      const { reportEvery: every } = balancers[index];
      if (every !== undefined) ask('periodic', index, member, every, every);
    },
    onLeft(server) {
      if (!server.isUp || server.isPaused || server.inFlight > 0) return;
      const listeners = model.balancers.flatMap(({ strategy }, index) =>
        strategy.definition.needs?.(strategy.params).idleReports === true
          ? balancers[index].spec.members.flatMap(({ kind, index: at }, member) =>
              kind === 'server' && servers[at] === server ? [{ index, member }] : [],
            )
          : [],
      );
      if (listeners.length === 0) return;
      const chosen = listeners[listeners.length === 1 ? 0 : random.below(listeners.length)];
      send(asked++, 'idle', chosen.index, chosen.member);
    },
    probe(index, member) {
      if (balancers[index].spec.members[member].kind === 'balancer') return;
      const [from, to] = zonesOf(index, member);
      if (!network.loses(from, to)) ask('probe', index, member, network.latency(from, to));
    },
  };
}
