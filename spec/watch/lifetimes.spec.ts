import { writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DatabaseWatcher } from '../../lib/watch/database-watcher.js';
import type { FolderWatchOptions } from '../../lib/watch/folder-watch.js';
import { SharedFolders } from '../../lib/watch/shared-folders.js';
import { HandClock, settled } from '../support/hand-clock.js';
import { expectNothingLeft, leavesNothing } from '../support/nothing-left.js';
import { testFolder } from '../support/test-folder.js';

/** A watcher of a real file that shares its folder with another one; no event comes but by the spec. */
class World {
  readonly clock = new HandClock(0, 3);
  readonly #watches: FolderWatchOptions[] = [];
  readonly #open = new Set<FolderWatchOptions>();
  readonly #folders = new SharedFolders(
    (milliseconds, action) => this.clock.after(milliseconds, action),
    (options) => {
      this.#watches.push(options);
      this.#open.add(options);
      return { close: async () => void this.#open.delete(options) };
    },
  );
  changes = 0;
  text = 0;
  readonly watchers: readonly DatabaseWatcher[];

  constructor(folder: string) {
    this.watchers = ['a.db', 'b.db'].map(
      (name) =>
        new DatabaseWatcher({
          path: `${folder}/${name}`,
          look: async () => String(this.text),
          onChange: () => {
            this.changes += 1;
          },
          watchFolder: (options) => this.#folders.watch(options),
          after: (milliseconds, action) => this.clock.after(milliseconds, action),
          steady: () => this.clock.time,
        }),
    );
    leavesNothing({
      end: () => Promise.all(this.watchers.map((watcher) => watcher.close())),
      held: () => [
        ...[...this.clock.alarms].map(({ at }) => `an alarm at ${at}`),
        ...[...this.#open].map(({ names }) => `a watch of ${names}`),
      ],
    });
  }

  get last(): FolderWatchOptions | undefined {
    return this.#watches.at(-1);
  }
}

const things: Readonly<Record<string, (world: World) => unknown>> = {
  event: ({ last }) => last?.onEvent('a.db'),
  'many events': ({ last }) => {
    for (let count = 0; count < 9; count += 1) last?.onEvent('b.db-wal');
  },
  'error of the system': ({ last }) => last?.onError(new Error('ENOSPC')),
  commit: (world) => {
    world.text += 1;
  },
  'watcher that is closed': ({ watchers }) => watchers[0]?.close(),
  'some time': ({ clock }) => clock.pass(120),
  'much time': ({ clock }) => clock.pass(1200),
};

describe('a database watcher that is closed', () => {
  it('holds no timer and no watch, whatever it was doing, and reports nothing more', async () => {
    const folder = testFolder();
    for (const name of ['a.db', 'b.db']) writeFileSync(`${folder}/${name}`, '');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...Object.keys(things)), { maxLength: 10 }),
        async (names) => {
          const world = new World(folder);
          await Promise.all(world.watchers.map((watcher) => watcher.start()));
          expect(world.changes).toBe(0);
          for (const name of names) await things[name]?.(world);
          await expectNothingLeft();
          const { changes } = world;
          world.text += 1;
          world.last?.onEvent('a.db');
          await settled();
          expect([world.changes, world.clock.alarms.size]).toEqual([changes, 0]);
        },
      ),
      { numRuns: 100 },
    );
  });
});
