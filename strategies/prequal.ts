/**
 * Prequal, "probing to reduce queuing and latency": servers are probed beside the traffic for their requests in flight
 * (RIF) and their latency; a pick takes the best of the answers at hand by the hot-cold lexicographic rule (HCL).
 *
 *     theta = the `quantile` of the RIF in recent answers;  a server is hot where its RIF >= theta and > 0
 *     pick  = the least latency among the cold; where all are hot, the least RIF; under 2 answers, a random server
 *
 * Each dispatch raises the RIF of the server's answer by one, removes `removalsPerRequest` answers, in turn the oldest
 * and the worst by HCL, and sends `probesPerRequest` probes to distinct random servers (fractions carry over to later
 * requests). An answer also goes when it is older than `maxAge`, when a newer one of its server or of a full pool
 * displaces it, and after b picks, b rounded at random to a whole number:
 *
 *     b = max(1, (1 + delta) / ((1 - m / n) probesPerRequest - removalsPerRequest)),  m = poolSize, n = servers
 *
 * (no bound where the denominator is not positive: answers are then replaced rather than used up). Write-ups differ on
 * whether a server at theta itself is hot. Here it is, unless `quantile` is 1: with fewer servers than 1 / (1 -
 * quantile) the busiest is theta, and were it cold, none would be hot and all traffic would follow the latency
 * estimates, in herds. An idle server never is. The constants are the paper's; `idleProbing`, the window of the
 * quantile, and that one answer a server is kept are choices made here. The paper's aversion to servers that fail fast
 * is left out.
 *
 * A dispatch raises the RIF of an answer but not its latency, so up to k b (m / n) requests of k balancers may follow
 * one look at the fastest server. Where that is more than a server has in flight they herd, even were the latencies
 * exact: 10 balancers with pools of 16 over 40 servers give 10. A `quantile` of 0.5 or less keeps them apart.
 *
 * Paper: B. Wydrowski, R. Kleinberg, S. Rumble, A. Archer, "Load is not what you should balance: Introducing Prequal",
 * NSDI 2024.
 * Cost: O(poolSize) a pick, and `probesPerRequest` probes; no bound on what the probes cost the servers is modelled
 * here.
 * Differs from power-of-two, which compares its own counts, blind to other balancers and to slow servers, at the time
 * of the pick.
 */
import { Candidates } from './lib/candidates.ts';
import { Deck } from './lib/deck.ts';
import { ProbePool } from './lib/probe-pool.ts';
import type { Probe } from './lib/probe-pool.ts';
import { SlidingQuantile } from './lib/sliding-quantile.ts';
import { NONE } from './strategy.ts';
import type { Actions, PoolView, Random, ServerIndex, ServerReport, Strategy, StrategyDefinition } from './strategy.ts';

type PrequalParameters = {
  probesPerRequest: number;
  removalsPerRequest: number;
  poolSize: number;
  maxAge: number;
  quantile: number;
  delta: number;
  idleProbing: number;
};

/** Answers that the quantile of the requests in flight is taken over. */
const QUANTILE_WINDOW = 128;

/** Turns a rate a request into whole numbers that keep to it in the long run: 1.5 gives 1, 2, 1, 2. */
function wholeNumbers(rate: number): () => number {
  let owed = 0;
  return () => {
    owed += rate;
    const whole = Math.floor(owed);
    owed -= whole;
    return whole;
  };
}

class Prequal implements Strategy {
  nextTickAt: number;
  readonly #random: Random;
  readonly #parameters: PrequalParameters;
  readonly #actions: Actions;
  readonly #candidates: Candidates;
  readonly #deck: Deck;
  readonly #answers: ProbePool;
  readonly #requestsInFlight = new SlidingQuantile(QUANTILE_WINDOW);
  readonly #probesDue: () => number;
  readonly #removalsDue: () => number;
  #removeWorst = false;
  #lastProbedAt = -Infinity;
  /** The paper's b, before rounding. */
  #uses = 1;

  constructor(pool: PoolView, random: Random, parameters: PrequalParameters, actions: Actions) {
    this.#random = random;
    this.#parameters = parameters;
    this.#actions = actions;
    this.#candidates = new Candidates(pool);
    this.#deck = new Deck(pool.room);
    this.#answers = new ProbePool(parameters.poolSize);
    this.#probesDue = wholeNumbers(parameters.probesPerRequest);
    this.#removalsDue = wholeNumbers(parameters.removalsPerRequest);
    this.nextTickAt = 0;
  }

