import { createClock } from '../sim/kernel/clock.ts';
import { createDepartures } from '../sim/kernel/departures.ts';
import { namedStream } from '../sim/kernel/random-stream.ts';
import { exponential, fillExponential } from '../sim/kernel/ziggurat.ts';
import type { Sizes } from './sizes.ts';
import { figure, grouped, printTable } from './table.ts';

const BLOCK = 256;
const SERVERS = [10, 100, 10_000, 100_000];

/** Parts of the kernel alone, each after a loop of the same length that warms it up. */
export function benchKernel({ kernelSteps }: Sizes): void {
  const loops: [label: string, loop: (steps: number) => void][] = [
    ['draw: 32 random bits', drawBits],
    ['draw: exponential, one at a time', drawExponential],
    ['draw: exponential, in blocks', drawExponentialBlocks],
    ...SERVERS.map((servers): [string, (steps: number) => void] => [
      `departure lane: take one of ${grouped(servers)} servers, set its next`,
      (steps) => moveDepartures(servers, steps),
    ]),
  ];
  printTable({
    title: 'Parts of the kernel',
    columns: ['', 'ns'],
    rows: loops.map(([label, loop]) => {
      loop(kernelSteps);
      const before = process.cpuUsage();
      loop(kernelSteps);
      const { user, system } = process.cpuUsage(before);
      return [label, figure(((user + system) * 1000) / kernelSteps)];
    }),
  });
}

function drawBits(steps: number): void {
  const stream = namedStream(1, 'bits');
  for (let step = 0; step < steps; step++) stream.uint32();
}

function drawExponential(steps: number): void {
  const stream = namedStream(1, 'exponential');
  for (let step = 0; step < steps; step++) exponential(stream);
}

function drawExponentialBlocks(steps: number): void {
  const stream = namedStream(1, 'blocks');
  const block = new Float64Array(BLOCK);
  for (let step = 0; step < steps; step += BLOCK) fillExponential(stream, 1, block);
}

/** The hold model: the server that departs is busy again, so the lane stays as full as it was. */
function moveDepartures(servers: number, steps: number): void {
  const { departureAt } = createClock();
  const { nextServer, at, set } = createDepartures(servers, departureAt);
  const stream = namedStream(1, 'departures');
  const gaps = new Float64Array(BLOCK);
  fillExponential(stream, servers * 1000, gaps);
  for (let server = 0; server < servers; server++) {
    at[0] = Math.ceil(exponential(stream) * servers * 1000);
    set(server);
  }
  for (let step = 0; step < steps; step++) {
    if (step % BLOCK === 0) fillExponential(stream, servers * 1000, gaps);
    at[0] = departureAt[0] + Math.ceil(gaps[step % BLOCK]);
    set(nextServer[0]);
  }
}
