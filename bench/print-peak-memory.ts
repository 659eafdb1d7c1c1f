/** Preloaded by the bench into a process it measures: the last thing that it says is its peak of resident memory, in kilobytes. */
process.on('exit', () => process.stderr.write(`${process.resourceUsage().maxRSS}\n`));
