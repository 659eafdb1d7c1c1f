/**
 * The autoscalers of the reference simulator. They keep all that they ever saw, and work each decision out from it anew; the
 * formulas are those of docs/model.md, in the form in which their sources write them.
 */
import type { AutoscalerSpec, ScaleOut, ScaleUp, ScalingRule } from '../../sim/model/fleet/autoscaler-spec.ts';
import type { Model, Rate, Size } from '../../sim/model/model.ts';
import type { Launch } from '../../sim/model/fleet/planned-event.ts';
import type { ScalingPolicies } from '../../sim/model/fleet/scaling-policies.ts';
import type { StepSize } from '../../sim/model/fleet/step-scaling.ts';

/** What a server did since the start. */
export interface Sums {
  work: number;
  couldWork: number;
  inFlightTime: number;
  tries: number;
  upTime: number;
  queued: number;
}

/** What the autoscalers see of the cluster, and do to it; servers are named by their indices. */
export interface Cluster {
  now: () => number;
  running: (group: string) => number[];
  isUp: (server: number) => boolean;
  sums: (server: number) => Sums;
  sizeOf: (server: number) => Size;
  queuedAtBalancers: (group: string) => number;
  launch: (group: string, launch: Launch) => void;
  retire: (server: number, drain: number) => void;
  resize: (server: number, size: Partial<Size>, restart: number, drain: number) => void;
  setStandard: (group: string, standard: { size: Partial<Size> }) => void;
  tell: (kind: string, name: string, value: number) => void;
}

type Schedule = (at: number, lane: 'timer', id: number[], happen: () => void) => void;

/** A whole number as it would be without the last digits that doubles get wrong. */
const EXACT = 1e-9;
const up = (value: number): number => Math.max(0, Math.ceil(value - EXACT));

export function startAutoscalers(model: Model, cluster: Cluster, schedule: Schedule): void {
  for (const [index, spec] of (model.autoscalers ?? []).entries()) {
    const autoscaler = new Autoscaler(spec, model, cluster);
    const first = model.balancers.length + 1 + 2 * index;
    const every = (interval: number, id: number, act: () => void) => {
      const at = cluster.now() + interval;
      schedule(at, 'timer', [id], () => {
        act();
        every(interval, id, act);
      });
    };
    if (spec.rule.kind !== 'none' && spec.rule.kind !== 'oracle') every(spec.sample, first, () => autoscaler.sample());
    every(spec.every, first + 1, () => autoscaler.decide());
  }
}

class Autoscaler {
  readonly #spec: AutoscalerSpec;
  readonly #model: Model;
  readonly #cluster: Cluster;
  readonly #samples: { at: number; servers: Map<number, Sums>; tries: number; queued: number }[] = [];
  readonly #recommended: { at: number; count: number }[] = [];
  readonly #changes: { at: number; change: number }[] = [];
  readonly #count: number;
  #wanted: Size;

  constructor(spec: AutoscalerSpec, model: Model, cluster: Cluster) {
    this.#spec = spec;
    this.#model = model;
    this.#cluster = cluster;
    const servers = cluster.running(spec.group);
    this.#count = servers.length;
    this.#wanted = cluster.sizeOf(servers[0]);
  }

