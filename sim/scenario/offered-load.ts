/** What clients ask for against what servers can do: arithmetic on means, without a run. */
import { capacityOf } from '../model/servers/capacity.ts';
import type { Arrivals, ClientGroup, RequestClass } from '../model/model.ts';
import { keysOf } from '../model/clients/population.ts';
import { expectedArrivals, rateAt } from '../model/clients/rate.ts';
import type { World } from './compile/world.ts';
import { meanOf } from './keys/distributions.ts';
import { formatNumber, formatQuantity } from './units.ts';
import { listOf } from './wording.ts';

/** Client groups with arrivals of their own (not `users`, who wait) that share groups of servers. */
export interface Cluster {
  clients: ClientGroup[];
  groups: Set<string>;
}

/** Something that clients ask for by time: linear between points, the first at 0, the last at the end. */
export interface Flow {
  points: { at: number; value: number }[];
  /** Mean over the run. */
  mean: number;
}

/** Mean over the classes of a group. */
export const meanOverClasses = ({ classes }: ClientGroup, of: (entry: RequestClass) => number): number =>
  classes.reduce((sum, entry) => sum + entry.share * of(entry), 0);

/** Mean demand of a request, nanoseconds. */
export const meanDemand = (group: ClientGroup): number => meanOverClasses(group, ({ demand }) => meanOf(demand));

/** Whether keys of the group may be in a cache of one of its servers. */
export const isCached = (world: World, group: ClientGroup): boolean =>
  keysOf(group) > 0 && world.servers.some(({ cache }) => cache !== undefined);

/** Mean demand and wait of a request whose key is in the best of caches, nanoseconds: no request can ask less. */
export function leastAsked(world: World, group: ClientGroup): { demand: number; wait: number } {
  const demand = meanDemand(group);
  if (!isCached(world, group)) return { demand, wait: meanOverClasses(group, ({ wait }) => meanOf(wait)) };
  return { demand: demand * world.servers.reduce((least, { cache }) => Math.min(least, cache?.hit ?? 1), 1), wait: 0 };
}

/** Groups of servers that requests can reach from each balancer. */
export function reachOf({ balancers, servers }: World): Set<string>[] {
  const reach: Set<string>[] = [];
  const reachFrom = (balancer: number): Set<string> => {
    const known = reach[balancer];
    if (known !== undefined) return known;
    const groups = new Set<string>();
    for (const member of balancers[balancer]?.members ?? []) {
      if (member.kind === 'server') groups.add(servers[member.index]?.group ?? '');
      else for (const group of reachFrom(member.index)) groups.add(group);
    }
    return (reach[balancer] = groups);
  };
  return balancers.map((_, balancer) => reachFrom(balancer));
}

/** How many requests the run is expected to have: exact for open arrivals, an upper bound for users. */
export function expectedRequests(world: World): number {
  return world.clients.reduce((sum, group) => sum + expectedOf(world, group), 0);
}

function expectedOf(world: World, group: ClientGroup): number {
  const { arrivals } = group;
  if (arrivals.process === 'trace') return arrivals.at.length;
  if (arrivals.process !== 'users') return expectedArrivals(arrivals.rate, world.duration);
  const balancer = world.balancers[group.via];
  const network = 2 * (world.networkLatency[group.zone * world.zones.length + (balancer?.zone ?? 0)] ?? 0);
  const fastest = world.servers.reduce((speed, server) => Math.max(speed, server.speed), 0);
  const { demand, wait } = leastAsked(world, group);
  const cycle = Math.max(1, meanOf(arrivals.think) + network + (balancer?.cost ?? 0) + demand / fastest + wait);
  const capacity = world.servers.reduce((sum, server) => sum + capacityOf(server), 0);
  return Math.min((arrivals.count * world.duration) / cycle, (capacity * world.duration) / demand);
}

