import test from 'ava';
import { namedStream } from '../../../sim/kernel/random-stream.ts';
import { Deck } from '../../../strategies/lib/deck.ts';
import { fits, tally } from '../statistics.ts';

test('hands of three distinct cards are all as likely, draw after draw', (t) => {
  const deck = new Deck(4);
  deck.fill(Int32Array.of(0, 1, 2, 3, 99), 4);
  const random = namedStream(1, 'deck');
  const hands = Array.from({ length: 24_000 }, () => {
    const hand = [deck.draw(0, random), deck.draw(1, random), deck.draw(2, random)];
    if (new Set(hand).size !== 3) t.fail(`a card came twice: ${hand.join(' ')}`);
    return hand[0] * 16 + hand[1] * 4 + hand[2];
  });
  const counts = tally(hands, 64);
  const isHand = (code: number) => new Set([code >> 4, (code >> 2) & 3, code & 3]).size === 3;
  t.true(
    fits(
      counts,
      counts.map((_, code) => (isHand(code) ? 1 : 0)),
    ),
  );
});
