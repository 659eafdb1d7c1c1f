/**
 * A strategy from a file of the user's own, under watch: what it throws, and an answer that no run could use, is told as a
 * mistake of that file. Strategies of the index are not watched: the laws suite has tried them.
 */
import { syncBuiltinESMExports } from 'node:module';
import { inspect } from 'node:util';
import { excerpt } from '../records/excerpt.ts';
import { UserError } from '../records/user-error.ts';
import { NONE, WAIT, type PoolView, type Strategy, type StrategyDefinition } from '../strategies/strategy.ts';

const LONGEST = 200;

/** Calls that give no answer, or one that is right whatever it is. */
const HOOKS = ['onDispatch', 'onConnect', 'onFirstByte', 'onTryEnd', 'onPoolChange', 'onReport', 'onSlotFree'] as const;

/** The file, as the user called it and as stack traces call it. */
export interface OwnFile {
  path: string;
  url: string;
}

/**
 * From now on nothing in this thread can end the process by `process.exit`, which would end it without a word, or a worker's runs with it:
 * it throws, and so it is told where a file calls it.
 */
export function refuseExit(): void {
  process.exit = () => {
    throw new Error('process.exit was called, and a strategy cannot end the run');
  };
  syncBuiltinESMExports();
}

/** The definition that `file` exports, under watch. A call costs a few nanoseconds more. */
export function watched(definition: StrategyDefinition, file: OwnFile): StrategyDefinition {
  return {
    ...definition,
    ...(definition.needs && { needs: attempted('needs', definition.needs.bind(definition), file) }),
    create(pool, random, params, actions) {
      const watchedActions = {
        probe(server: number) {
          if (!isIndex(server, pool)) throw new UserError(`it probes ${shown(server)}; ${expected(pool)}`, file.path);
          actions.probe(server);
        },
      };
      const create = attempted('create', definition.create.bind(definition), file);
      const strategy: Strategy | undefined = create(pool, random, params, watchedActions);
      if (typeof strategy?.pick === 'function') return watchedStrategy(strategy, pool, file);
      throw new UserError(`create returned ${shown(strategy)}; expected {pick(request, now) {...}}`, file.path);
    },
  };
}

function watchedStrategy(strategy: Strategy, pool: PoolView, file: OwnFile): Strategy {
  const pick = attempted('pick', strategy.pick.bind(strategy), file);
  const onTick = attempted('onTick', (now: number) => strategy.onTick!(now), file);
  let tickedAt = -1;
  const watching: Strategy = {
    pick(request, now) {
      const answer = pick(request, now);
      if (answer === NONE || answer === WAIT || (isIndex(answer, pool) && pool.available[answer] === 1)) return answer;
      const what = isIndex(answer, pool) ? `${answer}, and ${pool.name(answer)} is not available` : shown(answer);
      const wanted = `${expected(pool)}, or NONE (${NONE}), or WAIT (${WAIT})`;
      throw new UserError(`pick returned ${what}, for request ${request.id}; ${wanted}`, file.path);
    },
    onTick(now) {
      tickedAt = now;
      onTick(now);
    },
    /** A timer that does not go forward would hold the run at one instant for ever. */
    get nextTickAt() {
      const at = strategy.nextTickAt;
      if (at === undefined || at === Infinity) return at;
      if (Number.isInteger(at) && at > tickedAt && strategy.onTick !== undefined) return at;
      const wanted = strategy.onTick === undefined ? 'a strategy with onTick' : `whole nanoseconds above ${tickedAt}`;
      throw new UserError(`nextTickAt is ${shown(at)}; expected ${wanted}`, file.path);
    },
  };
  // A hook that is absent costs nothing, so those are there that the strategy has.
  for (const name of HOOKS) {
    const hook = strategy[name] as Call | undefined;
    if (hook !== undefined) Object.assign(watching, { [name]: attempted(name, hook.bind(strategy), file) });
  }
  return watching;
}

type Call = (a: unknown, b: unknown, c: unknown, d: unknown) => unknown;

/** The call, of at most four arguments; what it throws is told as a mistake of the file. */
function attempted<T extends (...args: never[]) => unknown>(name: string, call: T, file: OwnFile): T {
  const plain = call as unknown as Call;
  const attempt: Call = (a, b, c, d) => {
    let answer: unknown;
    try {
      answer = plain(a, b, c, d);
    } catch (error) {
      throw error instanceof UserError ? error : mistake(`${name} threw`, error, file);
    }
    if (answer instanceof Promise) throw refusedPromise(name, answer, file);
    return answer;
  };
  return attempt as unknown as T;
}

function refusedPromise(name: string, promise: Promise<unknown>, { path }: OwnFile): UserError {
  // What becomes of it is of no more interest, also if it fails.
  promise.catch(() => {});
  return new UserError(`${name} returned a promise; a strategy answers at once, so it can have nothing async`, path);
}

/** An error that came out of the file, at the line of the file that the stack knows; `what` begins the message. */
export function mistake(what: string, error: unknown, { path, url }: OwnFile): UserError {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const [, line] = stack.split(`${url}:`)[1]?.match(/^(\d+(?::\d+)?)/) ?? [];
  const [first] = error instanceof Error ? `${error.name}: ${error.message}`.split('\n') : [shown(error)];
  return new UserError(excerpt(`${what} ${first}`, LONGEST), line === undefined ? path : `${path}:${line}`);
}

const isIndex = (server: unknown, { size }: PoolView): boolean =>
  Number.isInteger(server) && (server as number) >= 0 && (server as number) < size;

const expected = ({ size }: PoolView): string => `expected the index of an available server, 0 to ${size - 1}`;

const shown = (value: unknown): string => excerpt(inspect(value, { depth: 0, breakLength: Infinity }), 60);
