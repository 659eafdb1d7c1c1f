/** What breaks in the reference simulator: each fault begins, does what it does, ends, and maybe comes again. */
import { createFaultDraws, type FaultDraws } from '../../sim/model/faults/fault-draws.ts';
import { namedStream } from '../../sim/kernel/random-stream.ts';
import type { Random } from '../../strategies/strategy.ts';
import type { Fault, Model } from '../../sim/model/model.ts';
import type { Balancer } from './balancer.ts';
import type { Lane } from './events.ts';
import type { Reports } from './reports.ts';
import type { Request } from './requests.ts';
import type { Server } from './server.ts';

export interface Told {
  at: number;
  kind: string;
  name: string;
  value?: number;
  /** The balancer that found it out. */
  by?: string;
  /** The index of the fault that begins or ends. */
  fault?: number;
}

export interface FaultWorld {
  now: () => number;
  schedule: (at: number, lane: Lane, id: number[], happen: () => void) => void;
  servers: Server[];
  balancers: Balancer[];
  network: ReferenceNetwork;
  tell: (kind: string, name: string, value?: number, fault?: number) => void;
  crash: (server: Server) => void;
  crashIfDying: (server: Server) => void;
  restart: (server: Server) => void;
  crashBalancer: (index: number) => void;
  lives: { launchedAt: number; goneAt: number }[];
  reports: Reports;
  onWaitDone: (request: Request, server: Server) => void;
}

/** Calls back for each server that is launched from now on. */
export type WatchLaunches = (hear: (server: number) => void) => void;

export function startFaults(
  { seed, faults = [], servers: specs }: Model,
  world: FaultWorld,
  watchLaunches: WatchLaunches,
): void {
  const { now, schedule, servers, balancers, network, tell } = world;
  faults.forEach((fault, index) => {
    const { effect } = fault;
    let draws: FaultDraws;
    let hit: Server[] = [];
    let isDown = false;

    function startNow(): void {
      draws = createFaultDraws(fault, seed, now());
      comeNext();
    }

    const isThere = (server: number) => world.lives[server].launchedAt <= now() && world.lives[server].goneAt > now();

    function comeNext(): void {
      const at = now() + draws.untilNext();
      if (at !== Infinity) schedule(at, 'fault', [index], begin);
    }

    function begin(): void {
      hit = draws.hit(fault.servers.filter(isThere)).map((server) => servers[server]);
      const endsAt = now() + draws.lasts();
      if (hit.length === 0 && fault.servers.length > 0 && effect.kind !== 'zone') {
        if (endsAt !== Infinity) schedule(endsAt, 'pool change', [2, index], comeNext);
        return;
      }
      isDown = true;
      const name = fault.isRandom ? hit[0].spec.name : fault.target;
      if (endsAt !== Infinity) schedule(endsAt, 'pool change', [2, index], () => end(name));
      if (effect.kind !== 'crash') tell(effect.kind, name, 'share' in effect ? effect.share : undefined, index);
      if (effect.kind === 'network') network.lasting[index] = fault;
      else if (effect.kind === 'memoryLeak') leakNext(hit[0], effect.rate, endsAt);
      else if (isCrash(fault)) {
        fault.balancers.forEach(world.crashBalancer);
        hit.forEach(world.crash);
      } else {
        for (const server of hit) {
          server.lasting[index] = fault;
          changed(server);
        }
      }
    }

    function end(name: string): void {
      isDown = false;
      if (effect.kind === 'network') delete network.lasting[index];
      else if (effect.kind === 'memoryLeak') {
        hit[0].leaked = 0;
        hit[0].refresh(now());
      } else if (isCrash(fault)) {
        for (const balancer of fault.balancers) balancers[balancer].downs--;
        hit.forEach(world.restart);
      } else {
        for (const server of hit) {
          delete server.lasting[index];
          changed(server);
          if (effect.kind === 'pause') world.reports.onLeft(server);
        }
      }
      if (effect.kind !== 'crash') tell(`${effect.kind}Ends`, name, undefined, index);
      comeNext();
    }

    function changed(server: Server): void {
      server.refresh(now());
      if (server.isPaused) return;
      for (const request of server.postponed.splice(0))
        schedule(now(), 'response', [request.order], () => world.onWaitDone(request, server));
    }

    function leakNext(server: Server, rate: number, endsAt: number): void {
      const step = specs[servers.indexOf(server)].memory / 1024;
      const at = now() + Math.max(1, Math.round(step / rate));
      if (step === Infinity || at > endsAt) return;
      schedule(at, 'fault', [index], () => {
        if (server.isUp) {
          if (server.leaked < server.spec.memory) server.leaked += step;
          server.refresh(now());
          world.crashIfDying(server);
        }
        leakNext(server, rate, endsAt);
      });
    }

    const [first] = fault.servers;
    const isOfOne = fault.servers.length === 1 && !fault.isRandom && effect.kind !== 'zone';
    const waits = isOfOne && specs[first].reserve === true;
    if (!waits) startNow();
    watchLaunches((server) => {
      if (!fault.servers.includes(server)) return;
      if (waits && ('every' in fault.begins || fault.begins.at > now())) startNow();
      if (effect.kind !== 'zone' || !isDown) return;
      hit.push(servers[server]);
      world.crash(servers[server]);
    });
  });
}

function isCrash({ effect: { kind } }: Fault): boolean {
  return kind === 'crash' || kind === 'zone' || kind === 'balancer';
}

/** Streams by name, each made when it is first asked for. */
function coinsOf(seed: number): (name: string) => Random {
  const coins = new Map<string, Random>();
  return (name) => {
    const coin = coins.get(name) ?? namedStream(seed, name);
    coins.set(name, coin);
    return coin;
  };
}

export type ErrorCoins = (server: Server) => boolean;

/** Whether a server answers at once, and wrong. */
export function createErrorCoins({ seed }: Model): ErrorCoins {
  const coin = coinsOf(seed);
  return ({ isUp, isPaused, lasting, spec }) => {
    if (!isUp || isPaused) return false;
    return Object.values(lasting).some(
      ({ entry, effect }) =>
        effect.kind === 'errors' && coin(`faults/${entry}/${spec.name}/errors`).unit() < effect.share,
    );
  };
}

export interface ReferenceNetwork {
  /** Faults of the network, by their index. */
  lasting: Record<number, Fault>;
  latency: (from: number, to: number) => number;
  loses: (from: number, to: number) => boolean;
}

export function createReferenceNetwork({ seed, zones, networkLatency }: Model): ReferenceNetwork {
  const coin = coinsOf(seed);
  const lasting: Record<number, Fault> = {};
  const between = (from: number, to: number) =>
    Object.values(lasting).flatMap(({ effect, entry, target }) => {
      if (effect.kind !== 'network') return [];
      const [a, b] = effect.between;
      return (a === from && b === to) || (a === to && b === from) ? [{ ...effect, entry, target }] : [];
    });
  return {
    lasting,
    latency: (from, to) =>
      between(from, to).reduce((sum, { latency }) => sum + latency, networkLatency[from * zones.length + to]),
    loses: (from, to) =>
      between(from, to).some(
        ({ loss, entry, target }) => loss > 0 && coin(`faults/${entry}/${target}/loss`).unit() < loss,
      ),
  };
}
