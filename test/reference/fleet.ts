/** Servers of the reference simulator that come and go, and the plan for them: docs/model.md, word by word. */
import type { Model, Size } from '../../sim/model/model.ts';
import type { Deploy, Launch, PlannedEvent, Target } from '../../sim/model/fleet/planned-event.ts';
import type { Balancer } from './balancer.ts';
import type { Lane } from './events.ts';
import type { WatchLaunches } from './faults.ts';
import type { Health } from './health.ts';
import type { Reports } from './reports.ts';
import type { Server } from './server.ts';

type Phase = 'reserve' | 'booting' | 'running' | 'draining' | 'restarting' | 'gone';

/** One server's life. */
interface Life {
  index: number;
  server: Server;
  phase: Phase;
  weight: number;
  launch?: Launch;
  launchedAt: number;
  goneAt: number;
  drainEndsAt: number;
  /** It drains, or is down, for a new size. */
  restart?: { size: Partial<Size>; restart: number };
}

interface Hooks {
  servers: Server[];
  balancers: Balancer[];
  reports: Reports;
  health: Health;
  now: () => number;
  schedule: (at: number, lane: Lane, id: number[], happen: () => void) => void;
  tell: (kind: string, name: string, value?: number) => void;
  takeDown: (server: Server) => number;
  crashIfDying: (server: Server) => void;
  serveQueue: (balancer: Balancer, index: number, member: number) => void;
}

export interface Fleet {
  /** Servers that drain and hold nothing any more: what is to be done at once. */
  done: () => { index: number; happen: () => void }[];
  lives: Life[];
  launch: (group: string, how: Launch) => void;
  retire: (life: Life, drain: number) => void;
  resize: (life: Life, size: Partial<Size>, restart: number, drain: number) => void;
  watchLaunches: WatchLaunches;
  /** Launched and not retired. */
  running: (group: string) => Life[];
  setStandard: (target: Target, standard: { weight?: number; size?: Partial<Size> }) => void;
}

