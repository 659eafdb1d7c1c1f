/**
 * A strategy for tests that minds everything: all that it hears, in order, goes into one hash, and the hash picks. So the
 * least difference in what two simulators tell it (a call too many, another order, another time) changes where requests go.
 */
import { NONE, WAIT } from '../../strategies/strategy.ts';
import type { RequestView, Strategy, StrategyDefinition } from '../../strategies/strategy.ts';
import { createFnv } from './fnv.ts';

type EavesdropperParameters = {
  /** Whether a free slot takes from the queue without a pick. */
  direct: boolean;
  /** Time between ticks, 0 for none. */
  tick: number;
  /** Time between reports, 0 for none. */
  report: number;
  probes: boolean;
  /** Whether it hears of idle servers, and what answers tell of theirs. */
  idle: boolean;
  feedback: boolean;
};

export const eavesdropper: StrategyDefinition<EavesdropperParameters> = {
  name: 'eavesdropper',
  summary: 'Picks by a hash of all that it was ever told.',
  cost: 'O(servers) a call.',
  differs: 'For tests only.',
  formula: 'pick = hash(all that was heard) mod n',
  fails: 'Never.',
  shippedAs: [],
  references: [],
  laws: [],
  defaults: { direct: false, tick: 0, report: 0, probes: false, idle: false, feedback: false },
  schema: {
    direct: { kind: 'boolean', description: '' },
    tick: { kind: 'duration', description: '' },
    report: { kind: 'duration', description: '' },
    probes: { kind: 'boolean', description: '' },
    idle: { kind: 'boolean', description: '' },
    feedback: { kind: 'boolean', description: '' },
  },
  needs: ({ report, probes, idle, feedback }) => ({
    probes,
    reportEvery: report === 0 ? undefined : report,
    idleReports: idle,
    feedback,
  }),
  create(pool, random, { direct, tick, probes }, actions): Strategy {
    const heard = createFnv();

    function hear(what: number, ...numbers: number[]): void {
      heard.add(what);
      for (const number of numbers) heard.add(number);
      for (let server = 0; server < pool.size; server++) {
        heard.add(pool.inService[server]);
        heard.add(pool.cpu[server]);
        heard.add(pool.memory[server]);
        heard.add(pool.available[server]);
        heard.add(pool.weight[server]);
      }
    }

    function tried(request: RequestView): number[] {
      return Array.from({ length: pool.size }, (_, server) => (request.tried(server) ? 1 : 0));
    }

    function hearRequest(what: number, server: number, request: RequestView, now: number): void {
      hear(
        what,
        server,
        now,
        request.id,
        request.class,
        request.kind.length,
        request.scratch,
        request.attempt,
        ...request.address,
        ...request.key,
        ...tried(request),
      );
      hear(what, ...new TextEncoder().encode(request.path()));
    }

    /** Waits only while something of its own may end. */
    function choose(): number {
      const word = (heard.value() ^ random.uint32()) >>> 0;
      const isBusy = pool.inService.some((count) => count > 0);
      if (word % 16 < 3 && isBusy) return WAIT;
      const server = word % pool.size;
      return word % 16 === 3 || pool.available[server] === 0 ? NONE : server;
    }

    const strategy: Strategy = {
      pick(request, now) {
        hearRequest(1, -1, request, now);
        const member = choose();
        if (member >= 0) request.scratch = heard.value();
        return member;
      },
      onDispatch(server, request, now, picked) {
        hearRequest(picked ? 2 : 3, server, request, now);
        request.scratch = heard.value();
        if (probes) actions.probe(heard.value() % pool.size);
        if (probes && heard.value() % 3 === 0) actions.probe(server);
      },
      onConnect: (server, request, now) => hearRequest(9, server, request, now),
      onFirstByte(server, request, now) {
        hearRequest(10, server, request, now);
        request.scratch = heard.value();
      },
      onTryEnd(server, request, now, { outcome, latency, bytesIn, bytesOut, feedback }) {
        hearRequest(4, server, request, now);
        hear(
          4,
          ['succeeded', 'failed', 'abandoned', 'refused', 'timedOut'].indexOf(outcome),
          latency,
          bytesIn,
          bytesOut,
        );
        if (feedback !== undefined) hear(12, feedback.inFlight, feedback.serviceTime);
      },
      onPoolChange: (server, change, now) => hear(13, server, change.length, change.charCodeAt(0), now),
      onReport(server, { kind, inFlight, latency, cpu, memory }, now) {
        hear({ probe: 5, periodic: 6, idle: 11 }[kind], server, inFlight, latency, cpu, memory, now);
      },
    };
    if (direct) {
      strategy.onSlotFree = (server, now) => {
        hear(7, server, now);
        return heard.value() % 4 > 0 || pool.inService.every((count) => count === 0);
      };
    }
    if (tick > 0) {
      strategy.nextTickAt = 0;
      strategy.onTick = (now) => {
        hear(8, now);
        strategy.nextTickAt = now + tick;
      };
    }
    return strategy;
  },
};
