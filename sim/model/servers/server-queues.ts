/** Queues at servers, one a server, first come first: linked lists whose heads stand in the rows of servers. */
import { integers as createIntegers } from '../../kernel/cells.ts';
import { type Requests, ROW } from '../requests/requests.ts';
import { SERVER_ROW } from './server-row.ts';

const { INTEGERS: SLOT_INTEGERS, NEXT, PREVIOUS, NO_SLOT } = ROW;
const { INTEGERS, QUEUE_HEAD } = SERVER_ROW;

export interface ServerQueues {
  readonly join: (server: number, slot: number) => void;
  readonly leave: (server: number, slot: number) => void;
}

/** `integers`: the rows of the servers. */
export function createServerQueues(integers: Int32Array, { integers: requestIntegers }: Requests): ServerQueues {
  /** Last in the queue; of no meaning where nobody queues. */
  const tails = createIntegers(integers.length >> INTEGERS);

  function join(server: number, slot: number): void {
    const i = server << INTEGERS;
    const tail = tails[server];
    tails[server] = slot;
    requestIntegers[(slot << SLOT_INTEGERS) | NEXT] = NO_SLOT;
    requestIntegers[(slot << SLOT_INTEGERS) | PREVIOUS] = tail;
    if (integers[i | QUEUE_HEAD] === NO_SLOT) integers[i | QUEUE_HEAD] = slot;
    else requestIntegers[(tail << SLOT_INTEGERS) | NEXT] = slot;
  }

  function leave(server: number, slot: number): void {
    const i = server << INTEGERS;
    const after = requestIntegers[(slot << SLOT_INTEGERS) | NEXT];
    if (integers[i | QUEUE_HEAD] === slot) {
      // What the new head's PREVIOUS says no longer matters.
      integers[i | QUEUE_HEAD] = after;
      return;
    }
    const before = requestIntegers[(slot << SLOT_INTEGERS) | PREVIOUS];
    requestIntegers[(before << SLOT_INTEGERS) | NEXT] = after;
    if (after === NO_SLOT) tails[server] = before;
    else requestIntegers[(after << SLOT_INTEGERS) | PREVIOUS] = before;
  }

  return { join, leave };
}
