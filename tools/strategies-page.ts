/**
 * Makes docs/strategies.md from the index of strategies. `node tools/strategies-page.ts` writes the file; a test checks that it is
 * up to date.
 */
import { writeFileSync } from 'node:fs';
import { strategies } from '../strategies/index.ts';
import { describeExpected, formatValue } from '../strategies/parameters.ts';
import type { Law, StrategyDefinition } from '../strategies/strategy.ts';

const LAWS: Record<Law, string> = {
  even: 'idle sequential traffic is spread evenly over equal servers in the long run',
  weighted: 'shares of idle sequential traffic follow the weights',
  'sticky-address': 'equal client addresses have the equal server while the pool stays as it is',
  'sticky-key': 'equal keys have the equal server while the pool stays as it is',
  'least-in-flight': 'no server is picked while an available one has fewer tries in service',
};

/** The page as Markdown. */
export function strategiesPage(): string {
  return `${[
    '# Strategies',
    'Made from `strategies/index.ts` by `node tools/strategies-page.ts`: edit the definitions, not this page. A parameter is given as in ' +
      "`--strategy 'power-of-two{choices: 3}'`, or in a scenario as `strategy: {name: power-of-two, choices: 3}`.",
    table(
      ['Strategy', 'Rule', 'Cost', 'Laws'],
      strategies.map(({ name, summary, cost, laws }) => [
        `[${name}](#${anchorOf(name)})`,
        summary,
        cost,
        laws.join(', '),
      ]),
    ),
    'Unless its section says otherwise, a strategy picks among the available servers of the lowest priority group that has one, and ' +
      'among the backups where no other server is available. A strategy that hashes the key of a request hashes the address of its ' +
      'client where it has none. The laws are those of the default parameters; ' +
      '`test/strategies/laws.test.ts` holds the strategies to them:',
    Object.entries(LAWS)
      .map(([law, meaning]) => `- \`${law}\`: ${meaning}.`)
      .join('\n'),
    ...strategies.map(section),
  ].join('\n\n')}\n`;
}

function section(definition: StrategyDefinition): string {
  const { name, summary, differs, formula, fails, shippedAs, defaults, schema, references } = definition;
  const rows = Object.entries(schema).map(([key, expected]) => [
    `\`${key}\``,
    `\`${formatValue(expected, defaults[key])}\``,
    describeExpected(expected),
    expected.description,
  ]);
  return [
    `## ${name}`,
    `${summary} ${differs} Source: [strategies/${name}.ts](../strategies/${name}.ts).`,
    `\`\`\`text\n${formula}\n\`\`\``,
    `Fails: ${fails}`,
    shippedAs.length > 0 ? `Shipped as ${shippedAs.join('; ')}.` : 'No balancer ships it.',
    ...(rows.length > 0 ? [table(['Parameter', 'Default', 'Takes', 'Meaning'], rows)] : []),
    references.map((reference) => `- ${linked(reference)}`).join('\n'),
  ].join('\n\n');
}

/** As GitHub makes it of a heading. */
const anchorOf = (name: string): string => name.replaceAll('/', '');

const linked = (reference: string): string => reference.replace(/https?:\/\/\S+$/, '<$&>');

/** A table with columns of even width, as the formatter leaves it. */
function table(head: string[], rows: string[][]): string {
  const widths = head.map((title, column) =>
    Math.max(...[title, ...rows.map((row) => row[column])].map(({ length }) => length)),
  );
  const line = (cells: string[]) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

if (import.meta.main) writeFileSync(new URL('../docs/strategies.md', import.meta.url), strategiesPage());
