import type { CommandModule } from 'yargs';
import { writeNewFile } from './files.ts';

interface Arguments {
  file: string;
}

/** `steelyard init`: a scenario to begin with. */
export const initCommand: CommandModule<object, Arguments> = {
  command: 'init [file]',
  describe: 'Write a scenario to begin with',
  builder: (yargs) =>
    yargs.positional('file', { type: 'string', default: 'scenario.yaml', describe: 'The file to write' }),
  handler: async ({ file }) => {
    await writeNewFile(file, STARTER);
    process.stdout.write(`wrote ${file}; play it with: steelyard run ${file}\n`);
  },
};

/** Every key that most scenarios want, with what to think of it; those left out have no effect. */
export const STARTER = `# A scenario: who asks how much of which servers, and what must hold.
# \`steelyard check\` says whether it is right; docs/scenarios.md has all keys.
# Editors complete keys after \`steelyard schema > scenario.schema.json\`:
# yaml-language-server: $schema=./scenario.schema.json
name: my-service
summary: Which strategy keeps p99 under 300 ms at the evening peak?
seed: 1 # the same seed gives the same requests and the same report
duration: 5m # clients send for this long
warmup: 30s # left out of the statistics, since the servers start empty

clients:
  visitors:
    # How requests come: poisson (at random), constant, gamma (in bursts),
    # trace (as recorded) or users (a closed loop). One rate, such as 200/s, or
    # points in time, linear between them.
    arrivals:
      process: poisson
      rate: [[0s, 150/s], [2m, 300/s], [3m, 300/s], [4m, 150/s]]
    demand: { exponential: 20ms } # CPU time
    wait: { exponential: 10ms } # time that is not CPU: a database, say
    timeout: 1s # when a client gives up

servers:
  web: # called web/0, web/1 and so on
    count: 4
    cores: 2
    price: 0.1 # an hour

balancer: # one strategy, or several to compare
  strategy: [round-robin, power-of-two, least-connections]

objectives: # \`steelyard run\` exits with 1 when one of them does not hold
  - p99 < 300ms
  - availability >= 99.9%
`;
