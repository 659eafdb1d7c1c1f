import type { Incident } from '../incidents.ts';
import type { Report, Result } from '../report.ts';
import { count, percentDown, threeDigits, timeSpan, wholePercent } from './format.ts';

const NOTHING = '–';

/** Faults of what no health check looks at. */
const UNCHECKED = new Set<Incident['kind']>(['network', 'balancer']);

/** Faults that a table lists; the JSON report has all. */
const MOST_INCIDENTS = 20;

/** A table of texts: a name for each row, and columns of cells in the order of the rows. */
export interface TextTable {
  title: string;
  names: string[];
  columns: { title: string; cells: string[] }[];
}

/** Whether a cluster had faults, so that availability over time says more than its share of requests. */
export function hadFaults({ results }: Report): boolean {
  return results.some(({ incidents }) => incidents !== undefined);
}

/** How long each strategy was inside its objectives, and how the faults passed. */
export function availabilityTable({ results }: Report): TextTable {
  const hasObjectives = results.some(({ availability }) => availability.budgets !== undefined);
  const column = (title: string, cell: (result: Result) => string) => ({ title, cells: results.map(cell) });
  return {
    title: 'availability',
    names: results.map(({ strategy }) => strategy),
    columns: [
      column('nines', ({ availability }) => optional(availability.nines, (nines) => nines.toFixed(2))),
      ...(hasObjectives
        ? [
            column('1 s in', ({ availability }) => optional(availability.secondsInside, percent)),
            column('1 min in', ({ availability }) => optional(availability.minutesInside, percent)),
            column('down', ({ availability }) => optional(availability.downtimeS, timeSpan)),
            ...(hasBudgets(results)
              ? [column('budget', (result) => optional(mostBurnt(result), (burnt) => `${wholePercent(burnt)} %`))]
              : []),
          ]
        : []),
      column('faults', ({ incidents = [] }) => count(incidents.length)),
      ...(hasObjectives ? [column('back after', slowestRecovery)] : []),
    ],
  };
}

/** What the columns of `availabilityTable` mean; nothing where they need no word. */
export function availabilityLegend({ results }: Report): string {
  if (results.every(({ availability }) => availability.budgets === undefined)) return '';
  const isAsked = hasBudgets(results);
  const inside = isAsked ? 'requests met all objectives' : '99 % of the requests succeeded';
  const budget = isAsked ? ' budget: what was used of the failures that an objective allows, the worst;' : '';
  return `1 s in, 1 min in: seconds and minutes in which ${inside}; down: the other seconds;${budget} back after: the slowest return to that after a fault.`;
}

/** Whether the scenario asks something of single requests. */
function hasBudgets(results: readonly Result[]): boolean {
  return results.some(({ availability: { budgets = [] } }) => budgets.length > 0);
}

/** The faults of one result, the first of them. */
export function incidentTable({ incidents = [] }: Result): TextTable {
  const shown = incidents.slice(0, MOST_INCIDENTS);
  const hasObjectives = shown.some(({ missed }) => missed !== null);
  const column = (title: string, cell: (incident: Incident) => string) => ({ title, cells: shown.map(cell) });
  return {
    title: 'fault',
    names: shown.map(({ kind, name }) => `${kind} ${name}`),
    columns: [
      column('at', ({ atS }) => timeSpan(atS)),
      column('for', ({ lastedS }) => optional(lastedS, timeSpan, 'to the end')),
      column('detected', ({ kind, detectedAfterS }) =>
        optional(detectedAfterS, (after) => `after ${timeSpan(after)}`, UNCHECKED.has(kind) ? NOTHING : 'never'),
      ),
      ...(hasObjectives
        ? [
            column('missed', ({ missed }) => optional(missed, count)),
            column('back inside', ({ recoveredAfterS: after }) =>
              after === 0 ? 'never out' : optional(after, (s) => `after ${timeSpan(s)}`, 'not yet'),
            ),
          ]
        : []),
    ],
  };
}

/** `And 12 more in report.json.`, or nothing. */
export function moreIncidents({ incidents = [] }: Result): string {
  const more = incidents.length - MOST_INCIDENTS;
  return more > 0 ? `And ${count(more)} more in report.json.` : '';
}

function optional(value: number | null | undefined, text: (value: number) => string, otherwise = NOTHING): string {
  return value === null || value === undefined ? otherwise : text(value);
}

function percent(share: number): string {
  return `${percentDown(share)} %`;
}

function mostBurnt({ availability: { budgets = [] } }: Result): number | null {
  return budgets.reduce<number | null>((most, { burnt }) => (burnt === null ? most : Math.max(most ?? 0, burnt)), null);
}

function slowestRecovery({ incidents = [] }: Result): string {
  if (incidents.some(({ recoveredAfterS }) => recoveredAfterS === null)) return 'not yet';
  const slowest = incidents.reduce((most, { recoveredAfterS }) => Math.max(most, recoveredAfterS ?? 0), 0);
  return slowest === 0 ? 'never out' : `${threeDigits(slowest)} s`;
}
