/** Faults, each a change of one place in the sources, and the lines of the validation that must go red for it. */
export interface Mutant {
  /** What is then wrong. */
  fault: string;
  file: string;
  /** Stands in the file once; see `mutate.ts`. */
  find: string;
  replace: string;
  /** Names of entries. Each of them must find something wrong. */
  caughtBy: string[];
}

export const mutants: Mutant[] = [
  {
    fault: 'servers with one request more count among those that tie for the fewest',
    file: 'strategies/lib/least-loaded.ts',
    find: 'random.below(start[least + 1])',
    replace: 'random.below(start[least + 2])',
    caughtBy: ['join the shortest queue, 2 servers, rho 0.5'],
  },
  {
    fault: 'an arrival at the instant of a departure comes first',
    file: 'sim/kernel/run-loop.ts',
    find: 'departure <= arrival && departure <= timeout',
    replace: 'departure < arrival && departure <= timeout',
    caughtBy: ['engine and reference simulator'],
  },
  {
    fault: 'power of two choices draws its pair with replacement',
    file: 'strategies/power-of-two.ts',
    find: 'const second = servers[j + 1 + ((j - i) >> 31)];',
    replace: 'const second = servers[random.below(count)];',
    caughtBy: ['a pair of distinct servers, 2 servers, rho 0.6'],
  },
  {
    fault: '1 request in 1,000 is lost on its way back',
    file: 'sim/model/requests/walk.ts',
    find: 'answer(slot, SUCCEEDED, serverZone[server]);',
    replace: 'if (integers[(slot << INTEGERS) | NUMBER] % 1000 !== 999) answer(slot, SUCCEEDED, serverZone[server]);',
    caughtBy: ['M/M/1, rho 0.5', 'random split, 10 servers, rho 0.5'],
  },
  {
    fault: 'exponential draws are 1 % too long',
    file: 'sim/kernel/ziggurat.ts',
    find: 'out[i] = mean * (position * scale[layer]);',
    replace: 'out[i] = 1.01 * mean * (position * scale[layer]);',
    caughtBy: ['M/M/1, rho 0.5', 'random split, 10 servers, rho 0.5'],
  },
  {
    fault: 'the variance of gamma draws is cv where it should be cv squared',
    file: 'sim/model/clients/distribution.ts',
    find: 'const shape = 1 / (cv * cv);',
    replace: 'const shape = 1 / cv;',
    caughtBy: ['M/G/1, gamma of cv 0.5, rho 0.7', 'G/M/1, gamma arrivals of cv 1.5, rho 0.5'],
  },
  {
    fault: 'the variance of hyperexponential draws is too large',
    file: 'sim/model/clients/distribution.ts',
    find: '(squared - 1) / (squared + 1)',
    replace: 'squared / (squared + 1)',
    caughtBy: ['M/G/1, hyperexponential of cv 2, rho 0.8'],
  },
  {
    fault: 'the heap of events sinks to its left child always',
    file: 'sim/kernel/events.ts',
    find: 'if (child + 1 < size && isBefore(child + 1, times[child], orders[child])) child++;',
    replace: '',
    caughtBy: ['engine and reference simulator', 'M/G/inf, lognormal wait of cv 2, rate 20'],
  },
  {
    fault: 'a day of the calendar of departures ends a day late',
    file: 'sim/kernel/departures.ts',
    find: 'let used = isUsed[word] & (ALL_BITS >>> start);',
    replace: 'let used = isUsed[word] & (ALL_BITS >>> (start + 1));',
    caughtBy: ['engine and reference simulator'],
  },
  {
    fault: 'a queue has a place too many',
    file: 'sim/model/servers/servers.ts',
    find: 'return queued(server) < queueLimit[server] &&',
    replace: 'return queued(server) <= queueLimit[server] &&',
    caughtBy: ['M/M/1/5, rho 1.2', 'Erlang B, exponential, 5 places, load 4'],
  },
  {
    fault: 'a wait holds no slot',
    file: 'sim/model/servers/servers.ts',
    find: 'integers[i | ON_CORE] + waiting[server] < concurrency[server]',
    replace: 'integers[i | ON_CORE] < concurrency[server]',
    caughtBy: ['Erlang B, lognormal wait of cv 1, 5 places, load 4'],
  },
  {
    fault: 'cancelling stops only what has not begun',
    file: 'sim/model/clients/giving-up.ts',
    find: 'const isCancelled = isAtServer &&',
    replace: 'const isCancelled = wasAt === QUEUED &&',
    caughtBy: ['M/M/1, timeout 3, cancelled, rho 1.2', 'M/M/5 with exponential patience of mean 5, rho 1.1'],
  },
  {
    fault: 'timeouts come 5 % late',
    file: 'sim/model/clients/timeouts.ts',
    find: '.map((_, owner) => times[owner])',
    replace: '.map((_, owner) => 1.05 * times[owner])',
    caughtBy: ['M/M/1, timeout 3, rho 0.7', 'M/M/5, timeout 2, rho 0.7'],
  },
  {
    fault: 'processor sharing slows down by a request too many',
    file: 'sim/model/servers/server-work.ts',
    find: '(speed * ideal) / runs',
    replace: '(speed * ideal) / (runs + 0.05)',
    caughtBy: ['M/M/1-PS, rho 0.6', 'M/G/1-PS by size, rho 0.5'],
  },
  {
    fault: 'coherency grows with c - 1 instead of c (c - 1)',
    file: 'sim/model/servers/server-work.ts',
    find: 'contention[server] + coherency[server] * busy)',
    replace: 'contention[server] + coherency[server])',
    caughtBy: ['M/M/4 with contention and coherency, processor-sharing, rho 0.7'],
  },
  {
    fault: 'a rate changes in steps',
    file: 'sim/model/clients/rate.ts',
    find: 'const slope = next.at === Infinity ? 0 :',
    replace: 'const slope = next.at !== Infinity ? 0 :',
    caughtBy: ['Poisson arrivals at a changing rate', 'M(t)/M/inf'],
  },
  {
    fault: 'latencies of requests that timed out count as those of others',
    file: 'sim/model/measured/observer.ts',
    find: 'if (outcome !== SUCCEEDED) return;',
    replace: '',
    caughtBy: ['M/M/1, timeout 3, cancelled, rho 1.2'],
  },
  {
    fault: 'percentiles are off by sixteen buckets of the histogram',
    file: 'records/histogram.ts',
    find: 'return (bucketLow(bucket) + bucketLow(bucket + 1)) / 2;',
    replace: 'return (bucketLow(bucket + 16) + bucketLow(bucket + 17)) / 2;',
    caughtBy: ['M/M/1, percentiles, rho 0.5'],
  },
  {
    fault: 'a turn of smooth weighted round robin costs one too little',
    file: 'strategies/lib/smooth-turns.ts',
    find: 'this.#current[this.#best] -= this.#total;',
    replace: 'this.#current[this.#best] -= this.#total - 1;',
    caughtBy: ['smooth weighted round robin'],
  },
  {
    fault: 'the bound of bounded loads leaves room for one more',
    file: 'strategies/bounded-load.ts',
    find: 'inService[server] < Math.ceil(',
    replace: 'inService[server] <= Math.ceil(',
    caughtBy: ['bounded loads, factor 1.25, 20 servers'],
  },
  {
    fault: 'join-idle-queue forgets who is idle when nobody asks',
    file: 'strategies/join-idle-queue.ts',
    find: 'if (this.#candidates.has(server)) this.#join(server);\n    else',
    replace: 'if (this.#candidates.has(server) && this.#length === 0) this.#join(server);\n    else',
    caughtBy: ['join the idle queue, 2 servers, rho 0.6'],
  },
  {
    fault: 'a cache throws out the key that came first, used since or not',
    file: 'sim/model/servers/lru-keys.ts',
    find: 'if (found !== newest) {',
    replace: 'if (found < 0) {',
    caughtBy: ['cache, 3 of 6 keys, zipf 1'],
  },
];
