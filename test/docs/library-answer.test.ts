import test from 'ava';
import type { Objective } from '../../records/observation.ts';
import { buildReport } from '../../reports/report.ts';
import { answerOf, decidingObjective } from '../../tools/library-answer.ts';
import { made } from '../reports/observations.ts';

const p99: Objective = { text: 'p99 < 100ms', metric: 'p99', operator: '<', value: 100e6 };
const mean: Objective = { text: 'mean < 1s', metric: 'mean', operator: '<', value: 1e9 };
const availability: Objective = {
  text: 'availability >= 99%',
  metric: 'availability',
  operator: '>=',
  value: 0.99,
};

/** Strategies by mean latency, milliseconds, and share of failures. */
const reportOf = (objectives: Objective[], ...strategies: [name: string, latency: number, failures: number][]) =>
  buildReport(
    strategies.map(([strategy, latency, failures]) => {
      const shape = { strategy, latency: latency * 1e6, failures, windows: 4, requests: 2000 };
      return made({ ...shape, change: { objectives } }).observation;
    }),
    '0',
  );

test('what all meet comes first, then what decides, from the best to the worst', (t) => {
  const report = reportOf([mean, p99], ['b', 12, 0], ['a', 10, 0], ['slow', 60, 0]);
  t.is(decidingObjective(report), 1);
  t.regex(
    answerOf(report),
    /^`mean < 1s` holds with each of the 3 strategies\. `p99 < 100ms` holds with all but `slow`\. `p99` goes from 4\d\.\d ms with `a` to 2\d\d ms with `slow`\.$/,
  );
});

test('few winners are named, and who loses requests', (t) => {
  const report = reportOf([p99, availability], ['a', 10, 0], ['slow', 60, 0], ['lossy', 10, 0.2]);
  t.regex(
    answerOf(report),
    /^`p99 < 100ms` and `availability >= 99%` hold only with `a`\. `p99` goes from .* with `a` to .* with `slow`\. With `lossy` only (?:79|80)\.\d\d % of the requests succeed\.$/,
  );
});

test('where all others lose too many for a percentile, there is one value', (t) => {
  const report = reportOf([p99], ['a', 10, 0], ['lossy', 10, 0.2]);
  t.regex(
    answerOf(report),
    /^`p99 < 100ms` holds only with `a`\. `p99` is 4\d\.\d ms with `a`\. With `lossy` only (?:79|80)\.\d\d % of the requests succeed\.$/,
  );
});

test('nobody or everybody, and what decides is about losses', (t) => {
  const lossy = reportOf([availability], ['a', 10, 0.1], ['b', 10, 0.3]);
  t.regex(
    answerOf(lossy),
    /^`availability >= 99%` holds with none of the 2 strategies\. `availability` goes from (?:89|90)\.\d\d % with `a` to (?:69|70)\.\d\d % with `b`\.$/,
  );
  const same = reportOf([availability], ['a', 10, 0], ['b', 10, 0]);
  t.is(
    answerOf(same),
    '`availability >= 99%` holds with each of the 2 strategies. `availability` is 100 % with `a` as with `b`.',
  );
});
