/** What the autoscalers of the reference simulator see of it, and do to it. */
import type { Cluster } from './autoscalers.ts';
import type { Balancer } from './balancer.ts';
import type { Fleet } from './fleet.ts';
import type { Request } from './requests.ts';
import type { Server } from './server.ts';

interface World {
  servers: Server[];
  balancers: Balancer[];
  /** Requests, and tries that go ways of their own. */
  walkers: Request[];
  now: () => number;
  tell: Cluster['tell'];
}

export function clusterOf(fleet: Fleet, { servers, balancers, walkers, now, tell }: World): Cluster {
  /** The time that requests spent at a server. */
  function inFlightTime(index: number): number {
    const stays = walkers.filter(({ server, reachedAt }) => server === index && reachedAt >= 0);
    return stays.reduce((sum, { reachedAt, leftAt = now() }) => sum + leftAt - reachedAt, 0);
  }

  return {
    now,
    running: (group) => fleet.running(group).map(({ index }) => index),
    isUp: (index) => servers[index].isUp,
    sums: (index) => {
      const server = servers[index];
      return {
        work: server.workBy(now()),
        couldWork: server.couldWork(now()),
        inFlightTime: inFlightTime(index),
        tries: server.tries,
        upTime: server.upTime(0, now()),
        queued: server.queue.length,
      };
    },
    sizeOf(index) {
      const { cores, speed, memory } = servers[index].spec;
      return { cores, speed, memory };
    },
    queuedAtBalancers: (group) =>
      balancers.filter((balancer) => balancer.takes(group)).reduce((sum, { queue }) => sum + queue.length, 0),
    launch: fleet.launch,
    retire: (index, drain) => fleet.retire(fleet.lives[index], drain),
    resize: (index, size, restart, drain) => fleet.resize(fleet.lives[index], size, restart, drain),
    setStandard: (group, standard) => fleet.setStandard({ group }, standard),
    tell,
  };
}
