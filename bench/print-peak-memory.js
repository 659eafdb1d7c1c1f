/**
 * Preloaded by the bench into a process it measures: the last thing that it says is its peak of resident memory, in kilobytes.
 * JavaScript, since Node strips types by WebAssembly, with which V8 makes slower code of the whole process (15 % of a run).
 */
process.on('exit', () => process.stderr.write(`${process.resourceUsage().maxRSS}\n`));
