/** Closed forms of queueing theory, mean demand 1 (Kleinrock, Queueing Systems 1 and 2, 1975 and 1976, unless said otherwise). */

/** Mean sojourn in M/M/1, and in M/G/1 under processor sharing whatever the demand. */
export const mm1 = (rho: number): number => 1 / (1 - rho);

/** Mean sojourn in M/G/1 (Pollaczek and Khinchine). */
export const mg1 = (rho: number, cv: number): number => 1 + (rho * (1 + cv * cv)) / (2 * (1 - rho));

/**
 * Mean sojourn in G/M/1: 1 / (1 - sigma), where sigma solves sigma = E[e^(-(1 - sigma) A)] and A is the time between arrivals;
 * `transform` is the Laplace transform of A.
 */
export function gm1(transform: (s: number) => number): number {
  let sigma = 0.5;
  for (let i = 0; i < 10_000; i++) sigma = transform(1 - sigma);
  return 1 / (1 - sigma);
}

/** Blocking of M/G/c/c with offered load `load` (Erlang B), by its recursion. */
export function erlangB(cores: number, load: number): number {
  let blocking = 1;
  for (let c = 1; c <= cores; c++) blocking = (load * blocking) / (c + load * blocking);
  return blocking;
}

/** Probability of waiting in M/M/c (Erlang C), and the mean wait. */
export function erlangC(cores: number, rho: number): { share: number; wait: number } {
  const blocking = erlangB(cores, cores * rho);
  const share = blocking / (1 - rho * (1 - blocking));
  return { share, wait: share / (cores * (1 - rho)) };
}

/** Stationary probabilities of a birth and death process on 0 ... `most`. */
export function birthDeath(birth: (n: number) => number, death: (n: number) => number, most: number): number[] {
  const weights = [1];
  for (let n = 1; n <= most; n++) weights.push((weights[n - 1] * birth(n - 1)) / death(n));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** Mean of a distribution on 0, 1, 2 ... */
export const meanOf = (probabilities: number[]): number => probabilities.reduce((sum, p, n) => sum + n * p, 0);

/**
 * Closed M/M/1 (machine repairman): `users` think for an exponential time of mean `think`, one core serves them. Mean sojourn, by
 * Little's law at the core.
 */
export function repairman(users: number, think: number): number {
  const present = birthDeath(
    (n) => (users - n) / think,
    () => 1,
    users,
  );
  return meanOf(present) / (1 - present[0]);
}

/**
 * M/M/1, first come first served, in which a request leaves, also half served, when its sojourn reaches `patience`. The work
 * ahead is that of a dam of height `patience` (Cohen, The Single Server Queue, 1982): its density is the one of M/M/1, cut off.
 */
export function impatient(rho: number, patience: number): { lost: number; served: number } {
  const decay = 1 - rho;
  const empty = 1 / (1 + (rho * (1 - Math.exp(-decay * patience))) / decay);
  const lost = empty * Math.exp(-decay * patience);
  // P(sojourn > t) = P(work ahead > t) + empty e^(-decay t), integrated over [0, patience] less the share that is lost.
  const [toEnd, tail] = [(1 - Math.exp(-decay * patience)) / decay, Math.exp(-decay * patience)];
  const sojourn = (empty * rho * (toEnd - patience * tail)) / decay + empty * toEnd;
  return { lost, served: (sojourn - patience * lost) / (1 - lost) };
}

/** Mean sojourn under power of d choices as the number of servers grows (Vvedenskaya 1996, Mitzenmacher 2001). */
export function powerOfChoices(rho: number, choices: number): number {
  let sum = 0;
  for (let power = choices; ; power *= choices) {
    const term = rho ** ((power - choices) / (choices - 1));
    if (term < 1e-12) return sum;
    sum += term;
  }
}

/** How many ideal cores so many busy ones are worth: the Universal Scalability Law (Gunther, Guerrilla Capacity Planning, 2007). */
export const scalability = (cores: number, contention: number, coherency: number): number =>
  cores / (1 + contention * (cores - 1) + coherency * cores * (cores - 1));

/** Mean sojourn in M/M/1 with arrivals in batches (M^X/M/1): `mean` and `square` are the batch size's and its square's. */
export const batches = (rho: number, mean: number, square: number): number => (square / mean + 1) / (2 * (1 - rho));

/** P(sojourn > t) in M/M/c, first come first served. */
export function tailOfMmc(cores: number, rho: number, t: number): number {
  const { share } = erlangC(cores, rho);
  // The wait, if any, is exponential of this rate.
  const drain = cores * (1 - rho);
  const both = (drain * Math.exp(-t) - Math.exp(-drain * t)) / (drain - 1);
  return (1 - share) * Math.exp(-t) + share * both;
}

/** M/M/c whose clients give up, waiting or in service, after an exponential time of mean `patience`: the share that does, and T. */
export function impatientMany(cores: number, rate: number, patience: number): { lost: number; present: number } {
  const mean = meanOf(
    birthDeath(
      () => rate,
      (n) => Math.min(n, cores) + n / patience,
      1000,
    ),
  );
  return { lost: mean / patience / rate, present: mean };
}

/**
 * Closed network: `users` think for a time of mean `think`, then go to one of the stations, each as likely as any other, of these
 * speeds. Exact mean value analysis (Reiser and Lavenberg, Journal of the ACM 27(2), 1980).
 */
export function closedNetwork(users: number, think: number, speeds: number[]): { sojourn: number; throughput: number } {
  let present = speeds.map(() => 0);
  let sojourn = 0;
  let throughput = 0;
  for (let n = 1; n <= users; n++) {
    const times = present.map((others, i) => (1 + others) / speeds[i]);
    sojourn = times.reduce((sum, time) => sum + time, 0) / speeds.length;
    throughput = n / (think + sojourn);
    present = times.map((time) => (throughput / speeds.length) * time);
  }
  return { sojourn, throughput };
}

/**
 * Mean number present over [from, to] in M(t)/M/inf that began empty, where the rate is linear between points [time, rate] (S.
 * Eick, W. Massey, W. Whitt, The physics of the M(t)/G/inf queue, Operations Research 41(4), 1993). By small steps.
 */
export function meanPresent(points: [number, number][], from: number, to: number): number {
  const STEPS = 10_000;
  const step = to / STEPS;
  const rateAt = (t: number): number => {
    const next = points.findIndex(([at]) => at > t);
    if (next === -1) return points.at(-1)![1];
    const [[at, rate], [atNext, rateNext]] = [points[next - 1], points[next]];
    return rate + ((rateNext - rate) * (t - at)) / (atNext - at);
  };
  let present = 0;
  let area = 0;
  for (let k = 0; k < STEPS; k++) {
    const middle = (k + 0.5) * step;
    // Within a step the rate is constant: present moves to it like e^-t.
    const rate = rateAt(middle);
    const before = present;
    present = rate + (before - rate) * Math.exp(-step);
    if (middle > from) area += rate * step + (before - rate) * (1 - Math.exp(-step));
  }
  return area / (to - from);
}

/** The mean of the largest of n exponential times of mean 1. */
export const meanOfLargest = (n: number): number =>
  Array.from({ length: n }, (_, k) => 1 / (k + 1)).reduce((a, b) => a + b, 0);
