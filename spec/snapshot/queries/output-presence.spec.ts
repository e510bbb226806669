import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DatabaseReader } from '../../../lib/snapshot/database-reader.js';
import { checkAgainMs, freshMs, OutputPresence } from '../../../lib/snapshot/outputs/output-presence.js';
import { createDatabase } from '../../support/databases.js';
import { eventually } from '../../support/eventually.js';
import { type LeakWatch, watchForLeaks } from '../../support/leaks.js';
import { testFolder } from '../../support/test-folder.js';
import { wholeList } from './queue-database.js';

/** A presence with a disk, a clock and timers that do what the spec says. */
function begin() {
  let now = 1_768_300_000_000;
  let news = 0;
  const asked: string[] = [];
  let answers: { readonly place: string; readonly give: (exists: boolean | null) => void }[] = [];
  let due: { readonly at: number; readonly run: () => void }[] = [];
  const presence = new OutputPresence(
    { base: '/base', home: '/home/op' },
    () => now,
    () => {
      news += 1;
    },
    (place) => {
      asked.push(place);
      return new Promise((give) => answers.push({ place, give }));
    },
    (milliseconds, run) => {
      const timer = { at: now + milliseconds, run };
      if (due.length > 0) throw new Error('a second round beside the first');
      due.push(timer);
      return () => {
        due = due.filter((each) => each !== timer);
      };
    },
  );
  const next = (end: number) => due.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
  return {
    ...{ presence, asked: () => asked, news: () => news, timers: () => due.length },
    async answer(place: string, exists: boolean | null): Promise<void> {
      for (const each of answers.filter((answer) => answer.place === place)) each.give(exists);
      answers = answers.filter((answer) => answer.place !== place);
      await new Promise((resolve) => setImmediate(resolve));
    },
    pass(milliseconds: number): void {
      const end = now + milliseconds;
      for (let timer = next(end); timer !== undefined; timer = next(end)) {
        const { at, run } = timer;
        due = due.filter((each) => each !== timer);
        now = at;
        run();
      }
      now = end;
    },
  };
}

describe('whether an output exists', () => {
  it('is unknown at first, and announced once it is known', async () => {
    const { presence, ...scene } = begin();
    expect(presence.check(['out/a'])).toEqual([null]);
    expect(scene.asked()).toEqual(['/base/out/a']);
    await scene.answer('/base/out/a', true);
    expect(scene.news()).toBe(1);
    expect(presence.check(['out/a'])).toEqual([true]);
    expect(scene.asked()).toHaveLength(1);
  });

  it('is checked again and again, and announced only when it changes', async () => {
    const { presence, ...scene } = begin();
    presence.check(['~/out']);
    for (const [exists, news] of [
      [false, 1],
      [false, 1],
      [true, 2],
      [true, 2],
      [null, 3],
      [false, 4],
    ] as const) {
      await scene.answer('/home/op/out', exists);
      expect(scene.news()).toBe(news);
      expect(presence.check(['~/out'])).toEqual([exists]);
      scene.pass(checkAgainMs);
    }
    expect(scene.asked()).toHaveLength(7);
  });

  it('is not checked any more once it isn’t requested, or the reader is closed', async () => {
    const { presence, ...scene } = begin();
    presence.check(['/out']);
    await scene.answer('/out', true);
    presence.check([]);
    scene.pass(60_000);
    expect([scene.asked().length, scene.timers()]).toEqual([1, 0]);
    presence.check(['/out']);
    presence.close();
    await scene.answer('/out', true);
    scene.pass(60_000);
    expect([scene.asked().length, scene.timers(), scene.news()]).toEqual([2, 0, 1]);
    expect(presence.check(['/other'])).toEqual([null]);
    expect(scene.asked()).toHaveLength(2);
  });

  it('is unknown for a URI that isn’t on a disk, without a check', () => {
    const { presence, ...scene } = begin();
    for (const path of ['s3://bucket/key', 'a\0b', 'file://host/x', 'file://%zz']) {
      expect(presence.check([path])).toEqual([null]);
    }
    expect([scene.asked(), scene.timers()]).toEqual([[], 0]);
  });

  it('does not pile up checks of a disk that never answers, nor block other paths', async () => {
    const { presence, ...scene } = begin();
    presence.check(['/dead']);
    scene.pass(600_000);
    expect(scene.asked()).toEqual(['/dead']);
    presence.check(['/live']);
    await scene.answer('/live', true);
    expect(presence.check(['/live'])).toEqual([true]);
    for (let number = 0; number < 100; number += 1) presence.check([`/dead${number}`]);
    scene.pass(600_000);
    expect(scene.asked()).toEqual(['/dead', '/live', '/dead0']);
    await scene.answer('/dead', false);
    scene.pass(checkAgainMs);
    expect(scene.asked()).toEqual(['/dead', '/live', '/dead0', '/dead99']);
  });

  it('becomes unknown, announced, when the disk stops answering, and known once it answers again', async () => {
    const { presence, ...scene } = begin();
    presence.check(['/out']);
    await scene.answer('/out', true);
    scene.pass(freshMs + checkAgainMs);
    expect([scene.news(), scene.asked().length]).toEqual([2, 2]);
    expect(presence.check(['/out'])).toEqual([null]);
    await scene.answer('/out', true);
    expect(scene.news()).toBe(3);
    expect(presence.check(['/out'])).toEqual([true]);
  });
});

