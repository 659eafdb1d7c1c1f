/** The JSON Schema of a scenario file, from which editors complete and check while one types. */
import * as z from 'zod/mini';
import { strategies } from '../../strategies/index.ts';
import type { ParameterSchema, StrategyDefinition } from '../../strategies/strategy.ts';
import { formatValue } from '../../strategies/parameters.ts';
import { scenarioSchema, strategy } from './schema.ts';
import { quantityPattern } from './units.ts';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Draft 7, which editors know best. */
export function scenarioJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(scenarioSchema, {
    target: 'draft-7',
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === (strategy as unknown)) Object.assign(jsonSchema, strategyJsonSchema());
    },
  });
  return { ...schema, title: 'Steelyard scenario' };
}

/** Each strategy by name, or with its parameters. */
function strategyJsonSchema(): JsonSchema {
  const names = { enum: strategies.map(({ name }) => name) };
  return { anyOf: [{ type: 'string', ...names }, ...strategies.map(parametersJsonSchema)] };
}

function parametersJsonSchema({ name, summary, schema, defaults }: StrategyDefinition): JsonSchema {
  const parameters = Object.entries(schema).map(([key, parameter]) => {
    const value = defaults[key];
    const written = parameter.kind === 'duration' && value !== undefined ? formatValue(parameter, value) : value;
    return [key, { ...valueJsonSchema(parameter), description: parameter.description, default: written }];
  });
  return {
    type: 'object',
    description: summary,
    properties: { name: { const: name }, ...Object.fromEntries(parameters) },
    required: ['name'],
    additionalProperties: false,
  };
}

function valueJsonSchema(parameter: ParameterSchema): JsonSchema {
  switch (parameter.kind) {
    case 'choice':
      return { enum: [...parameter.choices] };
    case 'boolean':
      return { type: 'boolean' };
    case 'duration':
      return { type: 'string', pattern: quantityPattern('duration') };
    case 'fraction':
      return {
        anyOf: [
          { type: 'number', minimum: 0, maximum: 1 },
          { type: 'string', pattern: quantityPattern('fraction') },
        ],
      };
    case 'prime':
      return { type: 'integer', minimum: parameter.min, maximum: parameter.max };
    default:
      return { type: parameter.kind, minimum: parameter.min, maximum: parameter.max };
  }
}
