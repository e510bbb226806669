import { appendFileSync, chmodSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { FSWatcher } from 'chokidar';
import { FolderWatch } from '../../lib/watch/folder-watch.js';
import { type LeakWatch, watchForLeaks } from '../support/leaks.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { until } from './scene.js';

let leaks: LeakWatch;
let folder: TemporaryFolder;

beforeEach(() => {
  leaks = watchForLeaks();
  folder = temporaryFolder();
});
afterEach(async () => {
  await leaks.expectNone();
  folder.remove();
});

/** Hides what is written from chokidar, which goes by a file's times: only the folder's own events tell of it. */
function changeUnseen(path: string): void {
  chmodSync(path, 0o600);
  chmodSync(path, 0o644);
}

it('a folder watch reports changes of its names that chokidar does not report', async () => {
  const [path, other] = [folder.file('queue.db'), folder.file('other.db')];
  for (const each of [path, other]) {
    writeFileSync(each, 'first');
    // A file that was read after it was written hasn't changed.
    utimesSync(each, 2_000_000_000, 1_000_000_000);
  }
  let [begun, writes] = [0, 0];
  const told: string[] = [];
  const watch = new FolderWatch({
    folder: folder.path,
    names: ['queue.db'],
    onEvent: (name) => {
      if (name === undefined) begun += 1;
      else told.push(name);
    },
    onWrite: () => {
      writes += 1;
    },
    onError: (error) => {
      throw error;
    },
  });
  await until(() => begun > 0, 'the watch');
  changeUnseen(other);
  changeUnseen(path);
  await until(() => told.length > 0, 'what was missed');
  appendFileSync(other, 'more');
  appendFileSync(path, 'more');
  await until(() => told.length > 1, 'what was written');
  expect([new Set(told), begun]).toEqual([new Set(['queue.db']), 1]);
  const heard = writes;
  changeUnseen(path);
  await until(() => writes > heard, 'what will be missed');
  await watch.close();
  const before = told.length;
  appendFileSync(path, 'more');
  // Whatever still waits for its time has come by then.
  await leaks.expectNone();
  expect(told).toHaveLength(before);
});

it('a folder watch ends all that chokidar begins to watch, also twice for one listener', async () => {
  const paths = [folder.file('queue.db'), folder.file('queue.db-wal')];
  for (const path of paths) writeFileSync(path, 'first');
  const added = jest.spyOn(FSWatcher.prototype, 'add');
  let begun = 0;
  const [onEvent, onError] = [() => (begun += 1), () => {}];
  const watch = new FolderWatch({ folder: folder.path, names: [], onEvent, onError });
  const [watcher] = added.mock.contexts as (FSWatcher & {
    _nodeFsHandler: { _watchWithNodeFs(path: string, listener: () => void): unknown };
  })[];
  added.mockRestore();
  await until(() => begun > 0, 'the watch');
  const listener = () => {};
  // As it does with a file that is replaced while it is being added.
  for (const path of [...paths, ...paths].sort()) watcher?._nodeFsHandler._watchWithNodeFs(path, listener);
  await watch.close();
  await leaks.expectNone();
});

it('a folder watch begins nothing when two files go as it is closed', async () => {
  const paths = [folder.file('queue.db-wal'), folder.file('queue.db-journal')];
  for (const path of paths) writeFileSync(path, 'first');
  let begun = 0;
  let onWrite = (): void => {};
  const watch = new FolderWatch({
    ...{ folder: folder.path, names: ['queue.db-wal', 'queue.db-journal'] },
    onEvent: () => (begun += 1),
    onWrite: () => onWrite(),
    onError: () => {},
  });
  await until(() => begun > 0, 'the watch');
  const closed = new Promise((resolve) => {
    // The system has reported both, and chokidar has asked about both and has no answer yet.
    onWrite = () => void setImmediate(() => resolve(watch.close()));
  });
  for (const path of paths) rmSync(path);
  await closed;
  await leaks.expectNone();
});
