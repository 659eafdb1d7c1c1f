/** Keys of balancers for what stays together: sessions and connections. */
import * as z from 'zod/mini';
import { duration, integer, map, optional, orElse, positiveDuration, required } from './values.ts';

export const sessions = map({
  by: required(
    z.enum(['cookie', 'address']),
    'What tells clients apart: a cookie, which each user has (in an open group, who asks for one key; without keys, one address), or the address.',
  ),
  lifetime: optional(
    positiveDuration,
    'A client that does not come for so long has no session any more. Forever if left out.',
  ),
  whenGone: orElse(
    z.enum(['repick', 'fail']),
    'repick',
    'Whether a request whose server is not available is sent to another one, where its session goes on, or fails.',
  ),
});

export const connections = map({
  requests: optional(integer(1, 1_000_000_000), 'A connection is closed after so many requests. No limit if left out.'),
  lifetime: optional(positiveDuration, 'It is closed after this time. No limit if left out.'),
  idle: optional(duration, 'It is closed when no request came for this time. No limit if left out.'),
});
