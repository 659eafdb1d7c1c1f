/** Why variants differ: from what runs saw to numbers and words. */
import test from 'ava';
import type { Decision, Explanation } from '../../records/explanation.ts';
import { buildComparison, type Compared, type Comparison } from '../../reports/compare/comparison.ts';
import { buildWhy, costliest } from '../../reports/compare/why.ts';
import { whySentences } from '../../reports/compare/why-words.ts';
import { writeComparisonHtml } from '../../reports/writers/comparison-html.ts';
import { writeComparisonMarkdown } from '../../reports/writers/comparison-markdown.ts';
import { writeComparisonText } from '../../reports/writers/comparison-text.ts';

const MS = 1e6;
const CHECKS = { conservation: true, littlesLawError: 0, littlesLawTriesError: 0, workError: 0 };

function decision(request: number, regretMs: number, idleWhileOthersQueue = false): Decision {
  const best = regretMs === 0 ? 'web/0' : 'web/1';
  return {
    at: request * MS,
    request,
    balancer: 'edge',
    pick: 'web/0',
    best,
    regret: regretMs * MS,
    idleWhileOthersQueue,
  };
}

const QUICK: Explanation = {
  latency: { requests: 10, wait: 20 * MS, service: 100 * MS, sharing: 0, other: 10 * MS },
  slowestPercent: { requests: 2, wait: 10 * MS, service: 40 * MS, sharing: 0, other: 2 * MS },
  dispatches: 11,
  repeats: 5,
  servers: [
    { name: 'web/0', dispatches: 9, departures: 8, sojourn: 80 * MS },
    { name: 'web/1', dispatches: 2, departures: 2, sojourn: 40 * MS },
    { name: 'web/2', dispatches: 0, departures: 0, sojourn: 0 },
  ],
  decisions: 11,
  sample: [0, 0, 0, 4].map((regret, index) => decision(index, regret)),
};

const SLOW: Explanation = {
  ...QUICK,
  slowestPercent: { requests: 2, wait: 90 * MS, service: 60 * MS, sharing: 0, other: 2 * MS },
  latency: { requests: 10, wait: 140 * MS, service: 100 * MS, sharing: 0, other: 10 * MS },
  repeats: 9,
  servers: QUICK.servers.map((each, index) => ({ ...each, dispatches: [5, 6, 0][index] })),
  sample: [decision(0, 8, true), decision(1, 0), decision(2, Infinity, true), decision(3, 2)],
};

const NONE = { requests: 0, wait: 0, service: 0, sharing: 0, other: 0 };

const NOTHING: Explanation = {
  ...QUICK,
  latency: NONE,
  slowestPercent: NONE,
  dispatches: 0,
  repeats: 0,
  servers: QUICK.servers.map((each) => ({ ...each, dispatches: 0, departures: 0 })),
  decisions: 0,
  sample: [],
};

const why = (...explanations: Explanation[]) =>
  buildWhy(
    7,
    explanations.map((explanation, index) => ({ name: ['quick', 'slow'][index], explanation })),
  );

test('numbers of a run', (t) => {
  const [quick, slow] = why(QUICK, SLOW).variants;
  t.deepEqual(quick.latencyMs, { mean: 13, wait: 2, service: 10, sharing: 0, other: 1 });
  t.deepEqual(quick.slowestPercentMs, { mean: 26, wait: 5, service: 20, sharing: 0, other: 1 });
  t.deepEqual(quick.slowestServer, { name: 'web/1', share: 0.181818182, meanMs: 20 });
  // Shares of 9/11 and 2/11: (81 + 4) / 121.
  t.deepEqual(quick.herding, { repeats: 0.5, byChance: 0.702479339 });
  t.is(quick.idleWhileOthersQueue, 0);
  t.like(quick.decisions, { made: 11, best: 0.75, unserved: 0, regretMs: { mean: 1, p99: 4, max: 4 } });
  t.is(slow.idleWhileOthersQueue, 0.5);
  t.like(slow.decisions, { best: 0.25, unserved: 1, regretMs: { mean: 3.33333333, p99: 8, max: 8 } });
  t.deepEqual(
    slow.decisions.sample.map(({ regretMs }) => regretMs),
    [8, 0, null, 2],
  );
  t.deepEqual(
    costliest(slow, 2).map(({ request }) => request),
    [2, 0],
  );
});

