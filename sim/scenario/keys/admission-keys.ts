/** Keys of balancers for what they let in: limits, load shedding, circuit breakers. */
import { either, integer, list, map, name, optional, orElse, positiveDuration, quantity, required } from './values.ts';

const MANY = 1_000_000_000;
const share = quantity('fraction', { above: 0, max: 1 });

const shed = map({
  share: orElse(share, '100%', 'Share of the requests that is turned away, at random.'),
  above: orElse(integer(0, MANY), 0, 'Only while so many requests or more are in flight at the balancer.'),
  classes: optional(list(name, 'a list of names'), 'Only requests of these classes (see `mix`, `class`).'),
});

/** Keys of a balancer. */
export const admission = {
  limit: optional(
    map({
      perServer: optional(
        integer(1, MANY),
        'Tries (with `connections`: open ones) at one server at once; further requests queue at the balancer.',
      ),
      inFlight: optional(integer(1, MANY), 'Requests sent or queued at once; further ones are refused.'),
    }),
    'The most that it has in flight.',
  ),
  queueTimeout: optional(positiveDuration, 'A request that queues at it for longer is refused. Never if left out.'),
  codel: optional(
    map({
      target: required(positiveDuration, 'Time in the queue that is fine.'),
      interval: required(positiveDuration, 'How long it may be above that before requests are dropped.'),
    }),
    'Controlled delay (RFC 8289): refuses more and more of what comes out of its queue while that is too slow.',
  ),
  breaker: optional(
    map({
      failures: orElse(
        share,
        '50%',
        'Share of tries that fail, at which it opens: nothing is sent, all requests are refused at once.',
      ),
      window: orElse(positiveDuration, '10s', 'Tries that ended within this time count.'),
      minimum: orElse(integer(1, MANY), 20, 'It stays closed with fewer tries than these.'),
      open: orElse(positiveDuration, '5s', 'How long it stays open; then it lets trials through.'),
      trials: orElse(integer(1, MANY), 1, 'So many trials must succeed before it closes again.'),
    }),
    'A circuit breaker for all that it sends.',
  ),
  shedding: optional(
    either(
      [shed, list(shed, 'a list of rules')],
      'a rule such as {share: 10%} or {above: 200, classes: [batch]}, or a list of them',
    ),
    'Turns requests away at once, by one or several rules.',
  ),
};
