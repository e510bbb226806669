import { beforeEach, describe, expect, it } from '@jest/globals';
import { pageUnreadable } from '../../../lib/snapshot/attempt/page-source.js';
import { walFile } from '../../support/wal-file.js';
import {
  beginning,
  begun,
  commit,
  contents,
  database,
  eachAttempt,
  files,
  format,
  inTick,
  journal,
  log,
  memory,
  pageSize,
  read,
  thrownFor,
} from './attempts.js';

describe('an attempt', () => {
  eachAttempt();

  it('keeps pages for the next one, which fetches only those that have changed', () => {
    log([commit(2, 12)]);
    expect(read(2, 3)).toEqual({ shown: [12, 3], fetched: 2 });
    expect(read(2, 3)).toEqual({ shown: [12, 3], fetched: 0 });
    log([commit(2, 12), commit(3, 13)]);
    expect(read(2, 3)).toEqual({ shown: [12, 13], fetched: 1 });
  });

  it('drops a kept page that has changed while it was not requested', () => {
    log([commit(2, 12)]);
    read(2, 3);
    log([commit(2, 12), commit(2, 22)]);
    read(3);
    expect(read(2, 3)).toEqual({ shown: [22, 3], fetched: 1 });
  });

  it('drops all kept pages if nothing shows which have changed', () => {
    log([commit(2, 12)]);
    read(2, 3);
    files.remove('db-wal');
    log([commit(2, 32)], 0, { ...format, salts: [1000, 9] });
    read(3);
    expect(read(2, 3)).toEqual({ shown: [32, 3], fetched: 1 });
  });

  it('takes pages from the WAL, then the journal, then the main file, and keeps none beside a journal', () => {
    log([commit(2, 12)]);
    read(2, 3);
    files.write('db-journal', journal(3, 33));
    const attempt = begun();
    expect(contents(attempt, 2, 3, 4)).toEqual([12, 33, 4]);
    expect(attempt.walked.isReusable()).toBe(false);
    files.write('db', database(2, 3, 5));
    expect(attempt.check()).toEqual({ rejected: 'a page was written' });
    files.replace('db-journal', journal(2, 99));
    const other = begun();
    expect(other.files.journal?.offsetOf(2)).toBeDefined();
    expect(contents(other, 2)).toEqual([12]);
  });

  it('finds changed pages by the frames alone when the WAL is indexed anew', () => {
    log([commit(2, 12)]);
    read(2, 3, 4);
    log([commit(2, 12), commit(3, 13)]);
    read(3);
    memory.wal.index = null;
    log([commit(2, 12), commit(3, 13), commit(4, 14)]);
    expect(read(2, 3, 4)).toEqual({ shown: [12, 13, 14], fetched: 1 });
  });

  it('has the whole index of the queue checked if nothing shows what has changed', () => {
    log([commit(2, 12)]);
    memory.queue.trust([], true);
    expect(memory.queue.suspects).not.toBeNull();
    read(2);
    expect(memory.queue.suspects).toBeNull();
  });

  it('reads a database of no pages with a WAL, and fails as empty without one', () => {
    files.write('db-journal', journal(2, 99, 0));
    expect(beginning).toThrow(/^empty/);
    log([commit(2, 12)]);
    expect(contents(begun(), 2)).toEqual([12]);
  });

  it('fails on an empty file, and is rejected if another journal replaces the first one meanwhile', () => {
    files.write('db-journal', journal(2, 99));
    files.before('open', 'db-wal', () => files.replace('db-journal', journal(3, 99)));
    expect(beginning()).toEqual({ rejected: 'the journal ended' });
    files.write('db', Buffer.alloc(0));
    expect(beginning).toThrow(/^empty/);
  });

  it('takes page size and WAL mode from the main file’s header without a WAL and a journal', () => {
    expect(begun().files.start?.header).toMatchObject({ pageSize, wantsWal: true });
    const large = Buffer.alloc(65_536 * 2);
    database().copy(large);
    large.writeUInt16BE(1, 16);
    large.set([1, 1], 18);
    files.write('db', large);
    expect(begun().files.start?.header).toMatchObject({ pageSize: 65_536, wantsWal: false });
  });

  it('is not postponed if shared memory shows that the WAL is empty', () => {
    files.write('db', database(2, 3, 4));
    log([]);
    expect(begun().foresee()).toBeNull();
    files.remove('db-shm');
    expect(begun().foresee()).toMatchObject({ postponed: true });
  });

  it('fails on a page that is cut off in the WAL, the main file or the journal', () => {
    log([commit(2, 12)]);
    const attempt = begun();
    files.write('db-wal', walFile(format, [commit(2, 12)]).subarray(0, 100));
    expect(thrownFor(attempt, 2)).toBe(pageUnreadable);
    expect(thrownFor(attempt, 9)).toBe(pageUnreadable);
    expect(attempt.pageMissing).toBe(true);
    files.remove('db-wal');
    files.write('db-journal', journal(2, 99));
    const other = begun();
    files.write('db-journal', journal(2, 99).subarray(0, 600));
    expect(thrownFor(other, 2)).toBe(pageUnreadable);
  });

  it('reads the lock-byte page as zeros', () => {
    expect(begun().page(0x40000000 / pageSize + 1)).toEqual(new Uint8Array(pageSize));
  });

  it('is rejected if a missing page was committed to a WAL meanwhile', () => {
    const attempt = begun();
    expect(thrownFor(attempt, 5)).toBe(pageUnreadable);
    files.write('db-wal', walFile(format, [commit(5, 15, 5)]));
    expect(attempt.check()).toEqual({ rejected: 'the WAL began' });
  });

  it('throws the error of a failed read when it is checked', () => {
    const attempt = begun();
    files.before('read', 'db', () => {
      throw Object.assign(new Error('no'), { code: 'EIO' });
    });
    expect(thrownFor(attempt, 2)).toBe(pageUnreadable);
    expect(() => attempt.check()).toThrow(/failed/);
  });
});

