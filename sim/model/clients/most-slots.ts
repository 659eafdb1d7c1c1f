/** How many tries and slots a request may take. */
import type { BalancerSpec, ClientGroup, TriesSpec } from '../model.ts';

/** Tries that a sender makes of a request at most. */
export const mostTries = ({ retries, hedge }: TriesSpec): number => 1 + retries + (hedge?.count ?? 0);

/** Slots that a request of the group takes at most: itself, and all tries that senders make of it and of their tries. */
export function mostSlots(
  { balancers }: { balancers: Pick<BalancerSpec, 'members' | 'tries'>[] },
  { via, tries }: Pick<ClientGroup, 'via' | 'tries'>,
): number {
  const known: number[] = [];
  const from = (index: number): number => {
    let most = 1;
    for (const member of balancers[index].members)
      if (member.kind === 'balancer') most = Math.max(most, known[member.index] ?? from(member.index));
    return (known[index] = slotsAt(balancers[index].tries, most));
  };
  return slotsAt(tries, from(via));
}

const slotsAt = (spec: TriesSpec | undefined, each: number): number =>
  spec === undefined ? each : 1 + mostTries(spec) * each;
