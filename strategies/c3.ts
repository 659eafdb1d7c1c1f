/**
 * C3 replica ranking: the server with the least score of three averages that the client keeps of it: the response time that
 * it sees, and the service time and queue that the server puts into its answers.
 *
 *     score = R - s + q^3 x s            q = 1 + inService x clients + queue;  ties in turn
 *     R     = average latency of tries, s = average service time, queue = average of requests left at the server
 *     average <- history x average + (1 - history) x newest, at each answer; the first is taken as it is
 *
 * R - s is what the network and waiting take; the cube makes long queues costly, so that a fast server does not get all
 * that its speed would deserve by latency. `clients` makes up for what other clients have sent and not yet seen
 * answered. A server without an answer yet counts with R - s = 0, no queue, and the service time averaged over all servers.
 *
 * The feedback comes with the end of the try, as in the paper, where answers carry it: it is as old as the answer, and
 * costs no message. Without feedback (a server that sends none) this is least outstanding in turns. The paper's rate
 * control (a limit a server by cubic growth, and a queue at the client) is left out. The weight of history is the paper's
 * 0.9; the authors' patch of Cassandra gives 0.9 to the newest instead.
 *
 * Paper: L. Suresh, M. Canini, S. Schmid, A. Feldmann, "C3: Cutting Tail Latency in Cloud Data Stores via Adaptive Replica
 * Selection", NSDI 2015.
 * Cost: O(servers) a pick, O(1) a try. (The paper ranks the few replicas of a key.)
 * Differs from least-response-time, which multiplies and trusts its own clock alone, and from prequal, which asks for
 * the same knowledge by probes.
 */
import { LeastInTurn } from './lib/least-in-turn.ts';
import type { PoolView, ServerIndex, Strategy, StrategyDefinition, TryEnd } from './strategy.ts';

type C3Parameters = { clients: number; history: number };

/** The score of a server; times in any one unit. `queue` is the estimate q of its requests, the one to be placed included. */
export function c3Score(responseTime: number, serviceTime: number, queue: number): number {
  return responseTime - serviceTime + queue * queue * queue * serviceTime;
}

class C3 implements Strategy {
  readonly #pool: PoolView;
  readonly #clients: number;
  readonly #history: number;
  readonly #least: LeastInTurn;
  readonly #score: (server: ServerIndex) => number;
  /** By server: how many answers, and the averages of what they told. */
  readonly #answers: Float64Array;
  readonly #responseTime: Float64Array;
  readonly #serviceTime: Float64Array;
  readonly #queue: Float64Array;
  /** Over all servers; before any answer what it is does not matter. */
  #typicalServiceTime = 1;
  #hasAnswers = false;

  constructor(pool: PoolView, { clients, history }: C3Parameters) {
    this.#pool = pool;
    this.#clients = clients;
    this.#history = history;
    this.#least = new LeastInTurn(pool);
    this.#score = (server) => this.#scoreOf(server);
    this.#answers = new Float64Array(pool.room);
    this.#responseTime = new Float64Array(pool.room);
    this.#serviceTime = new Float64Array(pool.room);
    this.#queue = new Float64Array(pool.room);
  }

  pick(_request: unknown, now: number): ServerIndex {
    return this.#least.pick(this.#score, now);
  }

  onTryEnd(server: ServerIndex, _request: unknown, _now: number, { outcome, latency, feedback }: TryEnd): void {
    if (outcome !== 'succeeded' || feedback === undefined) return;
    const { serviceTime, inFlight } = feedback;
    const isFirst = this.#answers[server]++ === 0;
    this.#responseTime[server] = this.#averaged(this.#responseTime[server], latency, isFirst);
    this.#serviceTime[server] = this.#averaged(this.#serviceTime[server], serviceTime, isFirst);
    this.#queue[server] = this.#averaged(this.#queue[server], inFlight, isFirst);
    this.#typicalServiceTime = this.#averaged(this.#typicalServiceTime, serviceTime, !this.#hasAnswers);
    this.#hasAnswers = true;
  }

  onPoolChange(): void {
    this.#least.invalidate();
  }

  #averaged(average: number, newest: number, isFirst: boolean): number {
    return isFirst ? newest : this.#history * average + (1 - this.#history) * newest;
  }

  #scoreOf(server: ServerIndex): number {
    const own = 1 + this.#pool.inService[server] * this.#clients;
    if (this.#answers[server] === 0) return c3Score(this.#typicalServiceTime, this.#typicalServiceTime, own);
    return c3Score(this.#responseTime[server], this.#serviceTime[server], own + this.#queue[server]);
  }
}

export const c3: StrategyDefinition<C3Parameters> = {
  name: 'c3',
  summary: 'Picks by response time and, cubed, the queue that each server reports in its answers.',
  cost: 'O(servers) a pick.',
  differs:
    "Unlike least-response-time it knows the servers' own queues, and unlike prequal it gets them with the answers, without probes.",
  formula: [
    'pick  = argmin R - s + q^3 x s',
    'q     = 1 + inService x clients + queue',
    'R, s, queue <- history x average + (1 - history) x newest, at each answer',
  ].join('\n'),
  fails:
    'When a server is seldom used: what is known of it stays old until it is tried again. A server that fails fast has few in service, and draws traffic.',
  shippedAs: ['Elasticsearch: adaptive replica selection (without rate control)'],
  references: [
    'L. Suresh, M. Canini, S. Schmid, A. Feldmann: C3: Cutting Tail Latency in Cloud Data Stores via Adaptive Replica Selection. NSDI 2015. https://www.usenix.org/conference/nsdi15/technical-sessions/presentation/suresh',
    'Elasticsearch: Adaptive replica selection. https://www.elastic.co/guide/en/elasticsearch/reference/current/search-shard-routing.html',
  ],
  laws: ['even'],
  defaults: { clients: 1, history: 0.9 },
  schema: {
    clients: { kind: 'integer', min: 1, max: 1_000_000, description: 'How many balancers share the servers.' },
    history: { kind: 'fraction', min: 0, max: 0.999, description: 'Weight of the past in the averages.' },
  },
  needs: () => ({ feedback: true }),
  create: (pool, _random, parameters) => new C3(pool, parameters),
};
