/** The keys of `events`: what is done to servers at a known time. */
import {
  duration,
  either,
  integer,
  list,
  map,
  name,
  number,
  orElse,
  positiveDuration,
  quantity,
  text,
} from './values.ts';
import { optional, required, shared } from './values.ts';

const BYTES_LIMIT = 1e15;

/** A server by its name, or all servers of a group by the group's. */
export const target = shared(
  'target',
  text(/^[\p{L}_][\p{L}\p{N}_-]{0,63}(?:\/(?:\d{1,7}|\*))?$/u, 'a server such as web/0, or a group such as web'),
);

export const warmUp = shared(
  'warmUp',
  map({
    for: required(positiveDuration, 'How long after it has booted.'),
    speed: required(number(0.001, 1), 'It works at so many times its speed.'),
  }),
);

/** How new servers come. */
export const launch = {
  boot: orElse(duration, 0, 'Time from its launch until a new server takes requests.'),
  warmup: optional(warmUp, 'For a while a new server is slower. Its cache is empty in any case.'),
};

const at = required(quantity('duration', { max: 90 * 86_400e9 }), 'When.');
const batch = integer(1, 1_000_000);

const drain = map({
  at,
  drain: required(target, 'It takes no new tries, and leaves when it is empty.'),
  for: optional(duration, 'It leaves after this time at the latest; what it then holds is lost. No limit if left out.'),
});

const remove = map({ at, remove: required(target, 'It leaves at once; what it holds is lost.') });

const add = map({
  at,
  add: required(name, 'The group that gets more servers.'),
  count: orElse(batch, 1, 'How many.'),
  ...launch,
});

const weight = map({
  at,
  weight: required(number(0, 1_000_000), 'The new weight; 0: no new tries.'),
  on: required(target, 'Of a server, or of all of a group, those that come later among them.'),
});

const resize = map({
  at,
  resize: required(
    map({
      cores: optional(integer(1, 4096), 'Cores.'),
      speed: optional(number(0.001, 1000), 'Seconds of demand that a core does in a second.'),
      memory: optional(quantity('size', { above: 0, max: BYTES_LIMIT }), 'Memory, where it had a limit.'),
    }),
    'The new size; what is left out stays as it is.',
  ),
  on: required(target, 'A server, or all of a group, those that come later among them.'),
  restart: orElse(duration, 0, 'How long it is down for that; 0: it changes while it runs.'),
  drain: optional(
    duration,
    'How long what it holds may go on before the restart; what is then left is lost. Not at all if left out.',
  ),
});

const deploy = map({
  at,
  deploy: required(name, 'The group whose servers are replaced by new ones.'),
  batch: orElse(batch, 1, 'How many at a time.'),
  surge: orElse(integer(0, 1_000_000), 0, 'How many of a batch come before the old ones go.'),
  pause: orElse(duration, 0, 'Between one batch and the next.'),
  ...launch,
  drain: optional(
    duration,
    'How long what an old server holds may go on, while it takes no new tries; what is then left is lost. Not at all if left out.',
  ),
});

export const events = list(
  either(
    [drain, remove, add, weight, resize, deploy],
    '{at: 5m, drain: web/0}, or a map with remove, add, weight, resize or deploy instead',
  ),
  'a list of events',
);
