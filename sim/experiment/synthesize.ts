/** The trace of a scenario's clients, so that others can replay what a run would ask. */
import { PIECE, typeUpTo } from '../../records/formats/trace-codec.ts';
import type { Block, TraceBlocks } from '../../records/formats/trace-codec.ts';
import { UserError } from '../../records/user-error.ts';
import { hasWait } from '../model/clients/clients.ts';
import type { ClientGroup, Model } from '../model/model.ts';
import { drawRequests, type DrawnRequest } from './drawn-requests.ts';

/** What a scenario's clients know no clock by. */
const NO_CLOCK = '1970-01-01T00:00:00.000000000Z';

type Clients = Pick<Model, 'seed' | 'clients' | 'duration'>;
type ValueOf = (request: Readonly<DrawnRequest>) => number;

/**
 * The trace of all client groups, merged in order of arrival. Its columns are `demandNs`; `waitNs`, `bytes` (of the response) and
 * `class` (numbered over all groups, as `classNames` names them) where the scenario has them. Each column is drawn anew as it is
 * written, since draws repeat, so memory is the distinct addresses and keys, whatever the number of requests.
 * @throws UserError for a closed loop, or where no request comes
 */
export function synthesize(world: Clients, source: string): TraceBlocks {
  refuseClosedLoops(world.clients);
  const addresses = new Map<string, number>();
  const keys = new Map<string, number>();
  const addressOf: ValueOf = (request) => numberOf(addresses, request.address());
  const keyOf: ValueOf | undefined = world.clients.some(hasKeys)
    ? (request) => numberOf(keys, request.key())
    : undefined;
  const columns = columnsOf(world.clients);
  let [count, lastAt, longestGap] = [0, 0, 0];
  const most = columns.map(() => 0);
  for (const request of drawRequests(world)) {
    count++;
    longestGap = Math.max(longestGap, request.at - lastAt);
    lastAt = request.at;
    columns.forEach(([, valueOf], index) => (most[index] = Math.max(most[index]!, valueOf(request))));
    addressOf(request);
    keyOf?.(request);
  }
  if (count === 0) throw new UserError('no request comes within its duration, so there is no trace to write');
  const blockOf = (valueOf: ValueOf, max: number): Block => ({ type: typeUpTo(max), pieces: piecesOf(world, valueOf) });
  return {
    count,
    startedAt: NO_CLOCK,
    source,
    sizeColumn: columns.find(([name]) => name === 'bytes')?.[0],
    times: blockOf(sinceLast(), longestGap),
    columns: columns.map(([name, valueOf], index) => ({ name, ...blockOf(valueOf, most[index]!) })),
    address: blockOf(addressOf, addresses.size - 1),
    addresses: addresses.keys(),
    key: keyOf && blockOf(keyOf, keys.size - 1),
    keys: keyOf && keys.keys(),
  };
}

/** What the numbers of the column `class` stand for; of one class only there is no such column. */
export function classNames(clients: readonly ClientGroup[]): string[] {
  return clients.flatMap(({ name, classes }) =>
    classes.map((each) => (each.name === name ? name : `${name}/${each.name}`)),
  );
}

function columnsOf(clients: readonly ClientGroup[]): [name: string, valueOf: ValueOf][] {
  const columns: [string, ValueOf][] = [['demandNs', ({ demand }) => demand]];
  if (clients.some(({ classes }) => hasWait(classes))) columns.push(['waitNs', ({ wait }) => wait]);
  if (clients.some(({ classes }) => classes.some(({ bytesOut }) => bytesOut > 0))) {
    columns.push(['bytes', ({ group, class: index }) => clients[group]!.classes[index]!.bytesOut]);
  }
  let classes = 0;
  const firstClass = clients.map((group) => (classes += group.classes.length) - group.classes.length);
  if (classes > 1) columns.push(['class', ({ group, class: index }) => firstClass[group]! + index]);
  return columns;
}

const hasKeys = ({ arrivals, keys }: ClientGroup): boolean =>
  keys.count > 0 || (arrivals.process === 'trace' && arrivals.keys !== undefined);

/** Numbers texts in the order in which they are first seen. */
function numberOf(numbers: Map<string, number>, text: string): number {
  const known = numbers.get(text) ?? numbers.size;
  if (known === numbers.size) numbers.set(text, known);
  return known;
}

function sinceLast(): ValueOf {
  let lastAt = 0;
  return ({ at }) => {
    const gap = at - lastAt;
    lastAt = at;
    return gap;
  };
}

function* piecesOf(world: Clients, valueOf: ValueOf): Generator<Float64Array> {
  let piece = new Float64Array(PIECE);
  let filled = 0;
  for (const request of drawRequests(world)) {
    piece[filled++] = valueOf(request);
    if (filled < PIECE) continue;
    yield piece;
    piece = new Float64Array(PIECE);
    filled = 0;
  }
  yield piece.subarray(0, filled);
}

function refuseClosedLoops(clients: readonly ClientGroup[]): void {
  const closed = clients.find(({ arrivals }) => arrivals.process === 'users');
  if (closed === undefined) return;
  throw new UserError(
    `clients ${closed.name}: users wait for answers, so their requests cannot be known without a run; ` +
      'a trace takes open arrivals only (poisson, constant, gamma, trace)',
  );
}
