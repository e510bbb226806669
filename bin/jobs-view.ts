#!/usr/bin/env node
import { beginEarly } from './early-thread.js';
import { lostFolderText } from './lost-folder.js';

const lost = lostFolderText();
if (lost !== null) {
  process.stderr.write(lost);
  process.exit(1);
}
// The thread that reads comes up while all else is still being loaded.
const early = beginEarly(process.argv.slice(2));
const { run } = await import('./run.js');
// All is written and closed by now; only chokidar keeps a timer for a second after its end.
process.exit(await run(early));
