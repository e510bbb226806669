import { afterEach, beforeEach, expect } from '@jest/globals';
import { ServedDisks } from '../../lib/databases/served-mounts.js';
import { DatabaseWatcher } from '../../lib/watch/database-watcher.js';
import { needs } from '../support/needs.js';
import { type ServedDisk, serveDisk } from '../support/served-disk.js';
import { until } from '../support/until.js';

const { it } = needs('bindfs');

let disk: ServedDisk;
let watcher: DatabaseWatcher;
let text: string;
let looks: number;
let changes: number;

beforeEach(async () => {
  disk = await serveDisk();
  [text, looks, changes] = ['first', 0, 0];
  watcher = new DatabaseWatcher({
    path: `${disk.path}/jobs.db`,
    look: async () => {
      looks += 1;
      return text;
    },
    onChange: () => {
      changes += 1;
    },
    pollMs: 5,
  });
});

afterEach(async () => {
  disk.resume();
  await watcher.close();
  await disk.close();
});

it('a watcher looks from its start even if the folder does not answer', async () => {
  disk.hang();
  await watcher.start();
  expect(looks).toBe(1);
  text = 'second';
  await until(() => changes === 1, 10_000);
});

it('a watcher goes on looking when the folder stops to answer', async () => {
  await watcher.start();
  await until(() => looks > 10, 10_000);
  disk.hang();
  const before = looks;
  // More looks than there are from one check of the location to the next.
  await until(() => looks > before + 10, 10_000);
  text = 'second';
  await until(() => changes === 1, 10_000);
});

it('a disk that does not answer is left out until it is asked again and answers', async () => {
  const disks = new ServedDisks(new Map([[disk.path, true]]));
  disk.hang();
  await disks.ask([disk.path]);
  expect(disks.isSilent(disk.path)).toBe(true);
  disk.resume();
  await until(() => disks.ask([disk.path], 1000).then(() => !disks.isSilent(disk.path)), 10_000);
});
