/**
 * A retry budget: a token bucket that starts empty. Each first try brings `ratio` of a token, `burst` tokens fit in, and each further
 * try takes one. There is no floor: a sender whose requests all fail sends at most 1 + ratio times as many tries as requests. Counted
 * in billionths, so that it is exact. (After the retry budget of Finagle and the retry throttling of gRPC.)
 */
import { cell } from '../../kernel/cells.ts';
import type { RetryBudgetSpec } from '../model.ts';

const TOKEN = 1e9;

export interface RetryBudget {
  /** A first try was sent. */
  readonly onFirst: () => void;
  /** Whether a further try may be sent now; it is paid then. */
  readonly take: () => boolean;
}

export function createRetryBudget({ ratio, burst }: RetryBudgetSpec): RetryBudget {
  const each = Math.round(ratio * TOKEN);
  const most = burst * TOKEN;
  const tokens = cell(0);
  return {
    onFirst() {
      tokens[0] = Math.min(most, tokens[0] + each);
    },
    take() {
      if (tokens[0] < TOKEN) return false;
      tokens[0] -= TOKEN;
      return true;
    },
  };
}
