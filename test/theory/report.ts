/** Writes what all forms show into docs/validation.md, below its last heading: `STEELYARD_LONG=1 node test/theory/report.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { type Estimate, REPLICATIONS, tryForm } from './estimate.ts';
import type { Form } from './form.ts';
import { CHECKS, ERROR, forms, JOINT_ERROR } from './forms/index.ts';

const PAGE = new URL('../../docs/validation.md', import.meta.url);
const HEADING = '## Figures\n';
const DIGITS = 5;

const rows: string[] = [];
let faults = 0;
for (const form of forms) {
  const trial = await tryForm(form, ERROR);
  const figures = trial.estimates.slice(0, form.checks.length);
  rows.push(...figures.map((estimate, i) => rowOf(form, estimate, i === 0)));
  faults += trial.faults.length;
  for (const fault of trial.faults) process.stderr.write(`${form.name}: ${fault}\n`);
}

const text = readFileSync(PAGE, 'utf8');
const above = text.slice(0, text.indexOf(HEADING) + HEADING.length);
writeFileSync(
  PAGE,
  `${above}
Made by \`STEELYARD_LONG=1 node test/theory/report.ts\`. ${forms.length} forms, ${REPLICATIONS} replications each; ${CHECKS} intervals, arrival rates and utilizations among them, at a joint ${100 * (1 - JOINT_ERROR)} %. Faults: ${faults}.

| Form | Figure | Theory | Simulated | Interval | Requests |
| --- | --- | ---: | ---: | ---: | ---: |
${rows.join('\n')}
`,
);
process.exitCode = faults === 0 ? 0 : 1;

function rowOf({ name, requests, scenarios }: Form, { check, mean, halfWidth }: Estimate, isFirst: boolean): string {
  const { what, theory } = check;
  const relative = `± ${((100 * halfWidth) / Math.abs(theory)).toFixed(2)} %`;
  const millions = `${((requests * scenarios.length) / 1e6).toFixed(1)} M`;
  const cells = [isFirst ? name : '', what, digits(theory), digits(mean), relative, isFirst ? millions : ''];
  return `| ${cells.join(' | ')} |`;
}

function digits(value: number): string {
  return value.toPrecision(DIGITS);
}