  sample(): void {
    const { group } = this.#spec;
    const { running, sums, now, queuedAtBalancers } = this.#cluster;
    const all = [...this.#model.servers.keys()].filter((server) => this.#model.servers[server].group === group);
    this.#samples.push({
      at: now(),
      servers: new Map(running(group).map((server) => [server, sums(server)])),
      tries: all.reduce((sum, server) => sum + sums(server).tries, 0),
      queued: queuedAtBalancers(group),
    });
  }

  decide(): void {
    const { action } = this.#spec;
    if (action.kind === 'out') this.#scaleOut(action);
    else this.#scaleUp(action);
  }

  // What is known

  get #known(): number {
    return this.#samples.filter(({ at }) => at <= this.#cluster.now() - this.#spec.delay).length;
  }

  /** The mean over servers and time of the last samples that are known. */
  #mean(): number | undefined {
    let value = 0;
    let weight = 0;
    for (let i = Math.max(0, this.#known - this.#spec.samples); i < this.#known; i++) {
      const { at, servers, queued } = this.#samples[i];
      let waiting = queued;
      for (const [server, sums] of servers) {
        const before = this.#samples
          .slice(0, i)
          .findLast((each) => each.servers.has(server))
          ?.servers.get(server);
        const grown = (of: keyof Sums) => sums[of] - (before?.[of] ?? 0);
        waiting += sums.queued;
        weight += this.#metric === 'cpu' ? grown('couldWork') : grown('upTime');
        if (this.#metric === 'cpu') value += grown('work');
        if (this.#metric === 'rate') value += grown('tries');
        if (this.#metric === 'inFlight') value += grown('inFlightTime');
      }
      if (this.#metric === 'queued') value += waiting * (at - (this.#samples[i - 1]?.at ?? 0));
    }
    return weight > 0 ? value / weight : undefined;
  }

  get #metric(): string {
    return 'metric' in this.#spec.rule ? this.#spec.rule.metric : 'rate';
  }

  /** Tries a nanosecond, in each sample that is known. */
  #rates(): number[] {
    return this.#samples.slice(0, this.#known).map(({ at, tries }, i) => {
      const before = this.#samples[i - 1] ?? { at: 0, tries: 0 };
      return (tries - before.tries) / (at - before.at);
    });
  }

  // Rules

  #recommend(current: number, ready: number): number | undefined {
    const { rule } = this.#spec;
    const now = this.#cluster.now();
    if (rule.kind === 'none') return 0;
    if (rule.kind === 'oracle') return up(largestRate(rule.rate, now, now + rule.ahead) / rule.target);
    if (rule.kind === 'holt-winters') return this.#forecast(rule);
    const mean = this.#mean();
    if (mean === undefined) return undefined;
    return rule.kind === 'target' ? track(rule, current, ready, mean) : stepped(rule, current, mean);
  }

  /** The series is smoothed from its beginning, at each decision. */
  #forecast({ smoothing, period, ahead, target }: ScalingRule & { kind: 'holt-winters' }): number | undefined {
    const rates = this.#rates();
    if (rates.length === 0) return undefined;
    let level = rates[0];
    let trend = 0;
    /** The part of the season in each value, by place in the series. */
    let seasons: number[] = [];
    for (const [i, rate] of rates.entries()) {
      if (i > 0) {
        const before = level;
        const season = seasons[i - period] ?? 0;
        const expected = level + trend;
        level = smoothing.level * (rate - season) + (1 - smoothing.level) * expected;
        trend = smoothing.trend * (level - before) + (1 - smoothing.trend) * trend;
        if (i >= period && period > 0)
          seasons[i] = smoothing.season * (rate - expected) + (1 - smoothing.season) * season;
      }
      if (i === period - 1) {
        level = rates.slice(0, period).reduce((sum, each) => sum + each, 0) / period;
        trend = 0;
        seasons = rates.slice(0, period).map((each) => each - level);
      }
    }
    const now = this.#cluster.now();
    const knownAt = this.#samples[this.#known - 1].at;
    const steps = Array.from({ length: 100 }, (_, i) => i + 1).filter((step) => {
      const from = knownAt + (step - 1) * this.#spec.sample;
      const isFirst = from <= now && now < from + this.#spec.sample;
      return (
        isFirst ||
        (from > now && step < Math.floor((now - knownAt) / this.#spec.sample) + 1 + ahead / this.#spec.sample)
      );
    });
    const values = steps.map((step) => {
      const place = rates.length + step - 1;
      const season = seasons.length > 0 ? seasons[rates.length - period + ((place - rates.length) % period)] : 0;
      return Math.max(0, level + step * trend + season);
    });
    return up(Math.max(...values) / target);
  }

  // What is done

  #stabilized(current: number, recommended: number): number {
    const now = this.#cluster.now();
    const { stabilization } = this.#spec;
    if (this.#recommended.length === 0) this.#recommended.push({ at: now, count: current });
    const within = (window: number) =>
      this.#recommended.filter(({ at }) => at > now - window).map(({ count }) => count);
    const most = Math.max(recommended, ...within(stabilization.in));
    const least = Math.min(recommended, ...within(stabilization.out));
    this.#recommended.push({ at: now, count: recommended });
    if (current < least) return least;
    return current > most ? most : current;
  }

  /** What a policy allows: the number at the start of its period, and a change. */
  #allowed({ select, allow }: ScalingPolicies, current: number, sign: 1 | -1): number {
    if (select === 'disabled') return current;
    if (allow.length === 0) return sign * Infinity;
    const limits = allow.map((policy) => {
      const recent = this.#changes.filter(({ at }) => at > this.#cluster.now() - policy.per);
      const start = current - recent.reduce((sum, { change }) => sum + change, 0);
      if ('servers' in policy) return start + sign * policy.servers;
      const wanted = start * (1 + sign * policy.share);
      return sign > 0 ? Math.ceil(wanted - EXACT) : Math.floor(wanted + EXACT);
    });
    const widest = sign > 0 ? Math.max(...limits) : Math.min(...limits);
    const narrowest = sign > 0 ? Math.min(...limits) : Math.max(...limits);
    const limit = select === 'max' ? widest : narrowest;
    return sign > 0 ? Math.max(limit, current) : Math.min(limit, current);
  }

  #isCool(direction: 'out' | 'in'): boolean {
    const last = this.#changes.at(-1);
    return last === undefined || this.#cluster.now() - last.at >= this.#spec.cooldown[direction];
  }

  #scaleOut({ min, max, schedule, policies, launch, drain }: ScaleOut): void {
    const { group } = this.#spec;
    const { running, isUp, now, tell } = this.#cluster;
    const servers = running(group);
    const current = servers.length;
    const planned = schedule.filter(({ at }) => at <= now()).at(-1)?.servers ?? 0;
    const recommended = this.#recommend(current, servers.filter(isUp).length) ?? current;
    let count = this.#stabilized(current, Math.max(recommended, planned));
    if (count > current) count = Math.min(count, this.#allowed(policies.out, current, 1));
    else if (count < current) count = Math.max(count, this.#allowed(policies.in, current, -1));
    count = Math.max(min, Math.min(max, count));
    if (count === current || !this.#isCool(count > current ? 'out' : 'in')) return;
    this.#changes.push({ at: now(), change: count - current });
    tell(count > current ? 'scaled out' : 'scaled in', group, count);
    for (let i = current; i < count; i++) this.#cluster.launch(group, launch);
    for (let i = current - 1; i >= count; i--) this.#cluster.retire(servers[i], drain);
  }

  #scaleUp({ sizes, restart, launch, drain }: ScaleUp): void {
    const { group } = this.#spec;
    const { running, isUp, sizeOf, now, tell } = this.#cluster;
    const old = () => running(group).filter((server) => sizeOf(server).cores !== this.#wanted.cores);
    if (old().length === 0) {
      const { cores } = this.#wanted;
      const needed = this.#stabilized(cores, this.#recommend(cores, cores) ?? cores);
      const size = sizes.find((each) => each.cores >= needed) ?? sizes.at(-1)!;
      if (size.cores !== cores && this.#isCool(size.cores > cores ? 'out' : 'in')) {
        this.#changes.push({ at: now(), change: size.cores - cores });
        this.#wanted = size;
        tell(size.cores > cores ? 'scaled up' : 'scaled down', group, size.cores);
        this.#cluster.setStandard(group, { size });
      }
    }
    if (old().length === 0 || running(group).some((server) => !isUp(server))) return;
    if (restart !== undefined) this.#cluster.resize(old()[0], this.#wanted, restart, drain);
    else if (running(group).length > this.#count) this.#cluster.retire(old()[0], drain);
    else this.#cluster.launch(group, { ...launch, size: this.#wanted });
  }
}

/** Kubernetes: servers that are not ready count as idle where the others have too much to do. */
function track(
  { target, tolerance }: ScalingRule & { kind: 'target' },
  current: number,
  ready: number,
  mean: number,
): number {
  const usages = Array.from({ length: ready }, () => mean);
  const ratio = mean / target;
  if (ratio > 1) while (usages.length < current) usages.push(0);
  const adjusted = usages.reduce((sum, usage) => sum + usage, 0) / usages.length / target;
  if (usages.length === 0 || Math.abs(1 - adjusted) <= tolerance + EXACT || (ratio > 1 && adjusted < 1)) return current;
  return up(adjusted * usages.length);
}

function stepped({ steps }: ScalingRule & { kind: 'steps' }, current: number, mean: number): number {
  const count = (size: StepSize) =>
    'servers' in size ? size.servers : Math.max(1, Math.floor(size.share * current + EXACT));
  const outs = steps.filter(({ direction, from }) => direction === 'out' && mean >= from - EXACT * from);
  const ins = steps.filter(({ direction, from }) => direction === 'in' && mean <= from + EXACT * from);
  const furthest = Math.max(...outs.map(({ from }) => from));
  const lowest = Math.min(...ins.map(({ from }) => from));
  if (outs.length > 0) return current + count(outs.find(({ from }) => from === furthest)!.size);
  return ins.length > 0 ? Math.max(0, current - count(ins.find(({ from }) => from === lowest)!.size)) : current;
}

/** Of a rate that is linear between its points: at both ends, and at the points between. */
function largestRate(rate: Rate, from: number, to: number): number {
  const at = (instant: number): number => {
    const after = rate.filter((point) => point.at > instant)[0];
    const before = rate.filter((point) => point.at <= instant).at(-1);
    if (before === undefined || after === undefined) return (before ?? after).rate;
    return before.rate + ((after.rate - before.rate) * (instant - before.at)) / (after.at - before.at);
  };
  const instants = [from, to, ...rate.map((point) => point.at).filter((instant) => instant > from && instant < to)];
  return Math.max(...instants.map(at));
}
