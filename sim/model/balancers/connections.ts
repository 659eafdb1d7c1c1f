/**
 * Long-lived connections: a balancer of layer 4 picks a server for each connection, and all requests of its client go there until it is
 * closed. A client has one at a time: the one that a retry or the queue leads it away from closes. The strategy hears of connections as it
 * else hears of tries: their opening is a dispatch, their closing the end of a try, and they are what `inService` counts.
 */
import { NONE } from '../../../strategies/strategy.ts';
import type { Cell } from '../../kernel/cells.ts';
import type { ClientIds } from '../clients/client-ids.ts';
import type { ConnectionSpec } from '../model.ts';
import { OUTCOME } from '../measured/observer.ts';
import type { Requests } from '../requests/requests.ts';

/** What happened since the start. */
export interface ConnectionTotals {
  opened: number;
  /** Closed because their server was gone. */
  lost: number;
}

export interface Connections {
  /** The member that the client's connection leads to; NONE where it has none. */
  readonly find: (slot: number) => number;
  /** A request goes to a member, over a new connection if its client has none there. */
  readonly onSent: (slot: number, member: number, picked: boolean) => void;
  /** The request reached the server that it was sent to. */
  readonly onConnected: (slot: number) => void;
  /** The try of the request at this balancer is over. */
  readonly onEnded: (slot: number) => void;
  /** It may be time to close the connection that was opened as the n-th: the member of one that closes, else NONE. */
  readonly onTimer: (nth: number) => number;
  /** All connections to a member break. */
  readonly breakAll: (member: number) => void;
  readonly totals: () => ConnectionTotals;
}

/** What hears of connections. One that opens is what the view shows, its request; `slot` is the row of one that is open. */
export interface ConnectionListener {
  readonly onOpened: (member: number, picked: boolean) => void;
  readonly onConnected: (slot: number, member: number) => void;
  readonly onClosed: (slot: number, member: number, outcome: number, openedAt: number) => void;
}

interface Connection {
  nth: number;
  /** A row of its own, which shows the request that opened it, with a scratch number of its own. */
  slot: number;
  client: number;
  member: number;
  openedAt: number;
  usedAt: number;
  /** Requests that were sent, and those under way. */
  requests: number;
  underWay: number;
  /** A request has reached the server. */
  isConnected: boolean;
  /** No request is sent any more; it is closed when none is under way. */
  isClosing: boolean;
}

/** `show` gives a slot that shows the request of the view as it is now; `schedule` calls `onTimer(nth)` after a delay. */
export function createConnections(
  { requests: most, lifetime, idle }: ConnectionSpec,
  ids: ClientIds,
  { free }: Requests,
  now: Cell,
  show: (slot: number) => number,
  listener: ConnectionListener,
  schedule: (nth: number, delay: number) => void,
): Connections {
  /** In the order in which they were opened. */
  const opened = new Map<number, Connection>();
  /** By client, and by request on the way. */
  const current = new Map<number, Connection>();
  const carriers = new Map<number, Connection>();
  const totals = { opened: 0, lost: 0 };

  /** The client's connection, if it takes another request. */
  function usable(slot: number): Connection | undefined {
    const connection = current.get(ids.of(slot));
    return connection?.isClosing === true ? undefined : connection;
  }

  function open(slot: number, member: number, picked: boolean): Connection {
    // Before the row is made, which takes over what the strategy keeps with the request as it hears of it.
    listener.onOpened(member, picked);
    const connection: Connection = {
      nth: totals.opened++,
      slot: show(slot),
      client: ids.of(slot),
      member,
      openedAt: now[0],
      usedAt: now[0],
      requests: 0,
      underWay: 0,
      isConnected: false,
      isClosing: false,
    };
    current.set(connection.client, connection);
    opened.set(connection.nth, connection);
    if (Math.min(lifetime, idle) !== Infinity) schedule(connection.nth, Math.min(lifetime, idle));
    return connection;
  }

  function close(connection: Connection, outcome: number): void {
    opened.delete(connection.nth);
    if (current.get(connection.client) === connection) current.delete(connection.client);
    listener.onClosed(connection.slot, connection.member, outcome, connection.openedAt);
    free(connection.slot);
  }

  /** The client is led elsewhere. Not closed at once, as who queues cannot be served while a request is being sent. */
  function retire(connection: Connection): void {
    connection.isClosing = true;
    if (connection.underWay === 0) schedule(connection.nth, 0);
  }

  function onTimer(nth: number): number {
    const connection = opened.get(nth);
    if (connection === undefined) return NONE;
    const quietSince = connection.underWay > 0 ? now[0] : connection.usedAt;
    const end = Math.min(connection.openedAt + lifetime, quietSince + idle);
    if (end > now[0] && !connection.isClosing) {
      schedule(nth, end - now[0]);
      return NONE;
    }
    connection.isClosing = true;
    if (connection.underWay > 0) return NONE;
    close(connection, OUTCOME.succeeded);
    return connection.member;
  }

  return {
    find: (slot) => usable(slot)?.member ?? NONE,
    onSent(slot, member, picked) {
      const found = usable(slot);
      if (found !== undefined && found.member !== member) retire(found);
      const connection = found?.member === member ? found : open(slot, member, picked);
      carriers.set(slot, connection);
      connection.requests++;
      connection.underWay++;
      if (connection.requests >= most) connection.isClosing = true;
    },
    onConnected(slot) {
      const connection = carriers.get(slot)!;
      if (connection.isConnected || !opened.has(connection.nth)) return;
      connection.isConnected = true;
      listener.onConnected(connection.slot, connection.member);
    },
    onEnded(slot) {
      const connection = carriers.get(slot)!;
      carriers.delete(slot);
      connection.underWay--;
      connection.usedAt = now[0];
      const isOver = connection.isClosing && connection.underWay === 0 && opened.has(connection.nth);
      if (isOver) close(connection, OUTCOME.succeeded);
    },
    onTimer,
    breakAll(member) {
      for (const connection of opened.values()) {
        if (connection.member !== member) continue;
        connection.isClosing = true;
        totals.lost++;
        close(connection, OUTCOME.failed);
      }
    },
    totals: () => ({ ...totals }),
  };
}
