import type { RequestView } from '../strategy.ts';

/** `placementKey` as a line of a formula. */
export const PLACEMENT_KEY_FORMULA = "key = the request's; where it has none, its client's address";

/**
 * What the strategies that place by a hash have in common: they hash the request's key, and the client's address where it
 * has none. Valid as long as the request's view is.
 */
export function placementKey(request: RequestView): Uint8Array {
  const { key } = request;
  return key.length > 0 ? key : request.address;
}
