/** Random plans for the servers of random models: who comes, who goes, what becomes of them. */
import * as fc from 'fast-check';
import type { Model, ServerSpec, Size } from '../../sim/model/model.ts';
import type { Launch, PlannedEvent, Target } from '../../sim/model/fleet/planned-event.ts';

const GROUP = 'web';

/** What is done, and the servers in reserve for it. */
export interface FleetPlan {
  events: PlannedEvent[];
  reserve: Omit<ServerSpec, 'name'>[];
}

/** A plan for a model of some servers, maybe none; `duration` gives a time of at most so many ms, `server` a server. */
export function fleetPlan(
  duration: (least: number, most: number) => fc.Arbitrary<number>,
  server: fc.Arbitrary<Omit<ServerSpec, 'name'>>,
): fc.Arbitrary<FleetPlan | undefined> {
  const target: fc.Arbitrary<Target> = fc.oneof(
    fc.constant({ group: GROUP }),
    fc.nat(9).map((index) => ({ server: index })),
  );
  const drain = fc.oneof(fc.constantFrom(0, Infinity), duration(1, 10));
  const launch: fc.Arbitrary<Launch> = fc
    .tuple(fc.oneof(fc.constant(0), duration(0, 4)), fc.option(fc.tuple(duration(1, 9), fc.constantFrom(0.5, 0.3))))
    .map(([boot, warmth]) => ({ boot, ...(warmth !== null && { warmUp: { for: warmth[0], speed: warmth[1] } }) }));
  const size: fc.Arbitrary<Partial<Size>> = fc.record(
    {
      cores: fc.integer({ min: 1, max: 4 }),
      speed: fc.constantFrom(0.5, 1, 1.3, 2),
      memory: fc.integer({ min: 1, max: 5 }),
    },
    { requiredKeys: [] },
  );
  const count = fc.integer({ min: 1, max: 2 });
  const change = fc.oneof(
    fc.record({ kind: fc.constant('retire' as const), target, drain }),
    fc.tuple(count, launch).map(([count, how]) => ({ kind: 'add' as const, group: GROUP, count, ...how })),
    fc.record({ kind: fc.constant('weight' as const), target, weight: fc.constantFrom(0, 0.5, 1, 3) }),
    fc.record({
      kind: fc.constant('resize' as const),
      target,
      size,
      restart: fc.oneof(fc.constant(0), duration(0, 4)),
      drain,
    }),
    fc
      .tuple(fc.integer({ min: 1, max: 3 }), fc.nat(2), fc.oneof(fc.constant(0), duration(0, 3)), drain, launch)
      .map(([batch, surge, pause, drain, how]) => {
        return { kind: 'deploy' as const, group: GROUP, batch, surge: Math.min(surge, batch), pause, drain, ...how };
      }),
  );
  const events = fc.array(
    fc.tuple(duration(0, 30), change).map(([at, what]): PlannedEvent => ({ at, ...what })),
    { minLength: 1, maxLength: 4 },
  );
  const plan = fc.record({ events, reserve: fc.array(server, { minLength: 30, maxLength: 30 }) });
  return fc.option(plan, { nil: undefined });
}

/** The model with the plan: targets are made servers of the model, memory changes only where there is a limit, and the reserve suffices. */
export function withFleet(model: Model, plan: FleetPlan | undefined): Model {
  if (plan === undefined) return model;
  const { servers } = model;
  const isLimited = [...servers, ...plan.reserve].every(({ memory }) => memory !== Infinity);
  const added = plan.events.reduce((sum, event) => sum + (event.kind === 'add' ? event.count : 0), 0);
  const deploys = plan.events.filter(({ kind }) => kind === 'deploy').length;
  const needed = added + deploys * (servers.length + added);
  const events = plan.events.map((event): PlannedEvent => {
    const all = { ...event };
    if (all.kind === 'resize' && !isLimited) all.size = withoutMemory(all.size);
    if (!('target' in all) || 'group' in all.target) return all;
    return { ...all, target: { server: all.target.server % (servers.length + needed) } };
  });
  const reserve = Array.from({ length: needed }, (_, i): ServerSpec => {
    return { ...plan.reserve[i % plan.reserve.length], name: `${GROUP}/${servers.length + i}`, reserve: true };
  });
  return { ...model, events, servers: [...servers, ...reserve].map((spec) => ({ ...spec, varies: true })) };
}

/** Where traffic is split over priorities, who joins is of one that each pool has, as the servers of a group are. */
export function withKnownPriorities(model: Model): Model {
  const isSplit = model.balancers.some(({ health }) => health?.overprovisioning !== undefined);
  if (!isSplit || !model.servers.some(({ reserve }) => reserve === true)) return model;
  const nameOf = ({ priority, backup }: ServerSpec) => (backup ? 'backup' : priority);
  const pools = model.balancers
    .filter(({ members }) => members.some(({ kind }) => kind === 'server'))
    .map(({ members }) => members.map(({ kind, index }) => (kind === 'server' ? nameOf(model.servers[index]) : 0)));
  const isKnown = (spec: ServerSpec) => pools.every((priorities) => priorities.includes(nameOf(spec)));
  const other = model.servers.find((spec) => spec.reserve !== true && isKnown(spec));
  const { priority, backup } = other ?? { priority: 0, backup: false };
  const servers = model.servers.map((spec) =>
    other === undefined || (spec.reserve === true && !isKnown(spec)) ? { ...spec, priority, backup } : spec,
  );
  return { ...model, servers };
}

function withoutMemory(size: Partial<Size>): Partial<Size> {
  const rest = { ...size };
  delete rest.memory;
  return rest;
}
