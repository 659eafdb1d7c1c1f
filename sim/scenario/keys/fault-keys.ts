/** An entry of `faults:`: what breaks, when, and for how long. What it names is looked up in fault-checks.ts. */
import * as z from 'zod/mini';
import { distribution } from './distributions.ts';
import { parseQuantity, quantityPattern } from '../units.ts';
import {
  duration,
  list,
  map,
  name,
  number,
  optional,
  parsed,
  positiveDuration,
  quantity,
  shared,
  text,
} from './values.ts';
import { listOf } from '../wording.ts';

const LONGEST_RUN = 90 * 86_400e9;
const NANOSECONDS: Record<string, number> = { '/s': 1e9, '/m': 60e9, '/min': 60e9, '/h': 3600e9 };

const target = shared(
  'faultTarget',
  text(
    /^(random|[\p{L}_][\p{L}\p{N}_-]{0,63}(\/(\*|random|\d{1,7}))?)$/u,
    'a server such as web/2, a group such as web or web/*, one of it at random, web/random, or of all, random',
  ),
);

const zones = z.tuple([name, name]).check(z.meta({ title: '[ZONE, ZONE]' }));

/** Bytes a nanosecond. */
const sizeRate = parsed(
  (input) => {
    const unit = /\/(?:s|m|min|h)$/.exec(String(input))?.[0] ?? '';
    if (unit === '') return `expected a size a time such as 10MiB/s; got "${input}"`;
    const bytes = parseQuantity('size', String(input).slice(0, -unit.length));
    if (typeof bytes === 'string') return bytes;
    return bytes > 0 ? bytes / (NANOSECONDS[unit] ?? 1) : 'expected a size a time above 0';
  },
  {
    title: 'a size a time such as 10MiB/s',
    type: 'string',
    pattern: quantityPattern('size').replace(/\$$/, '/(?:s|m|min|h)$'),
  },
);

const faultKeys = map({
  at: optional(
    quantity('duration', { max: LONGEST_RUN }),
    'When it begins, once. Either this or `every` must be there.',
  ),
  every: optional(
    distribution,
    'Again and again: the time from the start, and then from the end of one, until the next begins. Each server by itself.',
  ),
  for: optional(distribution, 'How long it lasts each time. With `at`, until the end of the run if left out.'),
  crash: optional(target, 'These servers die with all that is in them.'),
  pause: optional(target, 'These servers do nothing, but take connections: a stop-the-world collection.'),
  slow: optional(
    number(0.0001, 1),
    'The servers `on` work at this share of their speed: a grey failure, which no health check sees.',
  ),
  errors: optional(
    quantity('fraction', { above: 0, max: 1 }),
    'The servers `on` answer this share of what reaches them at once, and wrong.',
  ),
  'memory-leak': optional(
    sizeRate,
    'The servers `on` lose memory at this rate, until a crash or the end of the fault.',
  ),
  on: optional(target, 'With `slow`, `errors` and `memory-leak`: the servers.'),
  zone: optional(name, 'All servers and balancers of the zone go down together.'),
  balancer: optional(
    text(
      /^[\p{L}_][\p{L}\p{N}_-]{0,63}(\/\d{1,3})?$/u,
      'a balancer such as lb, or where it has a count, one of them such as lb/1',
    ),
    'The balancer goes down with the requests that it knows, until `standby` takes over.',
  ),
  standby: optional(positiveDuration, 'With `balancer`: time after which a standby takes over. The same as `for`.'),
  network: optional(
    map({
      between: optional(zones, 'Two zones, both directions.'),
      within: optional(name, 'A zone, instead of `between`.'),
      partition: optional(zones, 'Two zones between which all is lost, instead of `between`.'),
      latency: optional(duration, 'One-way latency on top of what it is.'),
      loss: optional(quantity('fraction', { above: 0, max: 1 }), 'Share of the messages that are lost, each way.'),
    }),
    'What goes from zone to zone takes longer or is lost: {between: [a, b], latency: 50ms, loss: 5%} or {partition: [a, b]}.',
  ),
});

export type FaultKeys = z.output<typeof faultKeys>;

/** What an entry may do; each has exactly one of them. */
export const FAULT_KINDS = ['crash', 'pause', 'slow', 'errors', 'memory-leak', 'network', 'zone', 'balancer'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

const ON_SERVERS: readonly FaultKind[] = ['slow', 'errors', 'memory-leak'];

/** What an entry does. */
export const kindOf = (keys: FaultKeys): FaultKind => FAULT_KINDS.find((kind) => keys[kind] !== undefined)!;

/** What of the entry is wrong by itself; undefined if nothing is. */
function mistakeIn(keys: FaultKeys): string | undefined {
  const kinds = FAULT_KINDS.filter((kind) => keys[kind] !== undefined);
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    const got = kinds.length === 0 ? '' : `; got ${listOf(kinds, 'and')}`;
    return `expected one of ${listOf(FAULT_KINDS, 'or')}${got}`;
  }
  if ((keys.at === undefined) === (keys.every === undefined))
    return 'expected either at, when it begins, or every, how often';
  if (ON_SERVERS.includes(kind) !== (keys.on !== undefined))
    return keys.on === undefined ? `${kind} needs on, such as on: web/1` : `on does not go with ${kind}`;
  if (keys.standby !== undefined && kind !== 'balancer') return `standby does not go with ${kind}`;
  if (keys.standby !== undefined && keys.for !== undefined) return 'expected either standby or for, not both';
  if (keys.every !== undefined && (keys.for ?? keys.standby) === undefined)
    return 'every needs for, how long it lasts each time, such as for: 30s';
  if (isZero(keys.every)) return 'every: expected a time above 0';
  if (isZero(keys.for)) return 'for: expected a time above 0';
  return keys.network && mistakeInNetwork(keys.network);
}

const isZero = (time: FaultKeys['for']): boolean =>
  (time?.kind === 'constant' && time.value === 0) || (time?.kind === 'uniform' && time.high === 0);

function mistakeInNetwork({
  between,
  within,
  partition,
  latency,
  loss,
}: FaultKeys['network'] & {}): string | undefined {
  const ends = [between, within, partition].filter((each) => each !== undefined);
  if (ends.length !== 1) return 'network: expected one of between, within and partition';
  if (partition !== undefined && (latency ?? loss) !== undefined)
    return 'network: a partition loses all; latency and loss go with between or within';
  if (partition === undefined && (latency ?? 0) === 0 && loss === undefined)
    return 'network: expected latency or loss, such as latency: 50ms';
  const pair = between ?? partition;
  return pair !== undefined && pair[0] === pair[1] ? `network: for one zone, say within: ${pair[0]}` : undefined;
}

const fault = z
  .pipe(
    faultKeys,
    z.transform((keys, context): FaultKeys => {
      // A key that nobody knows was told of already.
      if (context.issues.length > 0) return z.NEVER;
      const message = mistakeIn(keys);
      if (message === undefined) return keys;
      context.issues.push({ code: 'custom', message, input: keys });
      return z.NEVER;
    }),
  )
  .check(z.meta({ title: 'a fault such as {at: 3m, crash: web/2, for: 45s}', minProperties: 1 }));

export const faults = list(fault, 'a list of faults such as {at: 3m, crash: web/2, for: 45s}');
