import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { everyJob } from '../../../lib/model/filter.js';
import { DatabaseReader } from '../../../lib/snapshot/database-reader.js';
import { checkAgainMs, freshMs, OutputPresence } from '../../../lib/snapshot/outputs/output-presence.js';
import { createDatabase } from '../../support/databases.js';
import { eventually } from '../../support/eventually.js';
import { type LeakWatch, watchForLeaks } from '../../support/leaks.js';
import { testFolder } from '../../support/test-folder.js';

/** A presence with a disk, a clock and timers that do what the spec says. */
class Scene {
  now = 1_768_300_000_000;
  news = 0;
  readonly asked: string[] = [];
  #answers: { readonly place: string; readonly give: (exists: boolean | null) => void }[] = [];
  #due: { readonly at: number; readonly run: () => void }[] = [];
  readonly presence = new OutputPresence(
    { base: '/base', home: '/home/op' },
    () => this.now,
    () => {
      this.news += 1;
    },
    (place) => {
      this.asked.push(place);
      return new Promise((give) => this.#answers.push({ place, give }));
    },
    (milliseconds, run) => {
      const timer = { at: this.now + milliseconds, run };
      this.#due.push(timer);
      return () => {
        this.#due = this.#due.filter((each) => each !== timer);
      };
    },
  );

  async answer(place: string, exists: boolean | null): Promise<void> {
    for (const each of this.#answers.filter((answer) => answer.place === place)) each.give(exists);
    this.#answers = this.#answers.filter((answer) => answer.place !== place);
    await new Promise((resolve) => setImmediate(resolve));
  }

  pass(milliseconds: number): void {
    const end = this.now + milliseconds;
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#due = this.#due.filter((each) => each !== next);
      this.now = next.at;
      next.run();
    }
    this.now = end;
  }

  get timers(): number {
    return this.#due.length;
  }

  #next(end: number) {
    return this.#due.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
  }
}

describe('whether an output exists', () => {
  it('is unknown at first, and announced once it is known', async () => {
    const { presence, ...scene } = bound(new Scene());
    expect(presence.check(['out/a'])).toEqual([null]);
    expect(scene.asked()).toEqual(['/base/out/a']);
    await scene.answer('/base/out/a', true);
    expect(scene.news()).toBe(1);
    expect(presence.check(['out/a'])).toEqual([true]);
    expect(scene.asked()).toHaveLength(1);
  });

  it('is checked again and again, and announced only when it changes', async () => {
    const { presence, ...scene } = bound(new Scene());
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
    const { presence, ...scene } = bound(new Scene());
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
    const { presence, ...scene } = bound(new Scene());
    for (const path of ['s3://bucket/key', 'a\0b', 'file://host/x', 'file://%zz']) {
      expect(presence.check([path])).toEqual([null]);
    }
    expect([scene.asked(), scene.timers()]).toEqual([[], 0]);
  });

  it('does not pile up checks of a disk that never answers, nor block other paths', async () => {
    const { presence, ...scene } = bound(new Scene());
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
    const { presence, ...scene } = bound(new Scene());
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
    const { presence, ...scene } = bound(new Scene());
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
    const { presence, ...scene } = bound(new Scene());
    presence.check(['/a', '/b', '/c', '/d']);
    presence.check(['/x']);
    await scene.answer('/a', true);
    await scene.answer('/b', true);
    expect(scene.asked()).toEqual(['/a', '/b', '/x']);
    expect(scene.news()).toBe(0);
  });
});

/** The scene's parts, to be used without its name. */
function bound(scene: Scene) {
  return {
    presence: scene.presence,
    answer: (place: string, exists: boolean | null) => scene.answer(place, exists),
    pass: (milliseconds: number) => scene.pass(milliseconds),
    asked: () => scene.asked,
    news: () => scene.news,
    timers: () => scene.timers,
  };
}

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
      const result = await reader.read({
        filter: everyJob,
        anchor: { kind: 'last' },
        before: 0,
        after: 1,
        failures: 0,
        detail: { id: '1', failuresFrom: 0, failures: 0 },
      });
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