describe('a later attempt', () => {
  eachAttempt();

  describe('at a main file that has rested for 2.5 s', () => {
    const written = (...contents: readonly number[]) => files.write('db', database(...contents));
    beforeEach(() => {
      files.clock += 600;
    });

    it('keeps pages until a write shows in the file times', () => {
      expect(read(2, 3)).toEqual({ shown: [2, 3], fetched: 2 });
      expect(read(2, 3, 4)).toEqual({ shown: [2, 3, 4], fetched: 1 });
      written(2, 13, 4);
      files.clock += 2501;
      expect(read(2, 3, 4)).toEqual({ shown: [2, 13, 4], fetched: 3 });
    });

    it('keeps no pages less than 2.5 s after the last write, when the next one may not show', () => {
      read(2);
      written(2, 3, 4);
      files.clock += 2400;
      expect(read(2)).toEqual({ shown: [2], fetched: 1 });
      files.clock += 70;
      expect(read(2)).toEqual({ shown: [2], fetched: 1 });
      files.clock += 31;
      expect(read(2)).toEqual({ shown: [2], fetched: 1 });
      expect(read(2)).toEqual({ shown: [2], fetched: 0 });
    });

    it('is rejected if the file is written after a kept page was used', () => {
      read(2, 3);
      const attempt = begun();
      expect(contents(attempt, 2, 4)).toEqual([2, 4]);
      files.clock += 1;
      written(12, 3, 4);
      expect(attempt.check()).toEqual({ rejected: 'the database was written without a commit' });
      files.clock += 2000;
      expect(read(2)).toEqual({ shown: [12], fetched: 1 });
    });

    it.each<[string, () => void, shown: readonly number[], fetched: number]>([
      ['only the pages in the frames of a WAL that has begun', () => log([commit(2, 12)]), [12, 3, 4], 1],
      [
        'all pages if the main file was written, too, when a WAL has begun',
        () => {
          written(2, 3, 14);
          log([commit(2, 12)]);
        },
        ...([[12, 3, 14], 3] as const),
      ],
      [
        'all pages when a journal comes into force',
        () => files.write('db-journal', journal(3, 33)),
        ...([[2, 33, 4], 3] as const),
      ],
    ])('fetches %s', (_, change, shown, fetched) => {
      read(2, 3, 4);
      change();
      expect(read(2, 3, 4)).toEqual({ shown, fetched });
    });

    it('fetches all pages of another file of the same size and times', () => {
      read(2, 3);
      const now = files.clock;
      files.clock -= 2600;
      files.replace('db', database(12, 13, 14));
      files.clock = now;
      expect(read(2, 3)).toEqual({ shown: [12, 13], fetched: 2 });
    });
  });

  describe('with pages to read ahead', () => {
    it('proves those pages first, and afterwards only what is read besides', () => {
      memory.wanted = [2, 3];
      const attempt = begun();
      expect(attempt.readAhead()).toBeNull();
      contents(attempt, 2, 3);
      inTick(() => files.write('db', database(2, 30, 4)));
      expect(attempt.check()).toBeNull();
      contents(attempt, 4);
      expect(attempt.check()).toEqual({ rejected: 'a page was written' });
    });

    /** An attempt on these pages that is rejected by what is written meanwhile. */
    function torn(meanwhile: () => void, ...pages: readonly number[]): void {
      const attempt = begun();
      contents(attempt, ...pages);
      meanwhile();
      expect(attempt.check()).not.toBeNull();
    }

    it('proves what is read without SQLite, too', () => {
      memory.wanted = [2];
      const attempt = begun();
      expect(attempt.readAhead()).toBeNull();
      attempt.walked.readsElsewhere(() => false);
      expect(attempt.check()).toEqual({ rejected: 'a page was written' });
    });

    it('has pages that were read without SQLite read ahead next time, where pages are read twice', () => {
      const attempt = begun();
      contents(attempt, 2);
      attempt.walked.alsoReads(3);
      expect(attempt.walked.held(3)).toBeUndefined();
      files.write('db', database(20, 3, 4));
      expect(attempt.check()).not.toBeNull();
      expect(memory.wanted).toEqual([2, 3]);
      files.clock += 2000;
      const next = begun();
      expect(next.readAhead()).toBeNull();
      expect(next.walked.held(3)?.[0]).toBe(3);
    });

    it('has only pages requested by SQLite read ahead if a WAL proves one reading, or above 64 MB', () => {
      const attempt = begun();
      contents(attempt, 2);
      for (let page = 3; page <= (64 << 20) / pageSize + 2; page += 1) attempt.walked.alsoReads(page);
      files.write('db', database(20, 3, 4));
      expect(attempt.check()).not.toBeNull();
      expect(memory.wanted).toEqual([2]);
      memory.wanted = [];
      log([commit(2, 12)]);
      const logged = begun();
      contents(logged, 2);
      logged.walked.alsoReads(3);
      log([commit(2, 12), commit(3, 13)], 2);
      expect(logged.check()).not.toBeNull();
      expect(memory.wanted).toEqual([2]);
    });

    it('has few walked pages of a WAL or a journal read ahead, and counts what is registered later as proved', () => {
      log([commit(2, 12)]);
      const logged = begun();
      logged.walked.walks([2, 3]);
      logged.walked.alsoReads(3);
      log([commit(2, 12), commit(3, 13)], 2);
      expect(logged.check()).not.toBeNull();
      expect(memory.wanted).toEqual([2, 3]);
      const called: string[] = [];
      const next = begun();
      expect(next.readAhead()).toBeNull();
      expect([2, 3].map((page) => next.walked.held(page)?.[0])).toEqual([12, 13]);
      next.walked.whenReusable(() => called.push('kept'));
      next.walked.whenProved(() => called.push('proved'));
      expect(next.check()).toBeNull();
      expect(called).toEqual(['kept', 'proved']);
      const long = begun();
      long.walked.walks(Array.from({ length: (4 << 20) / pageSize + 1 }, (_, page) => page + 4));
      long.walked.readsElsewhere(() => true);
      long.walked.alsoReads(4);
      log([commit(2, 12), commit(3, 13), commit(4, 14)], 3);
      expect(long.check()).not.toBeNull();
      expect(memory.wanted).toEqual([2, 3]);
      files.remove('db-wal');
      files.write('db-journal', journal(3, 33));
      const hot = begun();
      hot.readAhead();
      expect(hot.walked.held(3)?.[0]).toBe(33);
    });

    it('skips pages behind the end, and does not count a missing page as damage', () => {
      log([commit(2, 12)]);
      memory.wanted = [2, 3, 9];
      const attempt = begun();
      log([commit(2, 12), commit(2, 13)], 2);
      expect(attempt.readAhead()).toBeNull();
      files.write('db', database(2, 3));
      memory.wanted = [4];
      const other = begun();
      other.readAhead();
      expect(other.pageMissing).toBe(false);
    });

    it('reads ahead what rejected attempts needed, until 21 attempts in a row were proved', () => {
      torn(() => files.write('db', database(2, 30, 4)), 3, 2);
      expect(memory.wanted).toEqual([2, 3]);
      files.clock += 2000;
      for (let count = 0; count < 20; count += 1) read(4);
      expect(memory.wanted).toEqual([2, 3]);
      torn(() => files.write('db', database(2, 30, 40)), 4);
      expect(memory.wanted).toEqual([2, 3, 4]);
      files.clock += 2000;
      for (let count = 0; count < 20; count += 1) read(4);
      expect(memory.wanted).toEqual([2, 3, 4]);
      read(4);
      expect(memory.wanted).toEqual([]);
    });
  });
});
