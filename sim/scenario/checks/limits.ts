/** Refuses what no run could end, or no server could hold. */
import { keysOf } from '../../model/clients/population.ts';
import { mostSlots } from '../../model/clients/most-slots.ts';
import { meanOf } from '../keys/distributions.ts';
import { expectedRequests, reachOf } from '../offered-load.ts';
import type { Fault } from '../../model/model.ts';
import type { World } from '../compile/world.ts';
import type { Problem } from '../problems.ts';
import { formatNumber, formatQuantity } from '../units.ts';

const MAX_REQUESTS = 2_147_483_648;
/** Some 30 bytes each. */
const MAX_CACHE_ENTRIES = 100_000_000;
/** The report tells of each. */
const MAX_FAULTS = 100_000;

/** What is beyond the limits of a run. */
export function checkLimits(world: World): Problem[] {
  return [...checkRequests(world), ...checkMemory(world), ...checkCaches(world), ...checkFaults(world)];
}

function checkRequests(world: World): Problem[] {
  const most = world.clients.reduce((slots, group) => Math.max(slots, mostSlots(world, group)), 1);
  const expected = most * expectedRequests(world);
  if (expected <= MAX_REQUESTS) return [];
  const message = `about ${formatNumber(expected)} requests${most > 1 ? ' and tries' : ''} would come, and a run takes ${formatNumber(MAX_REQUESTS)}; shorten the duration`;
  return [{ path: ['clients'], message, key: true }];
}

/** A request that is larger than a server would wait there for ever. */
function* checkMemory(world: World): Generator<Problem> {
  const reach = reachOf(world);
  for (const { name, via, classes } of world.clients) {
    const largest = classes.reduce((most, { memory }) => Math.max(most, memory), 0);
    const small = world.servers.find(({ group, memory }) => memory < largest && reach[via]?.has(group));
    if (small === undefined) continue;
    const sizes = `${formatQuantity('size', largest)}, the servers of ${small.group} have ${formatQuantity('size', small.memory)}`;
    yield { path: ['clients', name], message: `a request holds ${sizes}: none would ever fit`, key: true };
  }
}

/** No cache holds more keys than there are. */
function checkCaches({ servers, clients }: World): Problem[] {
  const keys = clients.reduce((sum, group) => sum + keysOf(group), 0);
  const entries = servers.reduce((sum, { cache }) => sum + Math.min(keys, cache?.entries ?? 0), 0);
  if (entries <= MAX_CACHE_ENTRIES) return [];
  const message = `the caches hold ${formatNumber(entries)} keys in all, and a run takes ${formatNumber(MAX_CACHE_ENTRIES)}; lower \`entries\``;
  return [{ path: ['servers'], message, key: true }];
}

/** Of those that come again and again: with all too short times no run would end. Nobody knows which servers will be launched. */
function checkFaults({ faults = [], duration, servers }: World): Problem[] {
  const isOfReserve = ({ servers: [first = 0] }: Fault) => first >= servers.length;
  const certain = faults.filter((fault) => !isOfReserve(fault));
  const expected = certain.reduce(
    (sum, { begins, lasts }) => sum + ('every' in begins ? duration / (meanOf(begins.every) + meanOf(lasts)) : 0),
    0,
  );
  if (expected <= MAX_FAULTS) return [];
  const message = `about ${formatNumber(Math.round(expected))} would begin, and a run takes ${formatNumber(MAX_FAULTS)}; let them come less often`;
  return [{ path: ['faults'], message, key: true }];
}
