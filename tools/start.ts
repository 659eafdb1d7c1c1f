/**
 * `npm start`: the flagship comparison. Some of its strategies miss an objective, which is its point and no mistake of whoever
 * started it, so exit code 1 becomes 0.
 */
import { main } from '../cli/steelyard.ts';

const OBJECTIVE_FAILED = 1;

await main(['run', 'scenarios/flash-crowd.yaml', '--out', 'reports-out']);
if (process.exitCode === OBJECTIVE_FAILED) process.exitCode = 0;