test('of a run in which nothing happened nothing is said', (t) => {
  const [nothing] = why(NOTHING).variants;
  t.deepEqual(
    [
      nothing.latencyMs,
      nothing.slowestServer,
      nothing.herding,
      nothing.idleWhileOthersQueue,
      nothing.decisions.regretMs,
    ],
    [null, null, null, null, null],
  );
  const { sample, best } = nothing.decisions;
  t.deepEqual([sample, best], [[], null]);
});

function comparison(...explanations: Explanation[]): Comparison {
  const all = ['quick', 'slow'].map((name, scale): Compared => {
    const replications = [0, 1, 2].map((nth) => {
      const at = 10 + nth / 10 + scale * (100 + nth / 5);
      const latencies = { mean: at, p50: at, p90: at, p99: at, p999: at };
      const values = { ...latencies, availability: 1, jain: 1, costPerHour: 0 };
      return { seed: 7 + nth, arrived: 10, values, objectives: [], checks: CHECKS, warnings: [] };
    });
    return { name, scenario: 's', strategy: name, set: [], durationS: 1, warmupS: 0, objectives: [], replications };
  });
  const options = { version: '0', summary: '', metric: 'p99', until: undefined, sameRequests: true } as const;
  return { ...buildComparison(all, options), why: why(...explanations) };
}

test('the first of the ranking against each other one, in words', (t) => {
  const compared = comparison(QUICK, SLOW);
  t.deepEqual(whySentences(compared, compared.why!), [
    [
      'In the run of seed 7 quick is 12.0 ms faster than slow on average: it waits 12.0 ms less.',
      'Its slowest 1 % are 50.0 ms faster: they wait 40.0 ms less and work 10.0 ms less.',
      'At 50 % of the picks of slow a server is idle while others queue, at 0 % of those of quick.',
      'slow sends 55 % of its requests to its slowest server, web/1; quick 18 %.',
      'slow herds: 90 % of its requests go where the one before went, by chance it were 50 %.',
      'A pick of slow costs 3.33 ms over the best one, of quick 1.00 ms.',
    ].join(' '),
  ]);
  const alike = comparison(QUICK, QUICK);
  t.deepEqual(whySentences(alike, alike.why!), [
    'In the run of seed 7 quick takes as long as slow on average. A pick of slow costs 1.00 ms over the best one, of quick 1.00 ms.',
  ]);
  const chance = comparison(QUICK, SLOW);
  for (const each of chance.differences) if (each.metric !== 'p999') each.verdict = 'same';
  t.regex(
    whySentences(chance, chance.why!)[0],
    /work 10\.0 ms less\. That is one run, and may be chance: over all replications no difference in mean and p99 can be seen\. At 50 %/,
  );
  const empty = comparison(NOTHING, NOTHING);
  t.deepEqual(whySentences(empty, empty.why!), []);
});

test('each writer has it, and none of what is left out', (t) => {
  for (const compared of [comparison(QUICK, SLOW), comparison(NOTHING, SLOW)]) {
    const text = writeComparisonText(compared, { colour: false, unicode: true, width: 80 }, 'again');
    const ascii = writeComparisonText(compared, { colour: false, unicode: false, width: 40 }, 'again');
    const markdown = writeComparisonMarkdown(compared, 'again');
    const page = writeComparisonHtml(compared, [], { pace: 'quick', command: 'again' }).split('<script')[0];
    for (const written of [text, ascii, markdown, page]) {
      t.regex(written, /where requests go/);
      t.notRegex(written, /NaN|undefined|null|Infinity/);
    }
    t.regex(text, /^slow +2 +0\.002 s +web\/0 +web\/1 +no end$/m);
    t.regex(ascii, /^\p{ASCII}*$/u);
    t.true(ascii.split('\n').every((line) => line.length <= 40));
  }
  const { why: _, ...plain } = comparison(QUICK, SLOW);
  t.notRegex(writeComparisonText(plain, { colour: false, unicode: true, width: 80 }, 'again'), /where requests go/);
});
