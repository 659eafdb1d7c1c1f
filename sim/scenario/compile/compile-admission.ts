/** What a balancer lets in, and what it keeps together. */
import type { BalancerSpec } from '../../model/model.ts';
import type { BalancerKeys } from '../schema.ts';

type Parts = Pick<BalancerSpec, 'admission' | 'sessions' | 'connections'>;

/** Only what the file asks for. */
export function compileAdmission(keys: BalancerKeys): Parts {
  const { sessions, connections } = keys;
  const hasAdmission = [keys.limit, keys.queueTimeout, keys.codel, keys.breaker, keys.shedding].some(
    (key) => key !== undefined,
  );
  return {
    ...(hasAdmission && { admission: admissionOf(keys) }),
    ...(sessions !== undefined && { sessions: { ...sessions, lifetime: sessions.lifetime ?? Infinity } }),
    ...(connections !== undefined && {
      connections: {
        requests: connections.requests ?? Infinity,
        lifetime: connections.lifetime ?? Infinity,
        idle: connections.idle ?? Infinity,
      },
    }),
  };
}

function admissionOf({
  limit,
  queueTimeout,
  codel,
  breaker,
  shedding = [],
}: BalancerKeys): NonNullable<BalancerSpec['admission']> {
  return {
    perServer: limit?.perServer ?? Infinity,
    inFlight: limit?.inFlight ?? Infinity,
    ...(queueTimeout !== undefined && { queueTimeout }),
    ...(codel !== undefined && { codel }),
    ...(breaker !== undefined && { breaker }),
    shedding: [shedding].flat().map(({ share, above, classes = [] }) => ({ share, above, classes })),
  };
}
