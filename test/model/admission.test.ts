/** Limits, queues that give up, shedding and breakers, by hand and by their laws. */
import test from 'ava';
import type { AdmissionSpec, Model } from '../../sim/model/model.ts';
import { leastConnections } from '../../strategies/least-connections.ts';
import { runEngine } from '../reference/engine.ts';
import { choose, MS, requestsAt, server, small } from '../reference/small-models.ts';

const OPEN: AdmissionSpec = { perServer: Infinity, inFlight: Infinity, shedding: [] };

/** Outcome and end of each request, in milliseconds. */
function endsOf(model: Model): string[] {
  const { stories, observation } = runEngine(model);
  const { conservation, littlesLawError, littlesLawTriesError, workError } = observation.checks;
  if (!conservation || littlesLawError + littlesLawTriesError + workError > 1e-9) throw new Error('a check fails');
  return stories.map(({ outcome, endAt }) => `${outcome} ${endAt! / MS}`);
}

test('a server has as many as the balancer allows; the others queue, first come first', (t) => {
  const model = small(
    [requestsAt([0, 0, 1 * MS, 2 * MS], { demandMs: 10 })],
    [server({ cores: 4 })],
    {},
    {
      admission: { ...OPEN, perServer: 2 },
    },
  );
  t.deepEqual(endsOf(model), ['succeeded 10', 'succeeded 10', 'succeeded 20', 'succeeded 20']);
  t.is(runEngine(model).observation.servers[0].inFlightMax, 2);
});

test('with all servers full the strategy is not asked for one that is held back otherwise', (t) => {
  const model = small(
    [requestsAt([0, 0, 0], { demandMs: 10 })],
    [server(), server()],
    {},
    {
      strategy: choose(leastConnections),
      admission: { ...OPEN, perServer: 1 },
    },
  );
  t.deepEqual(endsOf(model), ['succeeded 10', 'succeeded 10', 'succeeded 20']);
});

test('beyond its limit a balancer refuses', (t) => {
  const model = small(
    [requestsAt([0, 1 * MS, 2 * MS, 10 * MS], { demandMs: 10 })],
    [server()],
    {},
    {
      admission: { ...OPEN, perServer: 1, inFlight: 2 },
    },
  );
  t.deepEqual(endsOf(model), ['succeeded 10', 'succeeded 20', 'refused 2', 'succeeded 30']);
});

test('a request that queues for too long is refused at that instant, unless a server gets free at it', (t) => {
  const timeout = (ms: number) =>
    small(
      [requestsAt([0, 1 * MS], { demandMs: 10 })],
      [server()],
      {},
      {
        admission: { ...OPEN, perServer: 1, queueTimeout: ms * MS },
      },
    );
  t.deepEqual(endsOf(timeout(8)), ['succeeded 10', 'refused 9']);
  t.deepEqual(endsOf(timeout(9)), ['succeeded 10', 'succeeded 20']);
});

test('a deadline that is carried along: a server does not begin what nobody waits for', (t) => {
  const early = requestsAt([0], { demandMs: 50 });
  const late = requestsAt([10 * MS], { demandMs: 30 }, { timeout: 20 * MS, afterTimeout: 'drop' });
  const last = requestsAt([40 * MS], { demandMs: 5 });
  const model = small([early, late, last], [server()]);
  t.deepEqual(endsOf(model), ['succeeded 50', 'timedOut 30', 'succeeded 55']);
  t.is(runEngine(model).observation.servers[0].wasted, 0);
  const unaware = small([early, { ...late, afterTimeout: 'continue' }, last], [server()]);
  t.deepEqual(endsOf(unaware), ['succeeded 50', 'timedOut 30', 'succeeded 85']);
});

test('shedding turns away its share, of its classes, above its level', (t) => {
  const count = 20_000;
  const at = Array.from({ length: count }, (_, nth) => nth * 1000);
  const shed = (shedding: AdmissionSpec['shedding']) =>
    runEngine(
      small(
        [requestsAt(at, { name: 'batch', demandMs: 0.0005 })],
        [server()],
        {},
        { admission: { ...OPEN, shedding } },
      ),
    ).observation.requests.refused;
  // 99.99 % of a binomial of 20,000 with p = 0.3 lie within 3.9 deviations.
  t.true(Math.abs(shed([{ share: 0.3, above: 0, classes: [] }]) - 6000) < 3.9 * Math.sqrt(count * 0.3 * 0.7));
  t.is(shed([{ share: 1, above: 0, classes: ['web'] }]), 0);
  t.is(shed([{ share: 1, above: 0, classes: ['web', 'batch'] }]), count);
  // One at a time is never more than none in flight.
  t.is(shed([{ share: 1, above: 1, classes: [] }]), 0);
});

test('a breaker opens on failures, refuses meanwhile, and closes after a good trial', (t) => {
  const at = [0, 1, 2, 3, 4, 20, 30].map((ms) => ms * MS);
  // A server with room for one request: the second and third are refused.
  const model = small(
    [requestsAt(at, { demandMs: 10 })],
    [server({ queue: 0 })],
    {},
    {
      admission: {
        ...OPEN,
        breaker: { failures: 0.6, window: 100 * MS, minimum: 2, open: 15 * MS, trials: 1 },
      },
    },
  );
  t.deepEqual(endsOf(model), [
    'succeeded 10',
    'refused 1',
    'refused 2',
    // Open from 2 to 17 ms.
    'refused 3',
    'refused 4',
    'succeeded 30',
    'succeeded 40',
  ]);
  t.is(runEngine(model).observation.servers[0].tries, 5);
});

test('controlled delay keeps the queue short where the limit alone does not', (t) => {
  // Twice the work that the server can do: a queue of 200 would take 200 ms.
  const at = Array.from({ length: 4000 }, (_, nth) => nth * 0.5 * MS);
  const p99Of = (admission: AdmissionSpec) => {
    const { stories } = runEngine(
      small([requestsAt(at)], [server()], { duration: 2000 * MS }, { queue: 200, admission }),
    );
    const good = stories.filter(({ outcome }) => outcome === 'succeeded');
    const latencies = good.map(({ arrivedAt, endAt }) => (endAt! - arrivedAt) / MS).toSorted((a, b) => a - b);
    return latencies[Math.floor(latencies.length / 2)];
  };
  const limited = p99Of({ ...OPEN, perServer: 1 });
  const controlled = p99Of({ ...OPEN, perServer: 1, codel: { target: 5 * MS, interval: 20 * MS } });
  t.true(limited > 190 && controlled < limited / 2, `${limited} and ${controlled} ms`);
});
