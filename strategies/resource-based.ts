/**
 * Resource based (adaptive, agent based): servers report how much of their CPU and memory is in use; turns follow.
 *
 *     used = max(cpu, memory) of the server's last report
 *     factor <- factor x (1 + gain x (mean used over the servers - used))     at each report
 *     pick   = smooth weighted round robin with weight x factor
 *
 * Between two reports the traffic is spread in proportion. Picking the least used server instead would send everything
 * to one server until the next report, and everything to another one after it: a herd. Turns in proportion to the free
 * share, 1 - used, herd too: for equal servers at utilisation u an excess of e in the share of one of them becomes -e
 * u / (1 - u) at the next report, which grows as soon as u is over one half. Moving the factor by the excess makes it
 * e (1 - gain x u), which dies out at any utilisation, and it settles where all servers are equally used, whatever
 * their size.
 *
 * A server without a report keeps its factor. Factors average 1 and stay within a 50th and 50 times.
 *
 * Documents: the adaptive methods of Kemp LoadMaster and of F5 BIG-IP (dynamic ratio), and HAProxy's agent-check, work
 * by weights that agents report; their exact rules differ or are not published. The rule and the constants here are
 * Steelyard's own.
 * Cost: O(servers) a pick.
 * Differs from weighted-round-robin, whose weights never move, and from least-response-time, which needs no agent.
 */
import { Candidates } from './lib/candidates.ts';
import { SmoothTurns } from './lib/smooth-turns.ts';
import type { PoolView, ServerIndex, Strategy, StrategyDefinition } from './strategy.ts';

type ResourceBasedParameters = { interval: number; gain: number };

const SMALLEST_FACTOR = 0.02;
const LARGEST_FACTOR = 50;

/** Share of the scarcer resource in use, 0 to 1; negative before the first report. */
const used = (pool: PoolView, server: ServerIndex): number => Math.max(pool.cpu[server], pool.memory[server]);

const clamped = (factor: number): number => Math.min(Math.max(factor, SMALLEST_FACTOR), LARGEST_FACTOR);

/** By how much each server's turns differ from its weight. */
class Factors {
  /** By server; 1 at first. */
  readonly factor: Float64Array;
  readonly #pool: PoolView;
  readonly #gain: number;
  readonly #reported: Uint8Array;

  constructor(pool: PoolView, gain: number) {
    this.#pool = pool;
    this.#gain = gain;
    this.factor = new Float64Array(pool.room).fill(1);
    this.#reported = new Uint8Array(pool.room);
  }

  reported(server: ServerIndex): void {
    this.#reported[server] = 1;
  }

  /** Moves the factors of the candidates that reported since the last call, then scales all to an average of 1. */
  move({ count, servers }: Candidates): void {
    let known = 0;
    let sumUsed = 0;
    for (let i = 0; i < count; i++) {
      const share = used(this.#pool, servers[i]);
      if (share < 0) continue;
      known++;
      sumUsed += share;
    }
    const mean = known === 0 ? 0 : sumUsed / known;
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const server = servers[i];
      if (this.#reported[server] === 1) {
        this.#reported[server] = 0;
        const excess = used(this.#pool, server) - mean;
        this.factor[server] = clamped(this.factor[server] * (1 - this.#gain * excess));
      }
      sum += this.factor[server];
    }
    for (let i = 0; i < count; i++) this.factor[servers[i]] = clamped((this.factor[servers[i]] * count) / sum);
  }
}

export const resourceBased: StrategyDefinition<ResourceBasedParameters> = {
  name: 'resource-based',
  summary: 'Servers report CPU and memory in use; weighted turns move from those above the mean to those below it.',
  cost: 'O(servers) a pick.',
  differs: 'Unlike weighted-round-robin its weights follow what the servers report.',
  formula:
    'used   = max(cpu, memory), as last reported\n' +
    'factor <- factor x (1 + gain x (mean used - used)), at each report\n' +
    'pick   = smooth weighted round robin by weight x factor',
  fails:
    'When what is scarce is neither CPU nor memory, such as a database or a lock: turns follow the wrong figure. Between reports it is blind, so a surge shorter than the interval goes unseen.',
  shippedAs: [
    'Kemp LoadMaster: resource based (adaptive)',
    'F5 BIG-IP: dynamic ratio',
    'HAProxy: `agent-check` (the agent says the weight)',
    'gRPC: `weighted_round_robin` (requests served over the CPU used)',
    'Envoy: `client_side_weighted_round_robin` (requests served over the CPU used)',
  ],
  references: [
    'Kemp LoadMaster: Scheduling methods, agent-based adaptive balancing. https://support.kemptechnologies.com/hc/en-us/articles/202017723-KEMP-LoadMaster-Scheduling-Balancing-Methods',
    'HAProxy: agent-check. https://docs.haproxy.org/2.6/configuration.html#5.2-agent-check',
  ],
  laws: ['even', 'weighted'],
  defaults: { interval: 1e9, gain: 1 },
  schema: {
    interval: { kind: 'duration', min: 1e6, description: 'How often the servers report.' },
    gain: { kind: 'number', min: 0, max: 1, description: 'How strongly an excess over the mean moves the turns.' },
  },
  needs: ({ interval }) => ({ reportEvery: interval }),
  create(pool, _random, { gain }): Strategy {
    const candidates = new Candidates(pool);
    const turns = new SmoothTurns(pool.room);
    const factors = new Factors(pool, gain);
    let newsArrived = false;
    return {
      pick() {
        candidates.refresh();
        if (newsArrived) factors.move(candidates);
        newsArrived = false;
        const { count, servers } = candidates;
        turns.start();
        for (let i = 0; i < count; i++) turns.offer(servers[i], pool.weight[servers[i]] * factors.factor[servers[i]]);
        return turns.finish();
      },
      onReport(server, report) {
        if (report.kind !== 'periodic') return;
        factors.reported(server);
        newsArrived = true;
      },
      onPoolChange: () => candidates.invalidate(),
    };
  },
};