describe('whether several outputs exist', () => {
  it('is announced once all were checked, two at a time', async () => {
    const { presence, ...scene } = begin();
    const paths = ['/a', null, '/b', 's3://bucket', '/c', '/a', '/d'];
    expect(presence.check(paths)).toEqual(paths.map(() => null));
    expect(scene.asked()).toEqual(['/a', '/b']);
    await scene.answer('/b', false);
    expect(scene.asked()).toEqual(['/a', '/b', '/c']);
    expect(scene.news()).toBe(0);
    await scene.answer('/a', true);
    expect([scene.asked().at(-1), scene.news()]).toEqual(['/d', 1]);
    await scene.answer('/c', true);
    expect(scene.news()).toBe(2);
    await scene.answer('/d', null);
    expect(presence.check(paths)).toEqual([true, null, false, null, true, true, null]);
    scene.pass(checkAgainMs);
    expect(scene.asked().slice(4)).toEqual(['/a', '/b']);
    await scene.answer('/a', true);
    await scene.answer('/b', false);
    expect(scene.news()).toBe(2);
  });

  it('does not carry over to the next job in detail', async () => {
    const { presence, ...scene } = begin();
    presence.check(['/a', '/b', '/c', '/d']);
    presence.check(['/x']);
    await scene.answer('/a', true);
    await scene.answer('/b', true);
    expect(scene.asked()).toEqual(['/a', '/b', '/x']);
    expect(scene.news()).toBe(0);
  });
});

describe('a reader', () => {
  let leaks: LeakWatch;
  beforeEach(() => {
    leaks = watchForLeaks();
  });
  afterEach(() => leaks.expectNone());

  it('shows that an output appears and disappears, though nobody commits anything', async () => {
    const folder = testFolder();
    const path = join(folder, 'jobs.sqlite3');
    await createDatabase(path, {
      version: 'B',
      rows: [{ id: 1, status: 'RUNNING', output_path: 'out/fix' }],
      journalMode: 'delete',
    });
    let news = 0;
    const reader = new DatabaseReader(path, {
      clock: Date.now,
      folders: { base: folder, home: null },
      onSizes: () => {
        news += 1;
      },
    });
    const read = async () => {
      const detail = { id: '1', failuresFrom: 0, failures: 0 };
      const result = await reader.read({ ...wholeList, detail });
      return result.kind === 'picture' ? result.picture.detail?.outputExists : result.problem;
    };
    const announced = async (exists: boolean, after: number) => {
      await eventually(
        () => news > after,
        () => `no news that it ${exists ? 'exists' : 'is gone'}`,
      );
      expect(await read()).toBe(exists);
    };
    expect(await read()).toBeNull();
    await announced(false, 0);
    await mkdir(join(folder, 'out/fix'), { recursive: true });
    await announced(true, 1);
    await rm(join(folder, 'out'), { recursive: true });
    await announced(false, 2);
    await reader.close();
  });
});
