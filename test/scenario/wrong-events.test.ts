/** What the author of a wrong `events:` reads, and of an empty list. */
import test from 'ava';
import { PLAIN, wrong } from './scenarios.ts';

/** What is wrong, the event (line 10), and the lines without the name of the file. */
const CASES: [string, string, string[]][] = [
  [
    'a kind that nobody knows',
    '{at: 3s, explode: web}',
    [
      '10:10: events.0: expected {at: 5m, drain: web/0}, or a map with remove, add, weight, resize or deploy instead; got a map with at and explode',
    ],
  ],
  [
    'no kind',
    '{at: 3s, on: web}',
    [
      '10:10: events.0: expected {at: 5m, drain: web/0}, or a map with remove, add, weight, resize or deploy instead; got a map with at and on',
    ],
  ],
  [
    'a kind that is misspelt',
    '{at: 3s, remvoe: web}',
    [
      '10:10: events.0.remove: missing; expected a server such as web/0, or a group such as web',
      '10:19: events.0.remvoe: unknown key; did you mean "remove"?',
    ],
  ],
  [
    'a key of the kind',
    '{at: 3s, drain: web, fro: 3s}',
    ['10:31: events.0.fro: unknown key; expected at, drain or for'],
  ],
  [
    'a number with a zero in front',
    '{at: 3s, drain: web/01}',
    ['10:26: events.0.drain: no server is called "web/01"; web has web/0 to web/1'],
  ],
];

for (const [title, event, lines] of CASES) {
  test(title, async (t) => {
    const told = await wrong(`${PLAIN}events: [${event}]\n`);
    t.deepEqual(
      told.split('\n'),
      lines.map((line) => `flash.yaml:${line}`),
    );
  });
}

test('an empty list lacks one', async (t) => {
  t.is(
    await wrong(`${PLAIN}faults: []\n`),
    'flash.yaml:10:9: faults: expected a list of faults such as {at: 3m, crash: web/2, for: 45s} with at least one',
  );
});
