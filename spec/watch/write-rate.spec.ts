import { describe, expect, it } from '@jest/globals';
import { FolderWatch, type FolderWatchOptions } from '../../lib/watch/folder-watch.js';
import { createDatabase } from '../support/databases.js';
import { NativeWriter } from '../support/native-writer.js';
import { never, sceneForEach, until } from './scene.js';

const scene = sceneForEach();

describe('a writer at full speed', () => {
  it('is polled before eight events have come', async () => {
    let time = 0;
    let closed = 0;
    let given: FolderWatchOptions | null = null;
    const { watcher } = await scene.watch(scene.path('queue.db'), {
      pollMs: never,
      steady: () => time,
      watchFolder: (options) => {
        given = options;
        return {
          close: async () => {
            closed += 1;
          },
        };
      },
    });
    await until(() => given !== null, 'the watch of the folder');
    const write = (times: number) => {
      for (let count = 0; count < times; count += 1) {
        time += 0.1;
        given?.onWrite?.();
      }
    };
    write(1400);
    expect([watcher.atFullSpeed, closed]).toEqual([true, 1]);
    write(1000);
    expect(closed).toBe(1);
    await watcher.close();
    write(2000);
    expect(closed).toBe(1);
  });

  it('shows in the system’s own events, of which chokidar reports a small part', async () => {
    const path = scene.path('queue.db');
    await createDatabase(path, { rows: [{ id: 1, plugin_name: 'alpha', status: 'RUNNING' }] });
    const writer = await NativeWriter.start(path);
    let [events, writes, isBegun] = [0, 0, false];
    const watch = new FolderWatch({
      folder: scene.folder,
      names: ['queue.db', 'queue.db-wal'],
      onEvent: (name) => {
        if (name === undefined) isBegun = true;
        else events += 1;
      },
      onWrite: () => {
        writes += 1;
      },
      onError: (error) => {
        throw error;
      },
    });
    await until(() => isBegun, 'the watch');
    // The system makes one event of all writes that come while this process is held up.
    await until(async () => {
      await writer.exec('UPDATE cf_processing_queue SET priority = priority + 1;'.repeat(1000));
      return events > 0 && writes > 100;
    }, 'writes');
    expect(writes).toBeGreaterThan(10 * events);
    await watch.close();
  });
});
