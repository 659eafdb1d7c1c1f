/** Priority groups of the reference simulator: how traffic is shared, and a strategy for each. */
import type { PoolView, Random, Strategy } from '../../strategies/strategy.ts';

export interface Group {
  priority: number;
  members: number[];
  /** Of the traffic. */
  share: number;
}

/** Groups by priority, backups last; one group with all where traffic is not split. */
export function groupsOf({ size, priority, backup }: PoolView, isSplit: boolean): Group[] {
  const all = [...priority.subarray(0, size)].map((each, member) => ({
    member,
    of: isSplit ? (backup[member] === 1 ? 256 : each) : 0,
  }));
  const groups = [...new Set(all.map(({ of }) => of))].toSorted((a, b) => a - b);
  return groups.map((each, i) => {
    return {
      priority: each,
      members: all.filter(({ of }) => of === each).map(({ member }) => member),
      share: i === 0 ? 1 : 0,
    };
  });
}

/** What share each group gets, and which of them panic. */
export function groupShares(
  usable: number[],
  total: number[],
  overprovisioning: number,
  panic: number,
): { shares: number[]; panics: boolean[] } {
  const can = usable.map((count, i) => (total[i] === 0 ? 0 : Math.min(1, (count / total[i]) * overprovisioning)));
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
  if (sum(can) > 0.999_999_999) {
    const before = can.map((_, i) => Math.min(1, sum(can.slice(0, i))));
    return {
      shares: can.map((each, i) => (1 - before[i] < 1e-9 ? 0 : Math.min(each, 1 - before[i]))),
      panics: can.map(() => false),
    };
  }
  const panics = usable.map((count, i) => total[i] > 0 && count < panic * total[i]);
  if (sum(total) > 0 && panics.every((each, i) => each || total[i] === 0)) {
    return { shares: total.map((count) => count / sum(total)), panics };
  }
  if (sum(can) === 0) return { shares: can.map((_, i) => (i === 0 ? 1 : 0)), panics };
  return { shares: can.map((each) => each / sum(can)), panics };
}

/** A strategy for each group, that sees its members alone as available; requests are spread at random by share. */
export function createGroupStrategies(
  groups: Group[],
  pool: PoolView,
  random: Random,
  create: (pool: PoolView) => Strategy,
): Strategy {
  const strategies = groups.map(({ members }) => {
    // By inheritance, so that what joins is seen here.
    const view = Object.create(pool, {
      available: { get: () => pool.available.map((each, member) => (members.includes(member) ? each : 0)) },
    }) as PoolView;
    return create(view);
  });
  const of = (member: number) => strategies[groups.findIndex(({ members }) => members.includes(member))];
  const pick: Strategy['pick'] = (request, now) => {
    const drawn = random.unit();
    const shareUpTo = (last: number) => groups.slice(0, last + 1).reduce((sum, { share }) => sum + share, 0);
    const group = groups.findIndex(({ share }, i) => share > 0 && drawn < shareUpTo(i));
    return strategies[group < 0 ? groups.findLastIndex(({ share }) => share > 0) : group].pick(request, now);
  };
  const facade: Record<string, unknown> = { pick };
  const hooks = [
    'onDispatch',
    'onConnect',
    'onFirstByte',
    'onTryEnd',
    'onPoolChange',
    'onReport',
    'onSlotFree',
  ] as const;
  for (const hook of hooks) {
    if (!(hook in strategies[0])) continue;
    facade[hook] = (member: number, ...rest: unknown[]) => {
      const strategy = of(member) as unknown as Record<string, (...all: unknown[]) => unknown>;
      return strategy[hook](member, ...rest);
    };
  }
  facade['onTick'] = (now: number) => {
    for (const strategy of strategies) if ((strategy.nextTickAt ?? Infinity) <= now) strategy.onTick!(now);
  };
  const ticks = () => strategies.map(({ nextTickAt = Infinity }) => nextTickAt);
  return Object.defineProperty(facade, 'nextTickAt', { get: () => Math.min(...ticks()) }) as unknown as Strategy;
}
