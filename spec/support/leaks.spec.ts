import { watch } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type LeakWatch, watchForLeaks } from './leaks.js';
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

  it('has nothing to say when what was started has ended', async () => {
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
