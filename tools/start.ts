/**
 * `npm start`: the flagship comparison, through the command line as users start it, which caches compiled code. Some of its strategies miss
 * an objective, which is its point and no mistake of whoever started it, so exit code 1 becomes 0.
 */
const OBJECTIVE_FAILED = 1;

process.argv.splice(2, Infinity, 'run', 'scenarios/flash-crowd.yaml', '--out', 'reports-out');
await import('../bin/steelyard.js');
if (process.exitCode === OBJECTIVE_FAILED) process.exitCode = 0;
