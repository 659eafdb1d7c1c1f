import type { CommandModule } from 'yargs';
import { UserError } from '../records/user-error.ts';
import type { Needs, StrategyDefinition } from '../strategies/strategy.ts';
import { describeExpected, formatValue } from '../strategies/parameters.ts';
import { terminalWidth } from './terminal.ts';
import { glossary, wrap } from './text.ts';

interface Arguments {
  strategy: string;
}

/** `steelyard explain`: what a strategy does, when it fails, what it takes, who ships it, and where it is from. */
export const explainCommand: CommandModule<object, Arguments> = {
  command: 'explain <strategy>',
  describe: 'Explain a strategy: rule, formula, when it fails, who ships it',
  builder: (yargs) =>
    yargs.positional('strategy', { type: 'string', demandOption: true, describe: 'A name of `list strategies`' }),
  handler: async ({ strategy }) => {
    const { findStrategy } = await import('../strategies/index.ts');
    const definition = findStrategy(strategy);
    if (definition === undefined) {
      const { unknownStrategy } = await import('../sim/scenario/strategy-choice.ts');
      throw new UserError(unknownStrategy(strategy));
    }
    process.stdout.write(`${explain(definition)}\n`);
  },
};

function explain(definition: StrategyDefinition): string {
  const { name, summary, cost, differs, formula, fails, shippedAs, laws, references, schema, defaults } = definition;
  const parameters = Object.entries(schema).map(([key, parameter]) => {
    const value = defaults[key] ?? '';
    return [
      `  ${key}: ${formatValue(parameter, value)}`,
      `${parameter.description} Takes ${describeExpected(parameter)}.`,
    ] as const;
  });
  const facts = [
    ['Fails', fails],
    ['Cost', cost],
    [
      'Needs',
      describeNeeds(definition.needs?.(defaults) ?? {}, (time) =>
        formatValue({ kind: 'duration', description: '' }, time),
      ),
    ],
    ['Laws', laws.join(', ')],
  ] as const;
  return [
    name,
    wrap(`${summary} ${differs}`),
    formula.split('\n').map(formulaLine).join('\n'),
    glossary(facts.filter(([, text]) => text !== '')),
    ...(parameters.length > 0 ? [`Parameters, with their defaults:\n${glossary(parameters)}`] : []),
    shippedAs.length > 0
      ? `Shipped as:\n${shippedAs.map((product) => wrap(product, '- ')).join('\n')}`
      : 'No balancer ships it.',
    `Sources:\n${references.map((reference) => wrap(reference, '- ')).join('\n')}`,
  ].join('\n\n');
}

/** As it is written, unless the terminal is narrower. */
function formulaLine(line: string): string {
  const indented = `  ${line}`;
  return indented.length <= terminalWidth() ? indented : wrap(line, '  ', '      ');
}

function describeNeeds(
  { oracle, probes, reportEvery, idleReports, feedback }: Needs,
  formatTime: (time: number) => string,
): string {
  const needs = [
    ...(oracle === true ? ['the true state of the servers, which no real balancer knows'] : []),
    ...(probes === true ? ['probes of the servers'] : []),
    ...(idleReports === true ? ['a message from each server that runs out of work'] : []),
    ...(feedback === true ? ['answers that tell the service time, and the requests left at the server'] : []),
    ...(reportEvery === undefined
      ? []
      : [`reports of CPU and memory from the servers every ${formatTime(reportEvery)}`]),
  ];
  return needs.length === 0 ? '' : `${needs.join('; ')}.`;
}
