/** Figures as a journal and a baseline hold them: what these files have is checked before it is counted on. */
import { z } from 'zod';
import type { Figures } from '../reports/compare/figures.ts';
import { METRIC_NAMES } from '../reports/compare/metrics.ts';

const value = z.number().nullable();

export const figuresSchema = z.looseObject({
  seed: z.int(),
  arrived: z.number(),
  values: z.record(z.enum(METRIC_NAMES), value),
  objectives: z.array(z.object({ observed: value, held: z.boolean() })),
  checks: z.object({
    conservation: z.boolean(),
    littlesLawError: z.number(),
    littlesLawTriesError: z.number(),
    workError: z.number(),
  }),
  warnings: z.array(z.string()),
}) satisfies z.ZodType<Figures>;
