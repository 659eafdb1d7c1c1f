import test from 'ava';
import type { ScalingMetric } from '../../sim/model/fleet/autoscaler-spec.ts';
import { createScalingMetrics } from '../../sim/model/fleet/scaling-metrics.ts';
import type { ServerSums } from '../../sim/model/measured/server-totals.ts';

const NONE: ServerSums = {
  work: 0,
  couldWork: 0,
  couldWorkAvailable: 0,
  inFlightTime: 0,
  tries: 0,
  downTime: 0,
  queued: 0,
};

/** A group whose sums a test sets; samples every 10, decisions every 20. */
function group(metric: ScalingMetric, { samples = 1, delay = 0 } = {}) {
  const sums = new Map<number, ServerSums>();
  let queued = 0;
  const metrics = createScalingMetrics({ every: 20, sample: 10, samples, delay }, metric, {
    running: () => [...sums.keys()],
    sums: (server) => ({ ...sums.get(server)! }),
    tries: () => [...sums.values()].reduce((sum, { tries }) => sum + tries, 0),
    queuedAtBalancers: () => queued,
  });
  return {
    metrics,
    set: (server: number, to: Partial<ServerSums>) => sums.set(server, { ...NONE, ...sums.get(server), ...to }),
    remove: (server: number) => sums.delete(server),
    queueAtBalancers: (count: number) => (queued = count),
  };
}

test('CPU: work of what could have been worked since the sample before', (t) => {
  const { metrics, set } = group('cpu');
  set(0, { work: 5, couldWork: 10 });
  set(1, { work: 1, couldWork: 20 });
  metrics.sample(10);
  t.is(metrics.mean(10), 6 / 30);
  set(0, { work: 15, couldWork: 20 });
  metrics.sample(20);
  t.is(metrics.mean(20), 10 / 10);
});

test('means over servers: tries, in flight, and what waits', (t) => {
  const rate = group('rate');
  rate.set(0, { tries: 30 });
  rate.set(1, { tries: 10 });
  rate.metrics.sample(10);
  t.is(rate.metrics.mean(10), 2);

  const inFlight = group('inFlight');
  inFlight.set(0, { inFlightTime: 40 });
  inFlight.set(1, { inFlightTime: 20 });
  inFlight.metrics.sample(10);
  t.is(inFlight.metrics.mean(10), 3);

  const queued = group('queued');
  queued.set(0, { queued: 3 });
  queued.set(1, { queued: 1 });
  queued.queueAtBalancers(2);
  queued.metrics.sample(10);
  t.is(queued.metrics.mean(10), 3);
});

test('a server counts for the time that it was up, and one that is gone counts no more', (t) => {
  const { metrics, set, remove } = group('rate');
  set(0, { tries: 10 });
  set(1, { tries: 9, downTime: 7 });
  metrics.sample(10);
  t.is(metrics.mean(10), 19 / 13);
  remove(0);
  set(1, { tries: 12 });
  metrics.sample(20);
  t.is(metrics.mean(20), 3 / 10);
  remove(1);
  metrics.sample(30);
  t.is(metrics.mean(30), undefined);
});

test('averaged over samples, and late', (t) => {
  const { metrics, set } = group('rate', { samples: 2, delay: 10 });
  for (const [i, tries] of [10, 30, 60, 100].entries()) {
    set(0, { tries });
    metrics.sample(10 * (i + 1));
  }
  t.is(metrics.mean(15), undefined);
  t.is(metrics.mean(40), 2.5); // samples at 20 and 30
  t.is(metrics.mean(49), 2.5);
  t.is(metrics.mean(50), 3.5);
  t.is(metrics.knownAt(45), 30);
});

test('rates of the group come once each, when they are known', (t) => {
  const { metrics, set } = group('rate', { delay: 10 });
  const seen: number[][] = [];
  for (const [i, tries] of [10, 30, 60, 100].entries()) {
    set(0, { tries });
    metrics.sample(10 * (i + 1));
    if (i % 2 === 1) seen.push(metrics.newRates(10 * (i + 1)));
  }
  t.deepEqual(seen, [[1], [2, 3]]);
});
