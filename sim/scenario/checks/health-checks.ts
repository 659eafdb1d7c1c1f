/** What must hold between the keys of a balancer's `health`. */
import { balancersOf } from '../parts.ts';
import type { Path, Problem } from '../problems.ts';
import type { BalancerKeys, Scenario } from '../schema.ts';
import { formatQuantity } from '../units.ts';

type HealthKeys = NonNullable<BalancerKeys['health']>;

export function* checkHealth(scenario: Scenario): Generator<Problem> {
  for (const { path, keys } of balancersOf(scenario)) {
    const { health } = keys;
    if (health === undefined) continue;
    const at = [...path, 'health'];
    yield* checkActive([...at, 'active'], health.active);
    yield* checkPassive([...at, 'passive'], health.passive);
    if (health.panic === undefined || health.overprovisioning !== undefined) continue;
    if (countPriorities(scenario, keys) < 2) continue;
    const message =
      'not without overprovisioning in a pool of several priorities: it says when the next one is not enough';
    yield { path: [...at, 'panic'], message, key: true };
  }
}

function* checkActive(path: Path, active: HealthKeys['active']): Generator<Problem> {
  if (active?.timeout === undefined || active.timeout <= active.every) return;
  const every = formatQuantity('duration', active.every);
  yield {
    path: [...path, 'timeout'],
    message: `expected at most ${every}, which is \`every\`: a check ends before the next one`,
  };
}

function* checkPassive(path: Path, passive: HealthKeys['passive']): Generator<Problem> {
  if (passive === undefined) return;
  const { failures, errorRate, ejection, maxEjection } = passive;
  if (failures === undefined && errorRate === undefined) {
    yield { path, message: 'expected failures or errorRate; without either nothing is ejected', key: true };
  }
  if (maxEjection !== undefined && maxEjection < ejection) {
    const first = formatQuantity('duration', ejection);
    yield { path: [...path, 'maxEjection'], message: `expected at least ${first}, which is the first \`ejection\`` };
  }
}

/** How many groups of servers, by priority, are in the balancer's pool; backups are one more. */
export function countPriorities({ servers }: Scenario, { pool }: BalancerKeys): number {
  const members = pool ?? Object.keys(servers);
  const priorities = members.map((member) => {
    const group = Object.hasOwn(servers, member) ? servers[member] : undefined;
    return group?.backup === true ? 'backup' : (group?.priority ?? 0);
  });
  return new Set(priorities).size;
}
