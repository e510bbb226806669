#!/usr/bin/env node
import { beginEarly, showsList } from './early-thread.js';
import { standIn } from './first-process.js';
import { lostFolderText } from './lost-folder.js';

const lost = lostFolderText();
if (lost !== null) {
  process.stderr.write(lost);
  process.exit(1);
}
const args = process.argv.slice(2);
if (process.pid === 1 && !showsList(args)) process.exit(await standIn(process.argv.slice(1)));
// The thread that reads comes up while all else is still being loaded.
const early = beginEarly(args);
const [{ run }, { processWorld }] = await Promise.all([import('./run.js'), import('./process-world.js')]);
// All is written and closed by now; only chokidar keeps a timer for a second after its end.
process.exit(await run(args, processWorld(), early));
