#!/usr/bin/env node
import { mountsHere, ServedDisks } from '../lib/databases/served-mounts.js';
import { compileOnce, lostFolderText, processArgs } from '../lib/entries.js';
import { compileCacheFolder, keepCompiled } from '../lib/start/compile-cache.js';
import { beginEarly, compileLate, isBrief, taskOf } from './early-thread.js';
import { endAtLast } from './last-resort.js';

/** Threads and processes that are started inherit that nothing is kept. */
async function goWithoutSilentCache(disks: ServedDisks): Promise<void> {
  const { HOME: home = null, XDG_CACHE_HOME: cache = null } = process.env;
  await disks.ask([home, cache]);
  if (disks.isSilent(home) || disks.isSilent(cache)) process.env.NODE_DISABLE_COMPILE_CACHE = '1';
}

async function main(args: readonly string[]): Promise<number> {
  const lost = lostFolderText();
  if (lost !== null) {
    process.stderr.write(lost);
    return 1;
  }
  if (process.pid === 1) {
    const { needsStandIn, standIn } = await import('./first-process.js');
    if (needsStandIn(args))
      return standIn([...processArgs(new URL(import.meta.url), process.execArgv), ...args]);
  }
  endAtLast();
  // Both before anything is compiled for the cache: V8 uses it only with the options that it was made with.
  const isLate = isBrief(args);
  if (isLate) compileLate();
  compileOnce();
  const disks = new ServedDisks(mountsHere());
  await goWithoutSilentCache(disks);
  // The reader thread starts while everything else is still loading.
  const early = beginEarly(args);
  const cache = keepCompiled(taskOf(args));
  process.once('exit', (code) => {
    // A run that failed has called few of the functions that are worth keeping.
    if (code !== 0) return;
    // What read much has undone it meanwhile.
    if (isLate) compileLate();
    cache?.keep();
  });
  const { processWorld, run } = await import('./run.js');
  return run(args, { ...processWorld(), compileCache: compileCacheFolder(process.env) }, early, disks);
}

// By the end everything is written and closed; only a timer of chokidar's would keep the process for another second.
void main(process.argv.slice(2)).then((code) => process.exit(code));
