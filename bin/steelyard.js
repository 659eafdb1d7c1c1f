#!/usr/bin/env node
// Starts the command line: from source in a clone, from dist/ in the published package, which carries no source
// because Node strips no types under node_modules.
import { existsSync } from 'node:fs';

if (Number.parseInt(process.versions.node, 10) < 22) {
  console.error(
    `steelyard: needs Node 22.20 or newer, this is ${process.versions.node}; in a clone, npx steelyard brings its own`,
  );
  process.exit(2);
}

const source = new URL('../cli/steelyard.ts', import.meta.url);
await import(existsSync(source) ? source.href : new URL('../dist/cli/steelyard.js', import.meta.url).href);
