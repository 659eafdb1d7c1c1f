/**
 * Stabilisation windows of Kubernetes' Horizontal Pod Autoscaler: it scales out to the least, and in to the most, that was
 * recommended within the window of that direction. So a peak of a moment starts nothing, and a gap of a moment stops nothing.
 * https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#stabilization-window
 */

/** A number for each direction: more servers, and fewer. */
export interface ByDirection<T = number> {
  out: T;
  in: T;
}

/** What is left of a recommendation; keeps it for later. `current` is what there is now. */
export type Stabilization = (now: number, current: number, recommended: number) => number;

/** @param windows nanoseconds; 0: each recommendation counts at once */
export function createStabilization(windows: ByDirection): Stabilization {
  let past: { at: number; recommended: number }[] = [];
  let isFirst = true;
  return (now, current, recommended) => {
    // At the beginning nothing is known, but that there is what there is.
    if (isFirst) past.push({ at: now, recommended: current });
    isFirst = false;
    let least = recommended;
    let most = recommended;
    for (const each of past) {
      if (each.at > now - windows.out) least = Math.min(least, each.recommended);
      if (each.at > now - windows.in) most = Math.max(most, each.recommended);
    }
    const longest = Math.max(windows.out, windows.in);
    past = [...past.filter(({ at }) => at > now - longest), { at: now, recommended }];
    return Math.min(Math.max(current, least), most);
  };
}