export function createFleet(model: Model, hooks: Hooks): Fleet {
  const { servers, balancers, reports, health, now, tell, serveQueue } = hooks;
  const lives = servers.map((server, index): Life => {
    const isReserve = server.spec.reserve === true;
    const phase = isReserve ? 'reserve' : 'running';
    const launchedAt = isReserve ? Infinity : 0;
    return { index, server, phase, weight: server.spec.weight, launchedAt, goneAt: Infinity, drainEndsAt: Infinity };
  });
  const standards = new Map<string, { weight?: number; size?: Partial<Size> }>();
  const waiters: ((life: Life) => void)[] = [];
  const launchWatchers: ((server: number) => void)[] = [];
  const known = new Set<string>();

  /** What would happen twice at one instant happens once. */
  function later(delay: number, life: Life, kind: number, happen: () => void): void {
    const key = `${now() + delay} ${life.index} ${kind}`;
    if (known.has(key) || delay === Infinity) return;
    known.add(key);
    hooks.schedule(now() + delay, 'pool change', [1, life.index, kind], happen);
  }

  function membershipsOf({ index }: Life): [number, Balancer, number][] {
    return balancers.flatMap((balancer, at) =>
      balancer.spec.members.flatMap(({ kind, index: other }, member): [number, Balancer, number][] =>
        kind === 'server' && other === index ? [[at, balancer, member]] : [],
      ),
    );
  }

  const nameOf = ({ server }: Life) => server.spec.name;

  // A life

  function launch(group: string, how: Launch): Life {
    const life = lives.find(({ phase, server }) => phase === 'reserve' && server.spec.group === group)!;
    const standard = standards.get(group);
    Object.assign(life, { phase: 'booting', launchedAt: now(), launch: how });
    life.weight = standard?.weight ?? life.weight;
    if (how.size !== undefined || standard?.size !== undefined) setSize(life, { ...standard?.size, ...how.size });
    tell('added', nameOf(life));
    for (const hear of launchWatchers) hear(life.index);
    later(how.boot, life, 1, () => boot(life));
    return life;
  }

  function boot(life: Life): void {
    if (life.phase !== 'booting') return;
    const { server, launch: how } = life;
    life.phase = 'running';
    server.restart(now());
    if (how?.warmUp !== undefined) {
      server.setWarmth(how.warmUp.speed, now());
      later(how.warmUp.for, life, 2, () => server.setWarmth(1, now()));
    }
    tell('booted', nameOf(life));
    for (const [at, balancer] of balancers.entries()) {
      if (!balancer.takes(server.spec.group)) continue;
      const member = balancer.join(life.index, life.weight, now());
      reports.join(at, member);
      health.join(at, member);
      if (balancer.pool.available[member] === 1) serveQueue(balancer, at, member);
    }
    reports.onLeft(server);
    for (const hear of waiters.slice()) hear(life);
  }

  function retire(life: Life, drain: number): void {
    delete life.restart;
    if (life.phase === 'running') holdBack(life);
    if (life.phase === 'draining' && drain > 0) waitFor(life, drain);
    else if (life.phase !== 'reserve' && life.phase !== 'gone') leave(life);
  }

  function holdBack(life: Life): void {
    life.phase = 'draining';
    tell('draining', nameOf(life));
    for (const [, balancer, member] of membershipsOf(life)) balancer.hold(member, 'draining', now());
  }

  function waitFor(life: Life, drain: number): void {
    life.drainEndsAt = now() + drain;
    later(drain, life, 4, () => {
      if (life.phase === 'draining' && life.drainEndsAt === now()) endDrain(life);
    });
  }

  function isEmpty(life: Life): boolean {
    return (
      life.server.inFlight === 0 &&
      membershipsOf(life).every(([, balancer, member]) => balancer.pool.inService[member] === 0)
    );
  }

  function endDrain(life: Life): void {
    if (life.restart === undefined) leave(life);
    else goDown(life);
  }

  function leave(life: Life): void {
    life.phase = 'gone';
    life.goneAt = now();
    for (const [, balancer, member] of membershipsOf(life)) balancer.remove(member, now());
    tell('removed', nameOf(life), hooks.takeDown(life.server));
    for (const hear of waiters.slice()) hear(life);
  }

  function resize(life: Life, size: Partial<Size>, restart: number, drain: number): void {
    if (life.phase === 'booting') setSize(life, size);
    if (life.phase !== 'running') return;
    if (restart === 0) {
      setSize(life, size);
      hooks.crashIfDying(life.server);
      return;
    }
    holdBack(life);
    life.restart = { size, restart };
    if (drain > 0) waitFor(life, drain);
    else goDown(life);
  }

  function goDown(life: Life): void {
    const { size, restart } = life.restart!;
    life.phase = 'restarting';
    later(restart, life, 5, () => {
      if (life.phase !== 'restarting') return;
      life.phase = 'running';
      delete life.restart;
      setSize(life, size);
      life.server.restart(now());
      for (const [at, balancer, member] of membershipsOf(life))
        if (balancer.release(member, 'draining', now())) serveQueue(balancer, at, member);
      reports.onLeft(life.server);
    });
    hooks.takeDown(life.server);
  }

  function setSize({ server }: Life, size: Partial<Size>): void {
    server.resize(size, now());
    tell('resized', server.spec.name, server.spec.cores);
  }

  function setWeight(life: Life, weight: number): void {
    life.weight = weight;
    tell('weight', nameOf(life), weight);
    for (const [at, balancer, member] of membershipsOf(life))
      if (balancer.setWeight(member, weight, now())) serveQueue(balancer, at, member);
  }

  // The plan

  function running(group: string): Life[] {
    return lives.filter(({ phase, server, restart }) => {
      const isThere = phase === 'booting' || phase === 'running' || phase === 'restarting' || restart !== undefined;
      return isThere && server.spec.group === group;
    });
  }

  function meant(target: Target): Life[] {
    if ('group' in target) return running(target.group);
    return running(servers[target.server].spec.group).filter(({ index }) => index === target.server);
  }

  function happen(event: PlannedEvent, index: number): void {
    if (event.kind === 'add') for (let i = 0; i < event.count; i++) launch(event.group, event);
    if (event.kind === 'retire') for (const life of meant(event.target)) retire(life, event.drain);
    if (event.kind === 'weight') {
      const lives = meant(event.target);
      setStandard(event.target, { weight: event.weight });
      for (const life of lives) setWeight(life, event.weight);
    }
    if (event.kind === 'resize') {
      const lives = meant(event.target);
      setStandard(event.target, { size: event.size });
      for (const life of lives) resize(life, event.size, event.restart, event.drain);
    }
    if (event.kind === 'deploy') deploy(event, index);
  }

  function setStandard(target: Target, standard: { weight?: number; size?: Partial<Size> }): void {
    if ('group' in target) standards.set(target.group, { ...standards.get(target.group), ...standard });
  }

  /** Calls `go` when all have booted or are gone. */
  function whenDone(awaited: Life[], go: () => void): void {
    const waiting = new Set(awaited);
    if (waiting.size === 0) return go();
    const hear = (life: Life) => {
      if (!waiting.delete(life) || waiting.size > 0) return;
      waiters.splice(waiters.indexOf(hear), 1);
      go();
    };
    waiters.push(hear);
  }

  /** Deploys of a group, the one under way first. */
  const deploys = new Map<string, (() => void)[]>();

  function deploy(plan: Deploy, index: number): void {
    const queue = deploys.get(plan.group) ?? [];
    deploys.set(plan.group, queue);
    queue.push(() => roll(plan, index));
    if (queue.length === 1) queue[0]();
  }

  function roll(plan: Deploy, index: number): void {
    let old = running(plan.group);
    const launches = (count: number) => Array.from({ length: count }, () => launch(plan.group, plan));
    const nextBatch = () => {
      old = old.filter((life) => running(plan.group).includes(life));
      const batch = old.splice(0, plan.batch);
      const surge = Math.min(plan.surge, batch.length);
      whenDone(launches(surge), () => {
        const leaving = batch.filter((life) => running(plan.group).includes(life));
        // Those who leave at once must not be waited for, those who do later must.
        whenDone(leaving, () => whenDone(launches(batch.length - surge), endBatch));
        for (const life of leaving) retire(life, plan.drain);
      });
    };
    const endBatch = () => {
      if (old.length > 0) {
        hooks.schedule(now() + plan.pause, 'pool change', [0, index], nextBatch);
        return;
      }
      tell('deployed', plan.group);
      deploys.get(plan.group)!.shift();
      deploys.get(plan.group)![0]?.();
    };
    tell('deploy', plan.group);
    nextBatch();
  }

  (model.events ?? []).forEach((event, index) =>
    hooks.schedule(event.at, 'pool change', [0, index], () => happen(event, index)),
  );

  return {
    lives,
    watchLaunches: (hear) => void launchWatchers.push(hear),
    launch,
    retire,
    resize,
    running,
    setStandard,
    done: () =>
      lives
        .filter((life) => life.phase === 'draining' && isEmpty(life))
        .map((life) => ({ index: life.index, happen: () => endDrain(life) })),
  };
}
