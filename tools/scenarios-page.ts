/**
 * Makes docs/scenarios.md and scenarios/scenario.schema.json from the schema of scenario files. `node tools/scenarios-page.ts`
 * writes
 * both (`npm run format` then does the line breaks); a test checks that they are up to date.
 */
import { writeFileSync } from 'node:fs';
import { scenarioJsonSchema } from '../sim/scenario/json-schema.ts';
import type { JsonSchema } from '../sim/scenario/json-schema.ts';
import { KINDS } from '../sim/scenario/units.ts';

type Schema = JsonSchema & { type?: string };

const ROOT = scenarioJsonSchema() as Schema;

/** What the section of each kind of event says. */
const EVENTS: Record<string, string> = {
  drain:
    'Such as `{at: 5m, drain: web/0, for: 30s}`. [The model](model.md#servers-that-come-and-go) says what each event does.',
  remove: 'Such as `{at: 5m, remove: web/0}`.',
  add: 'Such as `{at: 6m, add: web, count: 2, boot: 30s}`. The new servers of web are numbered on.',
  weight: 'Such as `{at: 7m, weight: 2, on: web/1}`, or `{at: 7m, weight: 0, on: blue}`.',
  resize: 'Such as `{at: 8m, resize: {cores: 8, memory: 16GiB}, on: web/1, restart: 60s}`.',
  deploy: 'Such as `{at: 10m, deploy: web, batch: 2, surge: 1, boot: 20s, drain: 30s}`.',
};

/** What a section says beside its table. */
const SECTIONS: { title: string; text: string; schema: Schema }[] = [
  {
    title: 'The file',
    text:
      'Names of groups, classes, zones and balancers are letters, digits, `_` and `-`, and begin with a letter. A scenario has at ' +
      'most 1,000,000 servers and 2,147,483,648 requests.',
    schema: ROOT,
  },
  { title: 'clients', text: 'For each group, `clients: {NAME: {...}}`:', schema: definition('clientGroup') },
  ...arrivals(),
  {
    title: 'mix',
    text: 'For each class, `mix: {NAME: {...}}`:',
    schema: propertiesOf(definition('clientGroup'))['mix'],
  },
  {
    title: 'Distributions',
    text: 'A duration alone is a constant. Otherwise exactly one of these, such as `{gamma: {mean: 20ms, cv: 2}}`:',
    schema: definition('distribution').anyOf?.[1] as Schema,
  },
  { title: 'addresses and keys', text: '', schema: definition('population') },
  { title: 'servers', text: 'For each group, `servers: {NAME: {...}}`:', schema: definition('serverGroup') },
  {
    title: 'cache',
    text:
      'For `servers: {NAME: {cache: {...}}}`, such as `{entries: 5000, hit: 20%}`. [The model](model.md#a-cache) says what it does; a ' +
      'scenario has at most 100,000,000 entries.',
    schema: propertiesOf(definition('serverGroup'))['cache'],
  },
  {
    title: 'balancer',
    text:
      'For `balancer: {...}`, or for each of `balancers: {NAME: {...}}`. One of several balancers may have a list of strategies to ' +
      'compare. A balancer that names no strategy has the one that is played; the others keep theirs.',
    schema: definition('balancer'),
  },
  {
    title: 'health',
    text:
      'For `balancer: {health: {...}}`, such as `{active: {every: 2s, fall: 3}}` or `{passive: {failures: 5}, panic: 50%}`. ' +
      '[The model](model.md#health-checks) says what it does.',
    schema: health(),
  },
  {
    title: 'active',
    text: 'For `health: {active: {...}}`.',
    schema: propertiesOf(health())['active'],
  },
  { title: 'passive', text: 'For `health: {passive: {...}}`.', schema: propertiesOf(health())['passive'] },
  {
    title: 'errorRate',
    text: 'For `passive: {errorRate: {...}}`.',
    schema: propertiesOf(propertiesOf(health())['passive'])['errorRate'],
  },
  ...ofBalancer(
    'retries',
    'The same for a client group, without `sameServer`. [The model](model.md#tries) says what each does.',
  ),
  {
    title: 'backoff',
    text: 'For `retries: {backoff: {...}}`.',
    schema: propertiesOf(propertiesOf(definition('balancer'))['retries'])['backoff'],
  },
  {
    title: 'budget',
    text: 'For `retries: {budget: {...}}`; `budget: 20%` is `{ratio: 20%}`.',
    schema: definition('retryBudget').anyOf?.[1] as Schema,
  },
  ...ofBalancer('hedge', 'The same for a client group.'),
  ...ofBalancer('limit', '[The model](model.md#what-a-balancer-lets-in) says what each does, and in which order.'),
  ...ofBalancer('codel', ''),
  ...ofBalancer('breaker', ''),
  {
    title: 'shedding',
    text: 'For `balancer: {shedding: {...}}`, or for each of a list.',
    schema: propertiesOf(definition('balancer'))['shedding'].anyOf?.[0] as Schema,
  },
  ...ofBalancer('sessions', '[The model](model.md#sessions-and-connections) says what becomes of them.'),
  ...ofBalancer('connections', ''),
  { title: 'network', text: '', schema: propertiesOf(ROOT)['network'] },
  {
    title: 'autoscaler',
    text:
      'For each group of servers that has one, `autoscaler: {GROUP: {...}}`. [The model](model.md#autoscalers) has the formulas, and ' +
      "Kubernetes' own settings.",
    schema: definition('autoscaler'),
  },
  {
    title: 'predict',
    text: 'For `predict: {...}` of an autoscaler:',
    schema: propertiesOf(definition('autoscaler'))['predict'].anyOf?.[1] as Schema,
  },
  {
    title: 'policies',
    text:
      'For each direction, `policies: {out: {...}, in: {...}}` of an autoscaler. A policy is a number of servers or a share of them, and a ' +
      'time: `{servers: 4, per: 15s}` or `{share: 100%, per: 15s}`.',
    schema: propertiesOf(propertiesOf(definition('autoscaler'))['policies'])['out'],
  },
  {
    title: 'faults',
    text:
      'For each of the list: when, exactly one thing that breaks, and for how long, such as `{at: 3m, crash: web/2, for: 45s}`, ' +
      '`{crash: web/*, every: {exponential: 2h}, for: {lognormal: {mean: 5m, cv: 1}}}` or `{at: 3m, slow: 0.2, on: web/1, for: 2m}`. ' +
      'Servers are one, `web/2`; all of a group, `web` or `web/*`; one of it at random each time, `web/random`; or one of all, `random`. ' +
      '[The model](model.md#faults) says what each does, and what several at once do.',
    schema: propertiesOf(ROOT)['faults'].items as Schema,
  },
  ...events(),
];

