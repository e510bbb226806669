import { closeSync, openSync, rmSync, watch } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type LeakWatch, watchForLeaks } from './leaks.js';
import { LeftBehind } from './left-behind.js';
import { temporaryFolder } from './temporary-folder.js';

async function complaint(leaks: LeakWatch, within = 30): Promise<string> {
  return leaks.expectNone(within).then(
    () => '',
    (error: Error) => error.message,
  );
}

describe('watchForLeaks', () => {
  const cleanups: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });

  it('finds nothing left if what was started has ended', async () => {
    const leaks = watchForLeaks();
    const timer = setTimeout(() => undefined, 60_000);
    const worker = new Worker('', { eval: true });
    await new Promise((resolve) => worker.once('exit', resolve));
    clearTimeout(timer);
    expect(await complaint(leaks, 3_000)).toBe('');
  });

  it('names a timer left behind and the line that started it', async () => {
    const leaks = watchForLeaks();
    const timer = setInterval(() => undefined, 60_000);
    cleanups.push(() => clearInterval(timer));
    expect(await complaint(leaks)).toMatch(/timer started at .*leaks\.spec\.js:\d+/);
  });

  it('names a watcher and a thread left behind', async () => {
    const folder = temporaryFolder();
    const leaks = watchForLeaks();
    const watcher = watch(folder.path, () => undefined);
    const worker = new Worker('setInterval(() => undefined, 1000)', { eval: true });
    cleanups.push(
      () => watcher.close(),
      () => worker.terminate(),
      folder.remove,
    );
    const said = await complaint(leaks);
    expect(said).toContain('file watcher started');
    expect(said).toContain('worker thread started');
  });

  it('names a handler left on the process', async () => {
    const leaks = watchForLeaks();
    const handler = () => undefined;
    process.on('SIGHUP', handler);
    cleanups.push(() => process.off('SIGHUP', handler));
    expect(await complaint(leaks)).toContain('process handlers of SIGHUP: 0 before, 1 now');
  });
});

describe('the watch that the environment keeps over each spec file', () => {
  const held: (() => void)[] = [];
  afterEach(() => {
    for (const free of held.splice(0)) free();
  });

  it('names open files of specs and spools, timers and watchers, and the test since which they are held', async () => {
    const folder = temporaryFolder();
    const before = openSync(join(folder.path, 'before'), 'w');
    const watched = new LeftBehind();
    const descriptors = ['early', 'kept'].map((name) => openSync(join(folder.path, name), 'w'));
    watched.testEnded('opens two');
    closeSync(descriptors[0] ?? 0);
    const timer = setInterval(() => undefined, 60_000);
    const watcher = watch(folder.path, () => undefined);
    held.push(
      () => closeSync(before),
      () => closeSync(descriptors[1] ?? 0),
      () => clearInterval(timer),
      () => watcher.close(),
    );
    watched.testEnded('opens more');
    rmSync(folder.path, { recursive: true });
    const left = await watched.atEnd(0);
    expect([...left].sort()).toEqual([
      expect.stringMatching(/^FSEventWrap 1, since "opens more"$/),
      expect.stringMatching(/^Timeout \d+, since "opens more"$/),
      expect.stringMatching(/^open file \d+, .*\/jobs-view-spec-.*\/kept, since "opens two"$/),
    ]);
  });

  it('waits for what is still ending, and finds nothing left then', async () => {
    const watched = new LeftBehind();
    const timer = setInterval(() => undefined, 60_000);
    watched.testEnded('leaves a timer');
    setTimeout(() => clearInterval(timer), 50);
    expect(await watched.atEnd(30_000)).toEqual([]);
  });
});
