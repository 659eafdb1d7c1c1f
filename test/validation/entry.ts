/** One line of the validation page: something that is played and held to what is known of it. */
import { tryForm, type Size } from '../theory/estimate.ts';
import type { Form } from '../theory/form.ts';
import { ERROR } from '../theory/forms/index.ts';

export interface Entry {
  name: string;
  play: (size: Size) => Promise<Result> | Result;
}

/** What was seen. Plain data, so that workers can send it and a file can keep it. */
export interface Result {
  rows: Row[];
  /** Requests that were played. */
  requests: number;
  /** What is wrong, a line each. */
  faults: string[];
  /** The largest error of Little's law and of the work done, in any run: rounding, if all is well. */
  invariantError?: number;
  /** Independent runs. */
  runs?: number;
}

/** A figure, or in words what is expected and seen. */
export interface Row {
  what: string;
  expected: number | string;
  /** On which side of `expected` the figure is; on it if left out. */
  is?: 'at most' | 'at least';
  seen: number | string;
  halfWidth?: number;
  /** How far `expected` may be off, where it is not exact. */
  doubt?: number;
}

/** How the command line calls an entry. */
export const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .replaceAll(/^-|-$/g, '');

export function formEntry(form: Form): Entry {
  return {
    name: form.name,
    async play(size) {
      const { estimates, faults, requests, invariantError, runs } = await tryForm(form, ERROR, size);
      const rows = estimates
        .slice(0, form.checks.length)
        .map(({ check: { what, theory, is, doubt }, mean, halfWidth }) => ({
          what,
          expected: theory,
          is,
          seen: mean,
          halfWidth,
          ...(doubt !== undefined && { doubt }),
        }));
      return { rows, requests, faults, invariantError, runs };
    },
  };
}

/** What has one right answer. */
export function exactEntry(name: string, rows: () => Row[]): Entry {
  return {
    name,
    play() {
      const seen = rows();
      const wrong = seen.filter(({ expected, seen: each }) => expected !== each);
      const faults = wrong.map(({ what, expected, seen: each }) => `${what} is ${each}, not ${expected}`);
      return { rows: seen, requests: 0, faults };
    },
  };
}
