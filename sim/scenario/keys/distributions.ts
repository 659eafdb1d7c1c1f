/** Distributions as a scenario writes them (`{gamma: {mean: 20ms, cv: 2}}`), and as the model takes them. */
import * as z from 'zod/mini';
import type { Trace } from '../../../records/trace.ts';
import type { Distribution } from '../../model/model.ts';
import { duration, either, fileName, map, number, optional, positiveDuration, shared, text } from './values.ts';
import { listOf } from '../wording.ts';

/** A distribution whose files are not read yet. */
export type WrittenDistribution =
  | Exclude<Distribution, { kind: 'empirical' | 'column' }>
  | { kind: 'empirical'; file: string }
  | { kind: 'column'; column: string; perUnit: number; base: number };

const meanAndCv = (minCv: number) => map({ mean: positiveDuration, cv: number(minCv, 100) });
const lowAndHigh = z.tuple([duration, duration]).check(z.meta({ title: '[LOW, HIGH], two durations' }));
const meanAndShape = map({
  mean: positiveDuration,
  shape: z.number().check(z.gt(1), z.lte(100), z.meta({ title: 'a number above 1, at most 100' })),
});

const columnName = text(/^\P{Cc}+$/u, 'the name of a column');

const distributionKeys = map({
  constant: optional(duration, 'Always the same.'),
  exponential: optional(positiveDuration, 'Exponential with this mean.'),
  uniform: optional(lowAndHigh, 'Uniform, [LOW, HIGH].'),
  gamma: optional(meanAndCv(0.01), 'Gamma with this mean and coefficient of variation.'),
  hyperexponential: optional(meanAndCv(1), 'Two exponentials with balanced means; cv is at least 1.'),
  lognormal: optional(meanAndCv(0.01), 'Lognormal with this mean and coefficient of variation.'),
  pareto: optional(meanAndShape, 'Pareto with this mean; shape is above 1.'),
  empirical: optional(
    fileName,
    'A text file, relative to the scenario: a duration a line, each as likely as the other. # begins a comment.',
  ),
  column: optional(columnName, 'A column of the trace: its n-th value, times `perUnit`, for the n-th request.'),
  perUnit: optional(positiveDuration, 'With `column`: time for each unit of the column.'),
  base: optional(duration, 'With `column`: time on top.'),
});

const KINDS = Object.keys(distributionKeys.shape).filter((key) => key !== 'perUnit' && key !== 'base');

/** The map with exactly one kind, as the kind that it is. */
const distributionMap = z
  .pipe(
    distributionKeys,
    z.transform((keys, context): WrittenDistribution => {
      const kinds = KINDS.filter((kind) => Object.hasOwn(keys, kind));
      const refuse = (message: string) => {
        context.issues.push({ code: 'custom', message, input: keys });
        return z.NEVER;
      };
      if (kinds.length === 0) return refuse(`expected one of ${listOf(KINDS, 'or')}`);
      if (kinds.length > 1) return refuse(`expected one distribution; got ${listOf(kinds, 'and')}`);
      if (keys.column === undefined && (keys.perUnit ?? keys.base) !== undefined)
        return refuse('perUnit and base go with column');
      if (keys.column !== undefined && keys.perUnit === undefined)
        return refuse('column needs perUnit, such as perUnit: 20ms');
      if (keys.uniform !== undefined && keys.uniform[0] > keys.uniform[1])
        return refuse('uniform: the low end is above the high end');
      return written(keys);
    }),
  )
  .check(z.meta({ title: 'a distribution such as {exponential: 20ms}', minProperties: 1 }));

function written(keys: z.output<typeof distributionKeys>): WrittenDistribution {
  if (keys.exponential !== undefined) return { kind: 'exponential', mean: keys.exponential };
  if (keys.uniform !== undefined) return { kind: 'uniform', low: keys.uniform[0], high: keys.uniform[1] };
  if (keys.gamma !== undefined) return { kind: 'gamma', ...keys.gamma };
  if (keys.hyperexponential !== undefined) return { kind: 'hyperexponential', ...keys.hyperexponential };
  if (keys.lognormal !== undefined) return { kind: 'lognormal', ...keys.lognormal };
  if (keys.pareto !== undefined) return { kind: 'pareto', ...keys.pareto };
  if (keys.empirical !== undefined) return { kind: 'empirical', file: keys.empirical };
  const { column, perUnit, base = 0 } = keys;
  if (column !== undefined && perUnit !== undefined) return { kind: 'column', column, perUnit, base };
  return { kind: 'constant', value: keys.constant ?? 0 };
}

/** A duration alone is a constant. */
const constant = z.pipe(
  duration,
  z.transform((value): WrittenDistribution => ({ kind: 'constant', value })),
);

export const distribution = shared(
  'distribution',
  either([constant, distributionMap], 'a duration, or a distribution such as {exponential: 20ms}'),
);

/** What `distribution` needs of files: the values by file name, and the trace of the client group. */
export interface Files {
  values: ReadonlyMap<string, Float64Array>;
  trace: Trace | undefined;
}

/** The distribution as the model takes it; its files were read and are fit for it. */
export function compileDistribution(written: WrittenDistribution, { values, trace }: Files): Distribution {
  if (written.kind === 'empirical')
    return { kind: 'empirical', values: values.get(written.file) ?? new Float64Array() };
  if (written.kind !== 'column') return written;
  const column = trace?.columns[written.column] ?? new Float64Array();
  return { kind: 'column', values: column.map((units) => Math.round(written.base + written.perUnit * units)) };
}

/** Mean in nanoseconds. */
export function meanOf(distribution: Distribution): number {
  switch (distribution.kind) {
    case 'constant':
      return distribution.value;
    case 'uniform':
      return (distribution.low + distribution.high) / 2;
    case 'empirical':
    case 'column':
      return distribution.values.reduce((sum, value) => sum + value, 0) / distribution.values.length;
    default:
      return distribution.mean;
  }
}
