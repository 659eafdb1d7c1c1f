import type { Report } from '../report.ts';
import type { TextTable } from './availability-tables.ts';
import { count } from './format.ts';

/** What each sender sent under each strategy, without columns that say nothing; undefined where there are not several senders. */
export function senderTable({ results }: Report): TextTable | undefined {
  const rows = results.flatMap(({ strategy, groups, balancers }) =>
    [...groups, ...balancers].flatMap(({ name, sent }) =>
      sent === undefined ? [] : [{ name: results.length > 1 ? `${name}, ${strategy}` : name, sent }],
    ),
  );
  if (rows.length <= results.length) return undefined;
  return {
    title: 'sender',
    names: rows.map(({ name }) => name),
    columns: (['requests', 'retries', 'hedges', 'denied'] as const)
      .filter((title) => title === 'requests' || rows.some(({ sent }) => sent[title] > 0))
      .map((title) => ({ title, cells: rows.map(({ sent }) => count(sent[title])) })),
  };
}
