import { mkdir, rename, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { findLocation, isSameLocation, type Location, mostEntries } from '../../lib/watch/location.js';
import { never, sceneForEach, type Watched } from './scene.js';

const scene = sceneForEach();

/** Writes the file, and has it reported, some times. */
async function expectReports(watched: Watched, file: string): Promise<void> {
  for (const text of ['one', 'two', 'three']) {
    await writeFile(file, `${text} ${Math.random()}`);
    await watched.reported();
  }
}

describe('through events alone', () => {
  const eventsAlone = { pollMs: never };

  it('a file that appears late is noticed', async () => {
    const watched = await scene.watch(scene.path('queue.db'), eventsAlone);
    await expectReports(watched, scene.path('queue.db'));
  });

  it('a WAL that appears late is noticed', async () => {
    await writeFile(scene.path('queue.db'), 'main');
    const watched = await scene.watch(scene.path('queue.db'), eventsAlone);
    await expectReports(watched, scene.path('queue.db-wal'));
  });

  it('a file that is replaced by rename is noticed, again and again', async () => {
    await writeFile(scene.path('queue.db'), 'old');
    const watched = await scene.watch(scene.path('queue.db'), eventsAlone);
    for (let count = 0; count < 3; count++) {
      await writeFile(scene.path('new.db'), `new ${count}`);
      await rename(scene.path('new.db'), scene.path('queue.db'));
      await watched.reported();
      await expectReports(watched, scene.path('queue.db'));
    }
  });

  it('a file that is deleted and made again is noticed', async () => {
    await writeFile(scene.path('queue.db'), 'old');
    const watched = await scene.watch(scene.path('queue.db'), eventsAlone);
    await unlink(scene.path('queue.db'));
    await watched.reported();
    await expectReports(watched, scene.path('queue.db'));
  });

  it('a change behind a symbolic link is noticed', async () => {
    await mkdir(scene.path('real'));
    await writeFile(scene.path('real', 'data.db'), 'old');
    await symlink('real/data.db', scene.path('queue.db'));
    const watched = await scene.watch(scene.path('queue.db'), eventsAlone);
    await expectReports(watched, scene.path('real', 'data.db'));
  });
});

describe('through events and polling', () => {
  it('a folder that appears late is watched from then on', async () => {
    const watched = await scene.watch(scene.path('later', 'queue.db'), { pollMs: 20 });
    await mkdir(scene.path('later'));
    await expectReports(watched, scene.path('later', 'queue.db'));
    expect(watched.notices).toEqual([]);
  });

  it('a folder that vanishes and comes back is watched again', async () => {
    await mkdir(scene.path('inner'));
    await writeFile(scene.path('inner', 'queue.db'), 'old');
    const watched = await scene.watch(scene.path('inner', 'queue.db'), { pollMs: 20 });
    await rm(scene.path('inner'), { recursive: true });
    await watched.reported();
    await mkdir(scene.path('inner'));
    await expectReports(watched, scene.path('inner', 'queue.db'));
  });

  it('a symbolic link that is switched to another folder is followed', async () => {
    for (const name of ['one', 'two']) {
      await mkdir(scene.path(name));
      await writeFile(scene.path(name, 'queue.db'), name);
    }
    await symlink('one/queue.db', scene.path('queue.db'));
    const watched = await scene.watch(scene.path('queue.db'), { pollMs: 20 });
    await unlink(scene.path('queue.db'));
    await symlink('two/queue.db', scene.path('queue.db'));
    await watched.reported();
    await expectReports(watched, scene.path('two', 'queue.db'));
  });
});

describe('a large folder', () => {
  it('is polled, with one notice', async () => {
    for (let count = 0; count <= mostEntries; count++) await writeFile(scene.path(`${count}.csv`), '');
    const watched = await scene.watch(scene.path('queue.db'), { pollMs: 20 });
    await expectReports(watched, scene.path('queue.db'));
    expect(watched.notices).toEqual([
      `Over ${mostEntries} files in the database folder; checking every 0.02 s instead`,
    ]);
  });
});

describe('the location of a database', () => {
  it.each([
    { name: 'a file', link: null, path: 'there/queue.db', real: ['there', 'queue.db'] },
    { name: 'a file that is not there', link: null, path: 'there/none.db', real: ['there', 'none.db'] },
    { name: 'a link', link: 'there/queue.db', path: 'link.db', real: ['there', 'queue.db'] },
    { name: 'a link that dangles', link: 'there/none.db', path: 'link.db', real: ['there', 'none.db'] },
    { name: 'a link into no folder', link: 'nowhere/queue.db', path: 'link.db', real: null },
    { name: 'a link to itself', link: 'link.db', path: 'link.db', real: ['link.db'] },
    { name: 'no folder', link: null, path: 'nowhere/queue.db', real: null },
  ])('is found for $name', async ({ link, path, real }) => {
    await mkdir(scene.path('there'));
    await writeFile(scene.path('there', 'queue.db'), '');
    if (link !== null) await symlink(link, scene.path('link.db'));
    const location = await findLocation(scene.path(path));
    expect(location && [location.folder, location.name]).toEqual(
      real && [scene.path(...real.slice(0, -1)), real.at(-1)],
    );
  });

  it('differs if the file has another name, or its folder was made again under the same inode number', () => {
    const identity = { device: 1n, inode: 2n, birth: 100n, changed: 150n };
    const location: Location = { folder: '/queue', name: 'queue.db', identity };
    const later = (birth: bigint, changed: bigint): Location => ({
      ...location,
      identity: { ...identity, birth, changed },
    });
    expect(isSameLocation(location, later(100n, 250n))).toBe(true);
    expect(isSameLocation(location, { ...location, name: 'other.db' })).toBe(false);
    expect(isSameLocation(location, later(200n, 250n))).toBe(false);
    // A system that has no birth times gives the last change instead.
    expect(isSameLocation(later(150n, 150n), later(250n, 250n))).toBe(true);
  });
});