/** The page as Markdown. */
export function scenariosPage(): string {
  return `${[
    '# Scenario files',
    'Made from `sim/scenario/schema.ts` by `node tools/scenarios-page.ts`: edit the schema, not this page.',
    'A scenario is a YAML 1.2 file: who asks how much of which servers, through which balancer, and what must hold. ' +
      '[scenarios/](../scenarios/flash-crowd.yaml) has some to look at, `steelyard init` writes one to begin with, and `steelyard check` ' +
      'says whether it is right. **A key left out has no effect.** Editors complete keys from ' +
      '[scenario.schema.json](../scenarios/scenario.schema.json), which `steelyard schema` prints.',
    'Any key can be changed for one run: `--set servers.web.count=8`, `--set clients.shoppers.arrivals.rate.1.1=1200/s` (lists by index ' +
      'from 0). Optional keys can be added in this way; groups cannot.',
    '## Quantities',
    'A quantity is a number with its unit, and may be a fraction: `1.5ms`. Times are kept in whole nanoseconds.',
    table(
      ['Quantity', 'Units', 'Such as'],
      Object.values(KINDS).map(({ noun, units, example }) => [noun, code(Object.keys(units)), code([example])]),
    ),
    ...SECTIONS.flatMap(({ title, text, schema }) => [
      `## ${title}`,
      ...(text === '' ? [] : [text]),
      table(['Key', 'Takes', 'If left out', 'Meaning'], rows(schema)),
    ]),
  ].join('\n\n')}\n`;
}

function definition(name: string): Schema {
  return (ROOT.definitions as Record<string, Schema>)[name];
}

function propertiesOf({ properties }: Schema): Record<string, Schema> {
  return properties as Record<string, Schema>;
}

/** The section of a key of a balancer. */
function ofBalancer(title: string, text: string): typeof SECTIONS {
  const schema = propertiesOf(definition('balancer'))[title];
  return [{ title, text: `For \`balancer: {${title}: {...}}\`. ${text}`.trim(), schema }];
}

