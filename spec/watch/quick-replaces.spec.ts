import { spawnSync } from 'node:child_process';
import { unlinkSync, writeFileSync } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, it } from '@jest/globals';
import { FolderWatch } from '../../lib/watch/folder-watch.js';
import { never, Scene, until } from './scene.js';

let scene: Scene;

beforeEach(() => {
  scene = new Scene();
});
afterEach(() => scene.end());

/** What a worker's tools may do to a file in a few milliseconds: it is replaced, deleted, made and written again. */
const quickly = [
  'for i in 1 2 3 4 5 6 7 8; do echo $i > new; mv new queue.db; done',
  'for i in 1 2 3 4 5 6 7 8; do rm -f queue.db; echo $i > queue.db; done',
  'for i in 1 2 3; do echo $i > queue.db; rm queue.db; done; echo x > queue.db',
  'echo a > queue.db; rm queue.db; echo b > queue.db; echo c > new; mv new queue.db',
];

it('a file that was replaced very quickly is noticed whenever it changes later, through events alone', async () => {
  const path = scene.path('queue.db');
  await writeFile(path, 'first');
  const watched = await scene.watch(path, { pollMilliseconds: never });
  for (let round = 0; round < 24; round += 1) {
    spawnSync('sh', ['-c', quickly[round % quickly.length] ?? ''], { cwd: scene.folder });
    await watched.reported();
    await appendFile(path, `${round}`);
    await watched.reported();
  }
}, 60_000);

it('an event comes of a file that was deleted and made again thirty times, in each of sixteen tries', async () => {
  for (let round = 0; round < 16; round += 1) {
    const name = `queue-${round}.db`;
    const path = scene.path(name);
    await writeFile(path, 'first');
    let [events, isBegun] = [0, false];
    const watch = new FolderWatch({
      folder: scene.folder,
      names: [name],
      onEvent: (told) => {
        if (told === undefined) isBegun = true;
        else events += 1;
      },
      onError: (error) => {
        throw error;
      },
    });
    await until(() => isBegun, 'the watch');
    for (let count = 0; count < 30; count += 1) {
      unlinkSync(path);
      await pause(1);
      writeFileSync(path, String(count));
      await pause(2);
    }
    // Nothing of what has happened so far is still on its way.
    await pause(400);
    const before = events;
    await appendFile(path, 'later');
    await until(() => events > before, `an event of ${name}`);
    await watch.close();
  }
}, 60_000);

it('and by the clock, without any event', async () => {
  const path = scene.path('queue.db');
  await writeFile(path, 'first');
  const watched = await scene.watch(path, { events: false, pollMilliseconds: 10 });
  for (const words of quickly) {
    spawnSync('sh', ['-c', words], { cwd: scene.folder });
    await watched.reported();
    await appendFile(path, '.');
    await watched.reported();
  }
});
