import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AttemptOver } from '../../../lib/snapshot/attempt/page-source.js';
import { hashOf } from '../../../lib/snapshot/index/pages/page-hash.js';
import { PageRuns } from '../../../lib/snapshot/index/pages/page-runs.js';
import { NotWalkable } from '../../../lib/snapshot/index/pages/table-tree.js';
import { sharedMemoryFile, walFile } from '../../support/wal-file.js';
import * as attempts from '../attempt/attempts.js';
import { begun, eachAttempt, files, format, log, pageSize } from '../attempt/attempts.js';

const pages = 240;

/** A database each page of which holds its own number, but for some. */
function database(changed: Readonly<Record<number, number>> = {}): Buffer {
  return attempts.database(...Array.from({ length: pages - 1 }, (_, at) => changed[at + 2] ?? at + 2));
}

const commit = (page: number, content: number) => attempts.commit(page, content, pages);

describe('a page that is read past SQLite', () => {
  eachAttempt();

  beforeEach(() => {
    files.write('db', database());
    files.clock += 5000;
  });

  /** What each page holds all over, by its number. */
  function shown(runs: PageRuns, numbers: readonly number[]): ReadonlyMap<number, number> {
    const contents = new Map<number, number>();
    for (const { number, bytes } of runs.read(numbers)) {
      const [content = 0] = bytes;
      expect([bytes.length, bytes.every((byte) => byte === content)]).toEqual([pageSize, true]);
      contents.set(number, content);
    }
    return contents;
  }

  const each = (numbers: readonly number[]) => new Map(numbers.map((number) => [number, number]));

  it.each([
    ['one', [7]],
    ['a few that lie apart', [150, 3, 90, 6, 2, 240]],
    [
      'more one after the other than are read at once',
      Array.from({ length: pages - 1 }, (_, index) => index + 2),
    ],
  ])('has the content of the main file: %s', (_, numbers) => {
    const attempt = begun();
    expect(shown(new PageRuns(attempt.walked), numbers)).toEqual(each(numbers));
    expect(attempt.check()).toBeNull();
  });

  it('comes from the log if it is in it, else from the main file', () => {
    log([commit(3, 103), commit(8, 108), commit(4, 104)]);
    const attempt = begun();
    const numbers = [2, 3, 4, 5, 8, 9];
    const expected = new Map([...each(numbers), [3, 103], [4, 104], [8, 108]]);
    const runs = new PageRuns(attempt.walked);
    expect(shown(runs, numbers)).toEqual(expected);
    expect(numbers.map((number) => runs.page(number)[0])).toEqual([...expected.values()]);
    expect(attempt.check()).toBeNull();
  });

  it('is the one at hand if the attempt has read it already', () => {
    const attempt = begun();
    attempt.page(5);
    files.write('db', database({ 5: 1, 6: 1 }));
    const runs = new PageRuns(attempt.walked);
    expect(shown(runs, [4, 5, 6])).toEqual(new Map([...each([4, 5]), [6, 1]]));
    expect(runs.page(5)[0]).toBe(5);
  });

  it('is read again when the attempt is checked', () => {
    for (const changed of [3, 4, 100]) {
      files.write('db', database());
      files.clock += 5000;
      const attempt = begun();
      const runs = new PageRuns(attempt.walked);
      shown(runs, [2, 3, 100]);
      runs.page(4);
      files.write('db', database({ [changed]: 1 }));
      expect(attempt.check()).toEqual({ rejected: 'a page was written' });
    }
  });

  it('is not proved if the file has become shorter', () => {
    const attempt = begun();
    shown(new PageRuns(attempt.walked), [2, 200]);
    files.write('db', database().subarray(0, 100 * pageSize));
    expect(attempt.check()).toEqual({ rejected: 'a page was written' });
  });

  it('is not proved if a checkpoint may have copied over it', () => {
    log([commit(2, 102)]);
    const attempt = begun();
    shown(new PageRuns(attempt.walked), [2, 3]);
    log([commit(2, 102), commit(3, 103)], 2);
    expect(attempt.check()).toEqual({ rejected: 'a page may have been checkpointed' });
  });

  describe('beside a writer that restarts its log', () => {
    /** Each page ten times, so that there is much to read. */
    const many = Array.from({ length: 10 * (pages - 1) }, (_, index) => 2 + (index % (pages - 1)));
    const restart = () => {
      const bytes = walFile(format, [commit(2, 102)]);
      files.write('db-shm', sharedMemoryFile(bytes, 1, [8, 9]));
    };

    it('is not read any more once the log was restarted', () => {
      log([commit(2, 102)]);
      const attempt = begun();
      const read: number[] = [];
      const walk = () => {
        for (const { number } of new PageRuns(attempt.walked).read(many)) {
          read.push(number);
          if (read.length === 10) restart();
        }
      };
      expect(walk).toThrow(AttemptOver);
      expect(read.length).toBeLessThan(many.length / 2);
      expect(attempt.check()).not.toBeNull();
    });

    it('is not located once the log was restarted', () => {
      log([commit(2, 102)]);
      const attempt = begun();
      restart();
      const locationOf = () => {
        throw new Error('that would take its time, too');
      };
      expect(() => shown(new PageRuns({ ...attempt.walked, locationOf }), many)).toThrow(AttemptOver);
    });

    it('is read all the same if only a few are wanted', () => {
      log([commit(2, 102)]);
      const attempt = begun();
      restart();
      expect(shown(new PageRuns(attempt.walked), [3, 4])).toEqual(each([3, 4]));
      expect(attempt.check()).not.toBeNull();
    });

    it('is read as long as the writer only commits', () => {
      log([commit(2, 102)]);
      const attempt = begun();
      const contents = new Map<number, number>();
      for (const { number, bytes } of new PageRuns(attempt.walked).read(many)) {
        contents.set(number, bytes[0] ?? 0);
        if (contents.size === 10) log([commit(2, 102), commit(3, 103)]);
      }
      expect(contents).toEqual(new Map([...each(many), [2, 102]]));
      expect(attempt.check()).toBeNull();
    });
  });

  it('is refused if it is beyond the file or page 1', () => {
    const attempt = begun();
    const runs = new PageRuns(attempt.walked);
    for (const number of [0, 1, pages + 1]) {
      expect(() => runs.page(number)).toThrow(NotWalkable);
      expect(() => shown(runs, [2, number])).toThrow(NotWalkable);
    }
    files.write('db', database().subarray(0, 100 * pageSize + 100));
    expect(() => runs.page(101)).toThrow(NotWalkable);
    expect(() => shown(runs, [99, 101])).toThrow(NotWalkable);
  });
});

it('the hash of a page changes with any one byte, and does not depend on where the page is in memory', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 512, maxLength: 512 }),
      fc.nat(511),
      fc.integer({ min: 1, max: 255 }),
      fc.nat(7),
      (page, at, by, shift) => {
        const moved = new Uint8Array(page.length + shift).subarray(shift);
        moved.set(page);
        expect(hashOf(moved)).toEqual(hashOf(page));
        moved[at] = (moved[at] ?? 0) ^ by;
        expect(hashOf(moved)).not.toEqual(hashOf(page));
      },
    ),
  );
});