  pick(_request: unknown, now: number): ServerIndex {
    this.#refresh();
    this.#dropAged(now);
    if (this.#candidates.count === 0) return NONE;
    if (this.#answers.count < 2) return this.#candidates.servers[this.#random.below(this.#candidates.count)];
    const position = this.#extreme(1);
    const best = this.#answers.probes[position];
    if (--best.usesLeft < 1) this.#answers.remove(position);
    return best.server;
  }

  onDispatch(server: ServerIndex, _request: unknown, now: number): void {
    this.#refresh();
    const position = this.#answers.find(server);
    if (position >= 0) this.#answers.probes[position].inFlight++;
    for (let due = this.#removalsDue(); due > 0; due--) this.#removeOne();
    this.#sendProbes(this.#probesDue(), now);
  }

  onReport(server: ServerIndex, report: ServerReport, now: number): void {
    if (report.kind !== 'probe') return;
    this.#refresh();
    if (!this.#candidates.has(server)) return;
    this.#requestsInFlight.add(report.inFlight);
    const answer = this.#answers.add(server);
    answer.inFlight = report.inFlight;
    answer.latency = report.latency;
    answer.answeredAt = now;
    answer.usesLeft = this.#wholeUses();
  }

  onTick(now: number): void {
    const { idleProbing, probesPerRequest } = this.#parameters;
    if (now - this.#lastProbedAt >= idleProbing) {
      this.#refresh();
      this.#sendProbes(Math.ceil(probesPerRequest), now);
      this.#lastProbedAt = now;
    }
    this.nextTickAt = this.#lastProbedAt + idleProbing;
  }

  onPoolChange(): void {
    this.#candidates.invalidate();
  }

  #isHot(probe: Probe): boolean {
    const { quantile } = this.#parameters;
    if (quantile === 1 || probe.inFlight === 0) return false;
    return probe.inFlight >= this.#requestsInFlight.quantile(quantile);
  }

  /** Below 0 where HCL prefers `a`: cold before hot, then by latency among the cold and by requests in flight among the hot. */
  #compare(a: Probe, b: Probe): number {
    const hot = this.#isHot(a);
    if (hot !== this.#isHot(b)) return hot ? 1 : -1;
    return hot ? a.inFlight - b.inFlight : a.latency - b.latency;
  }

  /** Position of the best answer (`sign` 1) or of the worst (-1); the oldest of those that tie. */
  #extreme(sign: 1 | -1): number {
    const { count, probes } = this.#answers;
    let found = 0;
    for (let i = 1; i < count; i++) if (sign * this.#compare(probes[i], probes[found]) < 0) found = i;
    return found;
  }

  #removeOne(): void {
    if (this.#answers.count === 0) return;
    this.#answers.remove(this.#removeWorst ? this.#extreme(-1) : 0);
    this.#removeWorst = !this.#removeWorst;
  }

  #sendProbes(due: number, now: number): void {
    const probes = Math.min(due, this.#candidates.count);
    for (let sent = 0; sent < probes; sent++) this.#actions.probe(this.#deck.draw(sent, this.#random));
    if (probes > 0) this.#lastProbedAt = now;
  }

  #dropAged(now: number): void {
    const answers = this.#answers;
    while (answers.count > 0 && now - answers.probes[0].answeredAt > this.#parameters.maxAge) answers.remove(0);
  }

  /** After a change of the pool: forgets the answers of servers that may no longer be picked. */
  #refresh(): void {
    if (!this.#candidates.refresh()) return;
    const { count, servers } = this.#candidates;
    this.#deck.fill(servers, count);
    for (let i = this.#answers.count - 1; i >= 0; i--) {
      if (!this.#candidates.has(this.#answers.probes[i].server)) this.#answers.remove(i);
    }
    const { probesPerRequest, removalsPerRequest, poolSize, delta } = this.#parameters;
    const gain = (1 - poolSize / count) * probesPerRequest - removalsPerRequest;
    this.#uses = gain > 0 ? Math.max(1, (1 + delta) / gain) : Infinity;
  }

  #wholeUses(): number {
    if (this.#uses === Infinity) return Infinity;
    const whole = Math.floor(this.#uses);
    return this.#random.unit() < this.#uses - whole ? whole + 1 : whole;
  }
}

export const prequal: StrategyDefinition<PrequalParameters> = {
  name: 'prequal',
  summary: 'Probes servers beside the traffic; picks the fastest answer that is not hot, else the least busy.',
  cost: 'O(poolSize) a pick, and `probesPerRequest` probes a request.',
  differs: "Unlike power-of-two it compares what servers say of themselves, other balancers' requests included.",
  formula:
    'theta = the `quantile` of recent requests in flight (RIF)\n' +
    'hot   : RIF >= theta\n' +
    'pick  = argmin latency over the cold answers; where all are hot, argmin RIF',
  fails:
    'When many balancers share servers that have few requests in flight each: all follow the same latencies to the same servers, in herds, which a `quantile` of 0.5 or less prevents. ' +
    'With too few probes for the traffic, answers are old, or fewer than two and it picks at random. A server that fails fast answers well and draws the traffic.',
  shippedAs: ['Google: Prequal, for YouTube and other services'],
  references: [
    'B. Wydrowski, R. Kleinberg, S. Rumble, A. Archer: Load is not what you should balance: Introducing Prequal. NSDI 2024. https://arxiv.org/abs/2312.10172',
  ],
  laws: [],
  defaults: {
    probesPerRequest: 3,
    removalsPerRequest: 1,
    poolSize: 16,
    maxAge: 1e9,
    quantile: 0.84,
    delta: 1,
    idleProbing: 250e6,
  },
  schema: {
    probesPerRequest: { kind: 'number', min: 0, max: 1000, description: 'Probes that each request sends.' },
    removalsPerRequest: { kind: 'number', min: 0, max: 1000, description: 'Answers that each request removes.' },
    poolSize: { kind: 'integer', min: 2, max: 1000, description: 'Answers that are kept at most.' },
    maxAge: { kind: 'duration', min: 1e6, description: 'Age at which an answer is dropped.' },
    quantile: {
      kind: 'fraction',
      description:
        'Quantile of the requests in flight from which on a server is hot: 0 balances these alone, 1 latency alone.',
    },
    delta: { kind: 'number', min: 0, max: 1000, description: 'How much faster the pool may fill than it empties.' },
    idleProbing: {
      kind: 'duration',
      min: 1e6,
      description: 'Time without a probe after which an idle balancer probes.',
    },
  },
  needs: () => ({ probes: true }),
  create: (pool, random, parameters, actions) => new Prequal(pool, random, parameters, actions),
};
