#!/usr/bin/env node
// Starts the command line: from source in a clone, from dist/ in the published package, which carries no source
// because Node strips no types under node_modules.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { compiledSource } from './compiled-source.js';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 20)) {
  console.error(
    `steelyard: needs Node 22.20 or newer, this is ${process.versions.node}; in a clone, npx steelyard brings its own`,
  );
  process.exit(2);
}

// The run loop is many small functions; V8's default budget stops inlining them half-way (a tenth of the speed).
setFlagsFromString('--max-inlined-bytecode-size-cumulative=6000');
setFlagsFromString('--max-inlined-bytecode-size-absolute=12000');
// Worker threads compile as they go: compiling beside the run costs a fifth more, since it goes on with slower code meanwhile.
setFlagsFromString('--no-concurrent-recompilation');
// Types are stripped and code is compiled once, not at every start (0.14 s).
module.enableCompileCache();

const source = new URL('../cli/steelyard.ts', import.meta.url);
const published = new URL('../dist/cli/steelyard.js', import.meta.url);
// WebAssembly is what strips the types; `node --jitless` is without.
const canStrip = typeof WebAssembly !== 'undefined';
const { main } = await import((existsSync(source) ? (canStrip ? source : compiledSource()) : published).href);
await main(process.argv.slice(2));
