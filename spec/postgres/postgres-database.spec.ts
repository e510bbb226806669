import { describe, expect, it } from '@jest/globals';
import type { ReadProgress } from '../../lib/model/picture.js';
import type { Told } from '../../lib/postgres/link/server-link.js';
import type { PostgresTrouble } from '../../lib/postgres/link/trouble.js';
import { type MirrorPace, usualPace } from '../../lib/postgres/mirror/mirror-of-server.js';
import { Unfinished } from '../../lib/snapshot/attempt/unfinished.js';
import { databasesThere, readFirst } from './databases-there.js';

/** One step of the first reading in each transaction. */
const oneStepEach: MirrorPace = { ...usualPace, rowsAtOnce: 20, fillingMs: -1 };

const { opened, rename, openMirrors } = databasesThere();

const troubled = <T>(kind: Exclude<PostgresTrouble['kind'], 'other'>): Told<T> => ({
  ...{ kind: 'trouble', trouble: { kind } },
});

describe('A database on a server', () => {
  it('gives pictures as of a time before the read', async () => {
    let now = 1000;
    const { database, link } = opened({ clock: () => now });
    link.meddle = (work) => {
      now += 5000;
      return work();
    };
    await readFirst(database);
    const before = now;
    expect(await readFirst(database)).toMatchObject({ asOf: before });
  });

  it('begins again where another server answers, at most three times in a read', async () => {
    const { database, link } = opened();
    await rename('mine');
    link.instant = () => ({ server: String(link.reads) });
    // What is there from the beginning doesn't last until all is there.
    expect(await readFirst(database)).toEqual({
      ...{ sentence: expect.stringContaining('non-stop'), file: 'postgres://there' },
    });
    expect(link.reads).toBe(8);
    link.instant = () => ({});
    expect(await readFirst(database)).toMatchObject({ name: 'mine' });
    // Nothing is left of the server before.
    await rename('its');
    link.instant = () => ({ server: 'another' });
    expect(await readFirst(database)).toMatchObject({ name: 'its' });
    // One for the first few jobs, and one for all.
    expect(openMirrors()).toBe(2);
  });

  it('repeats a read that had to give way three times, and never after close()', async () => {
    const { database, link } = opened();
    let left = 3;
    link.meddle = async (work) => {
      left -= 1;
      return left >= 0 ? troubled('gave-way') : work();
    };
    const reading = await database.read(() => 'it');
    expect(reading).toMatchObject({ value: 'it' });
    left = 4;
    link.reads = 0;
    expect(await readFirst(database)).toMatchObject({ sentence: expect.stringContaining('give way') });
    expect(link.reads).toBe(4);
    link.reads = 0;
    link.meddle = async () => {
      void database.close();
      return troubled('gave-way');
    };
    expect(await readFirst(database)).toHaveProperty('sentence');
    expect(link.reads).toBe(1);
  });

  it('goes on where the time for a transaction ran out, if that came closer to the end', async () => {
    const { database, link } = opened({ pace: oneStepEach });
    await rename('slow');
    link.meddle = async (work) => {
      const told = await work();
      // But for the first one, before which there is nothing that could come closer.
      return link.reads % 2 === 0 ? troubled('too-slow') : told;
    };
    expect(await readFirst(database)).toMatchObject({ name: 'slow' });
    link.reads = 0;
    link.meddle = async () => troubled('too-slow');
    expect(await readFirst(database)).toMatchObject({ sentence: expect.stringContaining('too long') });
    expect(link.reads).toBe(1);
    // It came closer, but nobody is there any more.
    link.reads = 0;
    await rename('lost');
    link.meddle = async (work) => {
      await work();
      return troubled('gone');
    };
    expect(await readFirst(database)).toMatchObject({ sentence: expect.stringContaining('was lost') });
    expect(link.reads).toBe(1);
    link.meddle = (work) => work();
    expect(await readFirst(database)).toMatchObject({ name: 'lost' });
  });

  it('frees its mirrors each time that no server answers', async () => {
    const { database, link } = opened();
    link.meddle = async () => troubled('refused');
    for (let turn = 0; turn < 3; turn += 1)
      expect(await readFirst(database)).toMatchObject({
        sentence: expect.stringContaining('Nothing answers'),
      });
    expect(openMirrors()).toBe(0);
  });

  it('has another look after a read that failed, and after another connection', async () => {
    const { database, link } = opened();
    await readFirst(database);
    const looks = [await database.look()];
    expect(await database.look()).toBe(looks[0]);
    link.meddle = async () => troubled('too-slow');
    await readFirst(database);
    looks.push(await database.look());
    link.moreConnections += 1;
    looks.push(await database.look());
    expect(new Set(looks).size).toBe(3);
    expect(await database.look()).toBe(looks[2]);
    for (const kind of ['refused', 'silent'] as const) {
      link.look = async () => troubled(kind);
      looks.push(await database.look());
    }
    expect(new Set(looks).size).toBe(5);
  });

  it('does one read after another, and ends the one under way before it is closed', async () => {
    const { database, link } = opened();
    const reads = [readFirst(database), readFirst(database), readFirst(database)];
    await Promise.all(reads);
    expect(link.mostAtOnce).toBe(1);
    let isOver = false;
    let parts = 0;
    await new Promise<void>((resolve) => {
      const last = database.read(() => {
        parts += 1;
        // The rows in memory are queried in many parts, long after the server has answered.
        if (parts === 1) resolve();
        if (parts < 200) throw new Unfinished();
      });
      void last.then(() => {
        isOver = true;
      });
    });
    await database.close();
    expect([isOver, link.isClosed]).toEqual([true, true]);
    link.reads = 0;
    expect(await readFirst(database)).toHaveProperty('sentence');
    expect(link.reads).toBe(0);
  });

  it('reports how far the first reading is', async () => {
    const told: ReadProgress[] = [];
    const { database } = opened({ pace: oneStepEach, onProgress: (progress) => told.push(progress) });
    await readFirst(database);
    const portions = told.map(({ bytesRead, databaseBytes }) => bytesRead / databaseBytes);
    expect(portions.length).toBeGreaterThan(5);
    expect(portions).toEqual([...portions].sort((one, other) => one - other));
    expect(portions[0]).toBeLessThan(0.5);
    expect(new Set(portions).size).toBeGreaterThan(4);
    expect(portions.at(-1)).toBe(1);
  });
});
