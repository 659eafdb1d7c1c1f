/** Hears where a server has more in flight than a bound on its share allows. */
import type { Model } from '../../sim/model/model.ts';
import type { Hearing } from './form.ts';
import { SILENT } from './silent.ts';

/** `broken`: picks of a server that then has more than ceil(`factor` x the mean) in flight; `tight`: those that fill it to that. */
export function hearBounds(factor: number): (model: Model) => Hearing {
  return ({ servers }) => {
    const inFlight = new Map(servers.map(({ name }) => [name, 0]));
    const serverOf = new Map<number, string>();
    let all = 0;
    let broken = 0;
    let tight = 0;
    return {
      listener: {
        ...SILENT,
        onPick(request, _balancer, server) {
          const own = inFlight.get(server)! + 1;
          inFlight.set(server, own);
          serverOf.set(request, server);
          all++;
          const most = Math.ceil((factor * all) / servers.length - 1e-9);
          if (own > most) broken++;
          if (own === most) tight++;
        },
        onDeparture(request) {
          const server = serverOf.get(request)!;
          serverOf.delete(request);
          inFlight.set(server, inFlight.get(server)! - 1);
          all--;
        },
      },
      figures: { broken: () => broken, tight: () => tight },
    };
  };
}
