/** Models written by hand: one of each part, with nothing that has an effect, and what a test changes. */
import type {
  BalancerSpec,
  ClientGroup,
  Model,
  RequestClass,
  ServerSpec,
  StrategyChoice,
} from '../../sim/model/model.ts';
import { roundRobin } from '../../strategies/round-robin.ts';
import type { Parameters, StrategyDefinition } from '../../strategies/strategy.ts';

export const MS = 1_000_000;

/** A strategy with its defaults, but for what is given. */
export function choose<P extends Parameters>(
  definition: StrategyDefinition<P>,
  params: Partial<P> = {},
): StrategyChoice {
  const all = definition as unknown as StrategyDefinition;
  return { label: definition.name, definition: all, params: { ...all.defaults, ...params } };
}

/** Requests at these instants, each with the demand (nanoseconds) of `asks`. */
export function requestsAt(
  at: number[],
  asks: Partial<RequestClass> & { demandMs?: number } = {},
  group: Partial<ClientGroup> = {},
): ClientGroup {
  const { demandMs = 1, ...rest } = asks;
  const spec: RequestClass = {
    name: 'all',
    share: 1,
    demand: { kind: 'constant', value: demandMs * MS },
    wait: { kind: 'constant', value: 0 },
    memory: 0,
    bytesIn: 0,
    bytesOut: 0,
    ...rest,
  };
  return {
    name: 'clients',
    arrivals: { process: 'trace', at: Float64Array.from(at) },
    classes: [spec],
    addresses: { count: 1, zipf: 0 },
    keys: { count: 0, zipf: 0 },
    timeout: Infinity,
    afterTimeout: 'continue',
    zone: 0,
    via: 0,
    ...group,
  };
}

export function server(spec: Partial<ServerSpec> = {}): ServerSpec {
  return {
    name: 'web/0',
    group: 'web',
    cores: 1,
    speed: 1,
    memory: Infinity,
    discipline: 'fifo',
    concurrency: Infinity,
    queue: Infinity,
    whenMemoryIsFull: { kind: 'queue' },
    scalability: { contention: 0, coherency: 0 },
    weight: 1,
    priority: 0,
    backup: false,
    zone: 0,
    price: 0,
    ...spec,
  };
}

/** Dies of a request with a memory of 3. */
export const dying = (restart: number): ServerSpec =>
  server({ memory: 2, whenMemoryIsFull: { kind: 'crash', restart: restart * MS } });

/** Requests that kill it, at these milliseconds. */
export const fatalAt = (...at: number[]) =>
  requestsAt(
    at.map((each) => each * MS),
    { memory: 3 },
  );

/** A model of these groups and servers, the first balancer over all servers. Groups and servers get names of their own. */
export function small(
  clients: ClientGroup[],
  servers: ServerSpec[],
  rest: Partial<Model> = {},
  balancer: Partial<BalancerSpec> = {},
): Model {
  const first: BalancerSpec = {
    name: 'balancer',
    members: servers.map((_, index) => ({ kind: 'server', index })),
    strategy: choose(roundRobin),
    zone: 0,
    cost: 0,
    capacity: Infinity,
    queue: Infinity,
    price: 0,
    ...balancer,
  };
  return {
    name: 'small',
    summary: '',
    seed: 1,
    duration: 100 * MS,
    warmup: 0,
    drain: 1000 * MS,
    clients: clients.map((group, i) => ({ ...group, name: `clients${i}` })),
    servers: servers.map((spec, i) => ({ ...spec, name: `web/${i}` })),
    balancers: [first],
    zones: ['', 'far'],
    networkLatency: [0, 0, 0, 0],
    objectives: [],
    warnings: [],
    ...rest,
  };
}
