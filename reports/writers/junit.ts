import type { Comparison } from '../compare/comparison.ts';
import { changeLine, objectiveLine } from '../compare/gate-words.ts';
import { metricOf } from '../compare/metrics.ts';
import { oneLine } from './format.ts';
import { escaped } from './html-parts.ts';

interface TestCase {
  name: string;
  /** Undefined where it held. */
  failure: string | undefined;
}

/** What a gate found as JUnit XML: a suite for each variant, a test case for each metric and objective. It has no times. */
export function writeJunit(comparison: Comparison, command: string): string {
  const suites = comparison.variants.map(({ name }) =>
    suite(name, casesOf(comparison, name), comparison.scenario, command),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="steelyard compare">\n${suites.join('\n')}\n</testsuites>\n`;
}

function casesOf({ gate, replications }: Comparison, variant: string): TestCase[] {
  if (gate === undefined) return [];
  return [
    ...gate.changes
      .filter((change) => change.variant === variant)
      .map((change) => ({
        name: `${metricOf(change.metric).title} is not worse than in the baseline`,
        failure: change.held ? undefined : changeLine(change),
      })),
    ...gate.objectives
      .filter((objective) => objective.variant === variant)
      .map((objective) => ({
        name: objective.objective,
        failure: objective.held ? undefined : objectiveLine(objective, replications),
      })),
  ];
}

function suite(name: string, cases: readonly TestCase[], scenario: string, command: string): string {
  const failed = cases.filter(({ failure }) => failure !== undefined).length;
  const classname = xml(`${scenario}.${name}`);
  const lines = cases.map(({ name, failure }) =>
    failure === undefined
      ? `    <testcase classname="${classname}" name="${xml(name)}"/>`
      : `    <testcase classname="${classname}" name="${xml(name)}"><failure message="${xml(failure)}">To repeat it: ${xml(command)}</failure></testcase>`,
  );
  return [
    `  <testsuite name="${classname}" tests="${cases.length}" failures="${failed}" errors="0">`,
    ...lines,
    '  </testsuite>',
  ].join('\n');
}

const xml = (text: string): string => escaped(oneLine(text));
