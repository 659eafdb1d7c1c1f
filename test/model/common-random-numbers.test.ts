/** Requests are drawn by (client group, n), in closed loops by (user, k): nothing else in a scenario changes them. */
import { deepStrictEqual } from 'node:assert/strict';
import test from 'ava';
import * as fc from 'fast-check';
import type { Arrivals, ClientGroup, Distribution, Model } from '../../sim/model/model.ts';
import { ipHash } from '../../strategies/ip-hash.ts';
import { leastConnections } from '../../strategies/least-connections.ts';
import { random } from '../../strategies/random.ts';
import { runEngine } from '../reference/engine.ts';
import { anyModel, fuzz } from '../reference/models.ts';
import { choose, MS, requestsAt, server, small } from '../reference/small-models.ts';

/**
 * The groups at servers that never make anybody wait: the latency of a request is its demand and its wait, so it tells what was
 * drawn.
 */
function unhindered(clients: ClientGroup[], model: Model, strategy = choose(ipHash)): Model {
  const servers = Array.from({ length: 5 }, () => server({ cores: 4096, discipline: 'processor-sharing' }));
  const patient = clients.map((group) => ({ ...group, timeout: Infinity, via: 0 }));
  const { seed, duration } = model;
  const named = small(patient, servers, { seed, duration, drain: 1e18 }, { strategy });
  return { ...named, zones: model.zones, networkLatency: model.networkLatency.map(() => 0), clients: patient };
}

/** By group: when each request arrived, what it asked, and where a hash of its address sent it. */
function askedBy(model: Model): Record<string, string[]> {
  const asked: Record<string, string[]> = {};
  for (const { group, arrivedAt, endAt, server } of runEngine(model).stories) {
    (asked[group] ??= []).push(`${arrivedAt} ${endAt! - arrivedAt} ${server}`);
  }
  return asked;
}

const withoutServer = (asked: Record<string, string[]>) =>
  Object.entries(asked).map(([group, requests]) => [group, requests.map((request) => request.replace(/ \S+$/, ''))]);

test('another client group changes nothing for the others, wherever it stands', (t) => {
  fc.assert(
    fc.property(anyModel, (model) => {
      const together = askedBy(unhindered(model.clients, model));
      const reversed = askedBy(unhindered(model.clients.toReversed(), model));
      for (const group of model.clients) {
        const alone = askedBy(unhindered([group], model))[group.name];
        deepStrictEqual(sorted(together[group.name]), sorted(alone));
        deepStrictEqual(sorted(reversed[group.name]), sorted(alone));
      }
    }),
    fuzz(50),
  );
  t.pass();
});

test('a user keeps the address when other users come before', (t) => {
  const arrivals: Arrivals = { process: 'users', count: 20, think: { kind: 'exponential', mean: MS } };
  const [a, b] = ['a', 'b'].map((name) => requestsAt([], {}, { name, arrivals, addresses: { count: 1000, zipf: 0 } }));
  const model = small([], [], { duration: 20 * MS });
  const alone = askedBy(unhindered([b], model))['b'];
  t.true(alone.length > 50);
  t.deepEqual(sorted(askedBy(unhindered([a, b], model))['b']), sorted(alone));
});

test('two strategies see the same requests', (t) => {
  fc.assert(
    fc.property(anyModel, (model) => {
      const [first, second] = [random, leastConnections].map((definition) => {
        return withoutServer(askedBy(unhindered(model.clients, model, choose(definition))));
      });
      deepStrictEqual(first, second);
    }),
    fuzz(40),
  );
  t.pass();
});

test('open groups arrive alike, whatever the servers do to them', (t) => {
  fc.assert(
    fc.property(anyModel, (model) => {
      const arrivalsOf = (stories: { group: string; arrivedAt: number }[], { name }: ClientGroup) =>
        stories.filter(({ group }) => group === name).map(({ arrivedAt }) => arrivedAt);
      const { stories } = runEngine(model);
      const calm = runEngine(unhindered(model.clients, model)).stories;
      for (const group of model.clients) {
        if (group.arrivals.process === 'users') continue;
        deepStrictEqual(arrivalsOf(stories, group), arrivalsOf(calm, group));
      }
    }),
    fuzz(40),
  );
  t.pass();
});

test('another seed gives other requests', (t) => {
  const time: Distribution = { kind: 'exponential', mean: MS };
  const group = requestsAt([], { demand: time, wait: time }, { addresses: { count: 100, zipf: 0 } });
  const processes: Arrivals[] = [
    { process: 'users', count: 3, think: time },
    { process: 'poisson', rate: [{ at: 0, rate: 1 / MS }] },
  ];
  for (const arrivals of processes) {
    const of = (seed: number) =>
      askedBy(unhindered([{ ...group, arrivals }], small([], [], { seed, duration: 20 * MS })));
    t.deepEqual(of(1), of(1));
    t.notDeepEqual(of(1), of(2));
  }
});

/** Requests of one instant may come in another order. */
function sorted(requests: string[] = []): string[] {
  return requests.toSorted();
}
