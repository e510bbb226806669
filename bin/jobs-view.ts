#!/usr/bin/env node
import { compileLate, isBrief } from './brief.js';
import { keepCompiled } from './compile-cache.js';
import { beginEarly } from './early-thread.js';
import { endAtLast } from './last-resort.js';
import { lostFolderText } from './lost-folder.js';

const lost = lostFolderText();
if (lost !== null) {
  process.stderr.write(lost);
  process.exit(1);
}
const args = process.argv.slice(2);
if (process.pid === 1) {
  const { needsStandIn, standIn } = await import('./first-process.js');
  if (needsStandIn(args)) process.exit(await standIn(process.argv.slice(1)));
}
endAtLast();
if (isBrief(args)) compileLate();
// The reader thread starts while everything else is still loading.
const early = beginEarly(args);
keepCompiled();
const { run, processWorld } = await import('./whole-program.js');
// By now everything is written and closed; only a timer of chokidar's would keep the process for another second.
process.exit(await run(args, processWorld(), early));
