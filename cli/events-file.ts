/** Writes every request's story, one JSON line each, when it is complete. */
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { writeError } from './files.ts';
import type { Outcome } from '../records/observation.ts';
import type { Listener } from '../sim/model/measured/listener.ts';
import type { TryOutcome } from '../strategies/strategy.ts';

const BUFFER_LENGTH = 65536;

interface Story {
  strategy: string;
  seed: number;
  request: number;
  group: string;
  arrivalNs: number;
  /** `endNs` and `outcome` stand where a client group or a balancer tries again. */
  picks: {
    atNs: number;
    balancer: string;
    server: string;
    picked: boolean;
    endNs?: number;
    outcome?: TryOutcome;
  }[];
  startNs: number | null;
  departureNs: number | null;
  outcome: Outcome | null;
  endNs: number | null;
}

export interface EventsFile {
  /** Hears one run of a strategy. */
  listenerFor(strategy: string, seed: number): Listener;
  /** Writes the stories that did not end, and closes the file. */
  close(): void;
}

/** @throws UserError where the file cannot be written */
export function createEventsFile(path: string): EventsFile {
  const file = attempt(() => openSync(path, 'w'));
  const stories = new Map<number, Story>();
  let buffer = '';
  let length = 0;

  function attempt<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw writeError(error, path);
    }
  }

  /** Writes whole lines, or where the disk is full, none of them. */
  function flush(): void {
    const bytes = Buffer.from(buffer);
    buffer = '';
    try {
      for (let done = 0; done < bytes.length;) done += attempt(() => writeSync(file, bytes, done));
    } catch (error) {
      cutAt(length);
      throw error;
    }
    length += bytes.length;
  }

  function cutAt(end: number): void {
    try {
      ftruncateSync(file, end);
    } catch {
      // A pipe or a device, which cannot be cut.
    }
  }

  function finish(story: Story): void {
    stories.delete(story.request);
    buffer += `${JSON.stringify(story)}\n`;
    if (buffer.length > BUFFER_LENGTH) flush();
  }

  function finishAll(): void {
    for (const story of stories.values()) finish(story);
  }

  return {
    listenerFor(strategy, seed) {
      finishAll();
      return {
        onArrival(request, group, now) {
          const story = {
            strategy,
            seed,
            request,
            group,
            arrivalNs: now,
            picks: [],
            startNs: null,
            departureNs: null,
            outcome: null,
            endNs: null,
          };
          stories.set(request, story);
        },
        onPick(request, balancer, member, now, picked) {
          stories.get(request)!.picks.push({ atNs: now, balancer, server: member, picked });
        },
        // A server may be at work on a try that nobody waits for, after the story has ended.
        onStart(request, now) {
          const story = stories.get(request);
          if (story !== undefined) story.startNs = now;
        },
        onDeparture(request, now) {
          const story = stories.get(request);
          if (story === undefined) return;
          story.departureNs = now;
          if (story.outcome !== null) finish(story);
        },
        onTryEnd(request, balancer, server, sentAt, outcome, now) {
          const pick = stories
            .get(request)!
            .picks.find(
              (each) =>
                each.balancer === balancer &&
                each.server === server &&
                each.atNs === sentAt &&
                each.endNs === undefined,
            );
          Object.assign(pick!, { endNs: now, outcome });
        },
        onOutcome(request, outcome, now) {
          const story = stories.get(request)!;
          story.outcome = outcome;
          story.endNs = now;
          // A server may still be at work for a client who gave up.
          if (outcome !== 'timedOut' || story.departureNs !== null) finish(story);
        },
      };
    },
    close() {
      finishAll();
      flush();
      closeSync(file);
    },
  };
}