function health(): Schema {
  return propertiesOf(definition('balancer'))['health'];
}

function arrivals(): typeof SECTIONS {
  const options = propertiesOf(definition('clientGroup'))['arrivals'].oneOf as Schema[];
  return options.map((schema) => {
    const { process, ...properties } = propertiesOf(schema);
    return { title: `arrivals: ${process.const}`, text: process.description ?? '', schema: { ...schema, properties } };
  });
}

/** Each kind of event by the key that only it has. */
function events(): typeof SECTIONS {
  const options = (propertiesOf(ROOT)['events'].items as Schema).anyOf as Schema[];
  return options.map((schema) => {
    const kind = Object.keys(propertiesOf(schema))[1];
    return { title: `events: ${kind}`, text: EVENTS[kind], schema };
  });
}

function rows(section: Schema): string[][] {
  const map = (section.additionalProperties || section) as Schema;
  const { required = [] } = map;
  return Object.entries(propertiesOf(map)).map(([key, schema]) => {
    const { default: value } = schema;
    const leftOut = value === undefined || value === '' || Array.isArray(value) ? '' : code([inline(value)]);
    return [`\`${key}\``, takes(schema), required.includes(key) ? 'must be there' : leftOut, describe(schema)];
  });
}

/** The schema that a reference leads to. */
function resolved(schema: Schema): Schema {
  const name = namedSchema(schema);
  return name === '' ? schema : resolved(definition(name));
}

function describe(schema: Schema): string {
  return schema.description ?? (schema.allOf as Schema[] | undefined)?.[0]?.description ?? '';
}

/** What a key takes, in a few words. */
function takes(schema: Schema): string {
  if (schema.oneOf !== undefined) return '[a process](#arrivals-poisson)';
  if (schema.propertyNames !== undefined)
    return LINKS[namedSchema(schema.additionalProperties as Schema)] ?? '[classes](#mix) by name';
  const name = namedSchema(schema);
  const value = resolved(schema);
  if (name === 'balancer') return '[a balancer](#balancer)';
  if (value.anyOf?.some((option) => namedSchema(option as Schema) === 'strategy'))
    return '[a strategy](strategies.md), or a list';
  if (name in LINKS) return LINKS[name] ?? '';
  if (value.enum !== undefined) return code(value.enum.map(String));
  if (value.type === 'object') return code([`{${Object.keys(value.properties ?? {}).join(', ')}}`]);
  return value.title ?? 'a text';
}

const LINKS: Record<string, string> = {
  name: 'a name',
  faultTarget: 'servers, as above',
  distribution: '[a distribution](#distributions)',
  population: '[`{count, zipf}`](#addresses-and-keys)',
  clientGroup: '[groups](#clients) by name',
  serverGroup: '[groups](#servers) by name',
  balancer: '[balancers](#balancer) by name',
  autoscaler: '[autoscalers](#autoscaler) by group',
};

/** Name of the definition that a schema refers to; empty where it stands for itself. */
function namedSchema(schema: Schema): string {
  const reference = schema.$ref ?? (schema.allOf as Schema[] | undefined)?.[0]?.$ref ?? '';
  return reference.replace('#/definitions/', '');
}

/** A default as it would stand in a file. */
const inline = (value: unknown): string => JSON.stringify(value).replaceAll('"', '').replaceAll(':', ': ');

const code = (words: readonly string[]): string => words.map((word) => `\`${word}\``).join(', ');

/** A table with columns of even width, as the formatter leaves it. */
function table(head: string[], cells: string[][]): string {
  const widths = head.map((title, column) =>
    Math.max(...[title, ...cells.map((row) => row[column] ?? '')].map(({ length }) => length)),
  );
  const line = (row: string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join('\n');
}

if (import.meta.main) {
  writeFileSync(new URL('../docs/scenarios.md', import.meta.url), scenariosPage());
  writeFileSync(new URL('../scenarios/scenario.schema.json', import.meta.url), `${JSON.stringify(ROOT, null, 2)}\n`);
}
