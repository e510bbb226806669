import { spawn } from 'node:child_process';
import type { Worker } from 'node:worker_threads';
import { started } from '../lib/entries.js';

/** Kills the process that it is given if that is still the same one after half a second. */
const script =
  'began() { cut -d " " -f 22 "/proc/$1/stat" 2>/dev/null; }; at=$(began "$1"); sleep 0.5; ' +
  '[ -n "$at" ] && [ "$(began "$1")" = "$at" ] && kill -KILL "$1"';

/**
 * Makes sure that this process ends when it exits. Node waits at its exit for all of its threads, and one that waits
 * for a disk that doesn't answer never ends: then another process kills this one. Call before any thread is started.
 */
export function endAtLast(): void {
  const threads = new Set<Worker>();
  process.on('worker', (thread) => {
    threads.add(thread);
    thread.once('exit', () => threads.delete(thread));
  });
  process.once('exit', () => {
    if (process.platform !== 'linux' || (threads.size === 0 && !waitsForDisk())) return;
    const words = ['-c', script, 'sh', String(process.pid)];
    const killer = started(() => spawn('/bin/sh', words, { stdio: 'ignore', detached: true }));
    // Without a shell it can't be done.
    killer.on('error', () => {});
    killer.unref();
  });
}

/** Whether one of Node's own threads is reading or asking something of a disk. */
function waitsForDisk(): boolean {
  return process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'));
}