/** The client groups that share servers, together with these servers. */
export function clustersOf(world: World): Cluster[] {
  const reach = reachOf(world);
  let clusters: Cluster[] = [];
  for (const group of world.clients.filter(({ arrivals }) => arrivals.process !== 'users')) {
    const groups = reach[group.via] ?? new Set();
    const shares = (cluster: Cluster) => [...cluster.groups].some((name) => groups.has(name));
    const shared = clusters.filter(shares);
    const merged = {
      clients: [...shared.flatMap(({ clients }) => clients), group],
      groups: new Set([...shared.flatMap((cluster) => [...cluster.groups]), ...groups]),
    };
    clusters = [...clusters.filter((cluster) => !shares(cluster)), merged];
  }
  return clusters;
}

/** What the requests of `clients` ask for a nanosecond, when a request of a group asks for `perRequest` of it. */
export function flowOf(
  world: World,
  clients: readonly ClientGroup[],
  perRequest: (group: ClientGroup) => number,
): Flow {
  const instants = new Set([0, world.duration]);
  for (const { arrivals } of clients) {
    if ('rate' in arrivals) for (const { at } of arrivals.rate) if (at < world.duration) instants.add(at);
  }
  const weights = clients.map(perRequest);
  const total = (of: (group: ClientGroup) => number) =>
    clients.reduce((sum, group, i) => sum + of(group) * (weights[i] ?? 0), 0);
  const points = [...instants]
    .toSorted((a, b) => a - b)
    .map((at) => ({ at, value: total(({ arrivals }) => rateOf(world, arrivals, at)) }));
  return { points, mean: total((group) => expectedOf(world, group)) / world.duration };
}

export const peakOf = ({ points }: Flow): number => points.reduce((most, { value }) => Math.max(most, value), 0);

/** Requests a nanosecond at an instant; for a trace its mean over the run. */
function rateOf(world: World, arrivals: Arrivals, at: number): number {
  if (arrivals.process === 'users') return 0;
  if (arrivals.process === 'trace') return arrivals.at.length / world.duration;
  return rateAt(arrivals.rate, at);
}

/** How many times as many servers of a group, or as large ones, there may be by its autoscaler. */
export function growthOf({ autoscalers = [], servers }: World, group: string): { servers: number; cores: number } {
  const action = autoscalers.find((each) => each.group === group)?.action;
  const ours = servers.filter((server) => server.group === group);
  if (action?.kind === 'out') return { servers: action.max / ours.length, cores: 1 };
  return { servers: 1, cores: (action?.sizes.at(-1)?.cores ?? 1) / (action === undefined ? 1 : (ours[0]?.cores ?? 1)) };
}

/** One line for people: `6 servers (24 cores), 270,000 requests, 52% busy on average`. */
export function describeLoad(world: World): string {
  const { servers } = world;
  const cores = servers.reduce((sum, server) => sum + server.cores, 0);
  const requests = expectedRequests(world);
  const hasUsers = world.clients.some(({ arrivals }) => arrivals.process === 'users');
  const what = [
    `${formatNumber(servers.length)} ${servers.length === 1 ? 'server' : 'servers'} (${formatNumber(cores)} ${cores === 1 ? 'core' : 'cores'})`,
    `${hasUsers ? 'at most' : 'about'} ${formatNumber(requests)} requests`,
    ...clustersOf(world).map((cluster) => describeCluster(world, cluster)),
  ];
  return what.join(', ');
}

function describeCluster(world: World, { clients, groups }: Cluster): string {
  const flow = flowOf(world, clients, meanDemand);
  const capacity = world.servers.reduce((sum, server) => sum + (groups.has(server.group) ? capacityOf(server) : 0), 0);
  const [mean, peak] = [flow.mean, peakOf(flow)].map((cores) => formatQuantity('fraction', cores / capacity));
  const name =
    groups.size === new Set(world.servers.map(({ group }) => group)).size ? '' : `${listOf([...groups], 'and')} `;
  const busy = mean === peak ? `${name}${mean} busy` : `${name}${mean} busy on average, ${peak} at most`;
  return clients.some((group) => isCached(world, group)) ? `${busy} without caches` : busy;
}
