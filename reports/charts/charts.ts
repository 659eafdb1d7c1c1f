import type { Observation } from '../../records/observation.ts';
import type { Report } from '../report.ts';
import type { Chart } from './chart.ts';
import { fairnessOverTime } from './fairness-over-time.ts';
import { fairnessOfGroups, hasGroups } from './fairness-of-groups.ts';
import { inFlightByServer } from './in-flight-by-server.ts';
import { latencyByPercentile } from './latency-by-percentile.ts';
import { latencyOverTime } from './latency-over-time.ts';
import { requestsOverTime } from './requests-over-time.ts';
import { hasChanges, serversOverTime } from './servers-over-time.ts';
import { utilizationByServer } from './utilization-by-server.ts';
import { workByServer } from './work-by-server.ts';

/** The charts of a report, in the order of its page: those that have something to show. */
export function chartsOf(report: Report, observations: readonly Observation[]): Chart[] {
  return [
    latencyByPercentile(report, observations),
    latencyOverTime(observations),
    requestsOverTime(report, observations),
    ...(hasChanges(observations) ? [serversOverTime(observations)] : []),
    utilizationByServer(observations),
    inFlightByServer(observations),
    ...(observations[0]!.servers.length > 1
      ? [fairnessOverTime(observations), workByServer(report, observations)]
      : []),
    ...(hasGroups(report) ? [fairnessOfGroups(report)] : []),
  ];
}
