/** What each sender sent, against arithmetic, on both simulators; and how reports tell it. */
import test from 'ava';
import { mergeObservations } from '../../records/merge.ts';
import type { Observation, SentCounts } from '../../records/observation.ts';
import { buildReport } from '../../reports/report.ts';
import { writeHtml } from '../../reports/writers/html.ts';
import { writeMarkdown } from '../../reports/writers/markdown.ts';
import type { Model, TriesSpec } from '../../sim/model/model.ts';
import { compare } from '../reference/compare.ts';
import { observe } from '../reference/engine.ts';
import { MS, requestsAt, server, small } from '../reference/small-models.ts';

function tries(spec: Partial<TriesSpec>): { tries: TriesSpec } {
  const backoff = { base: 0, max: 0, jitter: 'none' } as const;
  return { tries: { timeout: Infinity, retries: 0, retryOn: ['refused'], backoff, sameServer: true, ...spec } };
}

/** It refuses all but one request, which holds it until the end. */
const refusing = server({ concurrency: 1, queue: 0 });
const HOLDING = { demandMs: 1000 };

/** Both simulators agree. */
function seen(model: Model): Observation {
  compare(model);
  return observe(model);
}

const counts = (requests: number, retries: number, hedges: number, denied: number): SentCounts => {
  return { requests, retries, hedges, denied };
};

/** Ten requests are refused: each of the clients' three tries is tried three times by the balancer. */
function nested(warmup = 0): Model {
  const at = [0, ...Array.from({ length: 10 }, (_, i) => (i + 1) * MS)];
  const group = requestsAt(at, HOLDING, tries({ retries: 2 }));
  return small([group], [refusing], { warmup }, tries({ retries: 2 }));
}

test('retries of clients and of a balancer are told apart', (t) => {
  const { groups, balancers, requests } = seen(nested());
  t.deepEqual(groups[0].sent, counts(11, 20, 0, 0));
  t.deepEqual(balancers[0].sent, counts(31, 60, 0, 0));
  t.is(requests.tries, 91);
});

test('requests of the warmup do not count', (t) => {
  const { groups, balancers } = seen(nested(5.5 * MS));
  t.deepEqual(groups[0].sent, counts(5, 10, 0, 0));
  t.deepEqual(balancers[0].sent, counts(15, 30, 0, 0));
});

test('what a budget does not pay is denied', (t) => {
  const budget = { ratio: 0.2, burst: 10 };
  const group = requestsAt(
    Array.from({ length: 11 }, (_, i) => i * MS),
    HOLDING,
    tries({ retries: 3, budget }),
  );
  // Each fifth request brings a token; the first is not refused, and the tenth uses the second one.
  t.deepEqual(seen(small([group], [refusing])).groups[0].sent, counts(11, 2, 0, 10));
});

test('hedges', (t) => {
  const group = requestsAt([0, 50 * MS], { demandMs: 20 }, tries({ hedge: { after: 5 * MS, count: 2 } }));
  t.deepEqual(seen(small([group], [server(), server(), server()])).groups[0].sent, counts(2, 0, 4, 0));
});

test('who does not try again is no sender', (t) => {
  const { groups, balancers } = seen(small([requestsAt([0])], [server()]));
  t.deepEqual([groups[0].sent, balancers[0].sent], [undefined, undefined]);
});

test('replications are added', (t) => {
  const run = seen(nested());
  const { groups, balancers } = mergeObservations(run, run);
  t.deepEqual([groups[0].sent, balancers[0].sent], [counts(22, 40, 0, 0), counts(62, 120, 0, 0)]);
});

test('reports have a table where there are several senders', (t) => {
  const run = seen(nested());
  const report = buildReport([run, { ...run, strategy: 'random' }], '0.1.0');
  t.deepEqual(report.results[0].groups[0].sent, counts(11, 20, 0, 0));
  t.deepEqual(report.results[0].balancers[0].sent, counts(31, 60, 0, 0));
  const markdown = writeMarkdown(report);
  t.true(markdown.includes('| `clients0, round-robin` | 11 | 20 |\n| `balancer, round-robin` | 31 | 60 |'));
  t.true(writeHtml(report, []).includes('<th scope="row">balancer, random</th><td>31</td><td>60</td></tr>'));
  const alone = small([requestsAt([0])], [server()], {}, tries({ retries: 2 }));
  t.false(writeMarkdown(buildReport([seen(alone)], '0.1.0')).includes('sender'));
});
