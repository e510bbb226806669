import { spawnSync } from 'node:child_process';
import { appendFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { it } from '@jest/globals';
import { FolderWatch } from '../../lib/watch/folder-watch.js';
import { never, sceneForEach, until } from './scene.js';

const scene = sceneForEach();

/** What a worker's tools may do to a file in a few milliseconds: it is replaced, deleted, made and written again. */
const quickly = [
  'for i in 1 2 3 4 5 6 7 8; do echo $i > new; mv new queue.db; done',
  'for i in 1 2 3 4 5 6 7 8; do rm -f queue.db; echo $i > queue.db; done',
  'for i in 1 2 3; do echo $i > queue.db; rm queue.db; done; echo x > queue.db',
  'echo a > queue.db; rm queue.db; echo b > queue.db; echo c > new; mv new queue.db',
];

/** Makes a file in a folder of its own. */
async function makeFirst(path: string): Promise<void> {
  await mkdir(dirname(path));
  await writeFile(path, 'first');
}

it('files that were replaced very quickly are noticed whenever they change later, through events alone', async () => {
  const all = Array.from({ length: 6 }, (_, place) => scene.path(String(place), 'queue.db'));
  for (const path of all) await makeFirst(path);
  const watches = await Promise.all(all.map((path) => scene.watch(path, { pollMs: never })));
  const reported = () => Promise.all(watches.map((watched) => watched.reported()));
  for (let round = 0; round < quickly.length; round += 1) {
    for (const [place, path] of all.entries()) {
      const words = quickly[(round + place) % quickly.length] ?? '';
      spawnSync('sh', ['-c', words], { cwd: dirname(path) });
    }
    await reported();
    for (const path of all) appendFileSync(path, `${round}`);
    await reported();
  }
}, 60_000);

/** Deletes a file and makes it again, thirty times, each time after a moment. */
async function makeAgain(path: string): Promise<void> {
  for (let count = 0; count < 30; count += 1) {
    unlinkSync(path);
    await pause(1);
    writeFileSync(path, String(count));
    await pause(2);
  }
}

/** A watch over a file in a folder of its own, once it has begun, and how many events came of it. */
async function watchOver(path: string) {
  await makeFirst(path);
  const seen = { path, events: 0, isBegun: false };
  const watch = new FolderWatch({
    folder: dirname(path),
    names: [basename(path)],
    onEvent: (told) => {
      if (told === undefined) seen.isBegun = true;
      else seen.events += 1;
    },
    onError: (error) => {
      throw error;
    },
  });
  await until(() => seen.isBegun, 'the watch');
  return { seen, close: () => watch.close() };
}

it('an event comes of a file that was deleted and made again thirty times, in each of sixteen tries', async () => {
  for (let turn = 0; turn < 4; turn += 1) {
    // Of four at a time watches are lost the most often.
    const paths = ['a', 'b', 'c', 'd'].map((name) => scene.path(`${turn}${name}`, 'queue.db'));
    const watches = await Promise.all(paths.map(watchOver));
    await Promise.all(paths.map(makeAgain));
    // Nothing of what has happened so far is still on its way.
    await pause(400);
    const tries = watches.map(async ({ seen }) => {
      const before = seen.events;
      await appendFile(seen.path, 'later');
      await until(() => seen.events > before, `an event of ${seen.path}`);
    });
    await Promise.all(tries);
    for (const { close } of watches) await close();
  }
}, 60_000);

it('a file that was replaced very quickly is noticed by polling, without any event', async () => {
  const path = scene.path('queue.db');
  await writeFile(path, 'first');
  const watched = await scene.watch(path, { events: false, pollMs: 10 });
  for (const words of quickly) {
    spawnSync('sh', ['-c', words], { cwd: scene.folder });
    await watched.reported();
    await appendFile(path, '.');
    await watched.reported();
  }
});
