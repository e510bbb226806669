import { beforeEach, describe, expect, it } from '@jest/globals';
import { pageUnreadable } from '../../../lib/snapshot/attempt/page-source.js';
import { ReadAttempt } from '../../../lib/snapshot/attempt/read-attempt.js';
import { resolvePaths } from '../../../lib/snapshot/files/database-paths.js';
import { ReaderMemory } from '../../../lib/snapshot/reader-memory.js';
import { FilesInMemory } from '../../support/files-in-memory.js';
import { journalFile } from '../../support/journal-file.js';
import { sharedMemoryFile, type WalFormat, type WalFrame, walFile } from '../../support/wal-file.js';

const pageSize = 512;
const format: WalFormat = { pageSize, bigEndian: false, salts: [7, 8] };

/** A database of four pages, in WAL mode; each but the first holds one byte all over. */
function database(...contents: readonly number[]): Buffer {
  const bytes = Buffer.concat([
    Buffer.alloc(pageSize),
    ...contents.map((content) => Buffer.alloc(pageSize, content)),
  ]);
  bytes.write('SQLite format 3\0', 'latin1');
  bytes.writeUInt16BE(pageSize, 16);
  bytes.set([2, 2], 18);
  return bytes;
}

function commit(page: number, content: number, databasePages = 4): WalFrame {
  return { page, content: Buffer.alloc(pageSize, content), databasePages };
}

function journal(page: number, content: number, databasePages = 4): Buffer {
  const records = [{ page, content: Buffer.alloc(pageSize, content) }];
  return journalFile({ pageSize, sectorSize: 512, databasePages, nonce: 5 }, [{ records, count: 1 }]);
}

/** What asking for a page throws. */
function thrownFor(attempt: ReadAttempt, page: number): unknown {
  try {
    attempt.page(page);
  } catch (error) {
    return error;
  }
  return null;
}

describe('an attempt', () => {
  let files: FilesInMemory;
  let memory: ReaderMemory;

  beforeEach(() => {
    files = new FilesInMemory();
    memory = new ReaderMemory();
    files.write('db', database(2, 3, 4));
    files.clock += 2000;
  });

  /** The log with these frames, and shared memory that knows them all and says how many may have been copied. */
  function log(frames: readonly WalFrame[], copied = 0, of = format): void {
    const bytes = walFile(of, frames);
    files.write('db-wal', bytes);
    const shared = sharedMemoryFile(bytes, frames.length, of.salts);
    shared.writeUInt32LE(copied, 128);
    files.write('db-shm', shared);
  }

  function begun(): ReadAttempt {
    const now = () => ({ steady: files.clock, wall: files.clock });
    const attempt = ReadAttempt.begin(resolvePaths(files, 'db'), memory, now);
    if ('rejected' in attempt) throw new Error(attempt.rejected);
    return attempt;
  }

  const contents = (attempt: ReadAttempt, ...pages: readonly number[]) =>
    pages.map((page) => attempt.page(page)[0]);

  /** Reads these pages, is proved, and ends; how many it fetched. */
  function read(...pages: readonly number[]): {
    readonly shown: readonly (number | undefined)[];
    readonly fetched: number;
  } {
    const attempt = begun();
    const shown = contents(attempt, ...pages);
    expect(attempt.check()).toBeNull();
    attempt.end();
    return { shown, fetched: attempt.pagesRead };
  }

  it('keeps pages for the next one, and fetches those that have changed', () => {
    log([commit(2, 12)]);
    expect(read(2, 3)).toEqual({ shown: [12, 3], fetched: 2 });
    expect(read(2, 3)).toEqual({ shown: [12, 3], fetched: 0 });
    log([commit(2, 12), commit(3, 13)]);
    expect(read(2, 3)).toEqual({ shown: [12, 13], fetched: 1 });
  });

  it('forgets a page that changed while it was not asked for', () => {
    log([commit(2, 12)]);
    read(2, 3);
    log([commit(2, 12), commit(2, 22)]);
    read(3);
    expect(read(2, 3)).toEqual({ shown: [22, 3], fetched: 1 });
  });

  it('forgets all pages where nothing tells which have changed', () => {
    log([commit(2, 12)]);
    read(2, 3);
    files.remove('db-wal');
    log([commit(2, 32)], 0, { ...format, salts: [1000, 9] });
    read(3);
    expect(read(2, 3)).toEqual({ shown: [32, 3], fetched: 1 });
  });

  describe('of a main file that has rested for long', () => {
    const written = (...contents: readonly number[]) => files.write('db', database(...contents));
    beforeEach(() => {
      files.clock += 600;
    });

    it('keeps pages for as long as no write shows in its times', () => {
      expect(read(2, 3)).toEqual({ shown: [2, 3], fetched: 2 });
      expect(read(2, 3, 4)).toEqual({ shown: [2, 3, 4], fetched: 1 });
      written(2, 13, 4);
      files.clock += 2501;
      expect(read(2, 3, 4)).toEqual({ shown: [2, 13, 4], fetched: 3 });
    });

    it('keeps none where the next write may not show yet', () => {
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

    it('is not proved where the file is written after a page of it was taken from those that are kept', () => {
      read(2, 3);
      const attempt = begun();
      expect(contents(attempt, 2, 4)).toEqual([2, 4]);
      files.clock += 1;
      written(12, 3, 4);
      expect(attempt.check()).toEqual({ rejected: 'the database was written without a commit' });
      attempt.end();
      files.clock += 2000;
      expect(read(2)).toEqual({ shown: [12], fetched: 1 });
    });

    it('knows what has changed when a log begins', () => {
      read(2, 3);
      log([commit(2, 12)]);
      expect(read(2, 3)).toEqual({ shown: [12, 3], fetched: 1 });
    });

    it('forgets all when the file has been written under a log', () => {
      read(2, 3, 4);
      written(2, 3, 14);
      log([commit(2, 12)]);
      expect(read(2, 3, 4)).toEqual({ shown: [12, 3, 14], fetched: 3 });
    });

    it('forgets all when a journal comes into force', () => {
      read(2, 3, 4);
      files.write('db-journal', journal(3, 33));
      expect(read(2, 3, 4)).toEqual({ shown: [2, 33, 4], fetched: 3 });
    });

    it('forgets all when another file is there, of the same size and times', () => {
      read(2, 3);
      const now = files.clock;
      files.clock -= 2600;
      files.replace('db', database(12, 13, 14));
      files.clock = now;
      expect(read(2, 3)).toEqual({ shown: [12, 13], fetched: 2 });
    });
  });

  it('keeps nothing while a journal is in force, which is read before the main file and after the log', () => {
    log([commit(2, 12)]);
    read(2, 3);
    files.write('db-journal', journal(3, 33));
    const attempt = begun();
    expect(contents(attempt, 2, 3, 4)).toEqual([12, 33, 4]);
    expect(attempt.walked.isKept()).toBe(false);
    files.write('db', database(2, 3, 5));
    expect(attempt.check()).toEqual({ rejected: 'a page was written' });
    attempt.end();
    files.replace('db-journal', journal(2, 99));
    const other = begun();
    expect(other.files.journal?.offsetOf(2)).toBeDefined();
    expect(contents(other, 2)).toEqual([12]);
    other.end();
  });

  it('tells what has changed by the frames alone where the log is looked through once more', () => {
    log([commit(2, 12)]);
    read(2, 3, 4);
    log([commit(2, 12), commit(3, 13)]);
    read(3);
    memory.wal.index = null;
    log([commit(2, 12), commit(3, 13), commit(4, 14)]);
    expect(read(2, 3, 4)).toEqual({ shown: [12, 13, 14], fetched: 1 });
  });

  it('has the whole index of the queue looked at again where nothing tells what has changed', () => {
    log([commit(2, 12)]);
    memory.queue.trust([], true);
    expect(memory.queue.suspects).not.toBeNull();
    read(2);
    expect(memory.queue.suspects).toBeNull();
  });

  it('is one of an empty database with a log, and none of one without', () => {
    files.write('db-journal', journal(2, 99, 0));
    const paths = resolvePaths(files, 'db');
    const now = () => ({ steady: files.clock, wall: files.clock });
    expect(() => ReadAttempt.begin(paths, memory, now)).toThrow(/^empty/);
    log([commit(2, 12)]);
    const attempt = begun();
    expect(contents(attempt, 2)).toEqual([12]);
    attempt.end();
  });

  it('is none of an empty file, nor where the journal gives way to another under the look', () => {
    files.write('db-journal', journal(2, 99));
    files.before('open', 'db-wal', () => files.replace('db-journal', journal(3, 99)));
    const paths = resolvePaths(files, 'db');
    const now = () => ({ steady: files.clock, wall: files.clock });
    expect(ReadAttempt.begin(paths, memory, now)).toEqual({ rejected: 'the journal ended' });
    files.write('db', Buffer.alloc(0));
    expect(() => ReadAttempt.begin(paths, memory, now)).toThrow(/^empty/);
    expect(files.held).toBe(0);
  });

  it("looks at the main file's header where neither a log nor a journal counts", () => {
    const attempt = begun();
    expect(attempt.files.start?.header).toMatchObject({ pageSize, wantsWal: true });
    attempt.end();
    const large = Buffer.alloc(65_536 * 2);
    database().copy(large);
    large.writeUInt16BE(1, 16);
    large.set([1, 1], 18);
    files.write('db', large);
    const other = begun();
    expect(other.files.start?.header).toMatchObject({ pageSize: 65_536, wantsWal: false });
    other.end();
  });

  it('is not postponed where shared memory says that the log is empty', () => {
    files.write('db', database(2, 3, 4));
    log([]);
    const attempt = begun();
    expect(attempt.foresee()).toBeNull();
    attempt.end();
    files.remove('db-shm');
    const other = begun();
    expect(other.foresee()).toMatchObject({ postponed: true });
    other.end();
  });

  it('fails where a page is not all there', () => {
    log([commit(2, 12)]);
    const attempt = begun();
    files.write('db-wal', walFile(format, [commit(2, 12)]).subarray(0, 100));
    expect(thrownFor(attempt, 2)).toBe(pageUnreadable);
    expect(thrownFor(attempt, 9)).toBe(pageUnreadable);
    expect(attempt.pageMissing).toBe(true);
    attempt.end();
    files.remove('db-wal');
    files.write('db-journal', journal(2, 99));
    const other = begun();
    files.write('db-journal', journal(2, 99).subarray(0, 600));
    expect(thrownFor(other, 2)).toBe(pageUnreadable);
    other.end();
  });

  it('has nothing on the page of the locks', () => {
    const attempt = begun();
    expect(attempt.page(0x40000000 / pageSize + 1)).toEqual(new Uint8Array(pageSize));
    attempt.end();
  });

  it('proves pages, too, that turned out not to be there', () => {
    const attempt = begun();
    expect(thrownFor(attempt, 5)).toBe(pageUnreadable);
    files.write('db-wal', walFile(format, [commit(5, 15, 5)]));
    expect(attempt.check()).toEqual({ rejected: 'the log began' });
    attempt.end();
  });

  it('says what went wrong with a file', () => {
    const attempt = begun();
    files.before('read', 'db', () => {
      throw Object.assign(new Error('no'), { code: 'EIO' });
    });
    expect(thrownFor(attempt, 2)).toBe(pageUnreadable);
    expect(() => attempt.check()).toThrow(/failed/);
    attempt.end();
  });

  describe('that reads ahead what others needed', () => {
    it('proves it, and then only what is read besides', () => {
      memory.wanted = [2, 3];
      const attempt = begun();
      expect(attempt.readAhead()).toBeNull();
      contents(attempt, 2, 3);
      files.clock -= 2000;
      files.write('db', database(2, 30, 4));
      files.clock += 2000;
      expect(attempt.check()).toBeNull();
      contents(attempt, 4);
      expect(attempt.check()).toEqual({ rejected: 'a page was written' });
      attempt.end();
    });

    it('proves what is read past it, too', () => {
      memory.wanted = [2];
      const attempt = begun();
      expect(attempt.readAhead()).toBeNull();
      attempt.walked.readsElsewhere(() => false);
      expect(attempt.check()).toEqual({ rejected: 'a page was written' });
      attempt.end();
    });

    it('wants what was read past it as well, where that is read twice, and has it at hand then', () => {
      const attempt = begun();
      contents(attempt, 2);
      attempt.walked.alsoReads(3);
      expect(attempt.walked.held(3)).toBeUndefined();
      files.write('db', database(20, 3, 4));
      expect(attempt.check()).not.toBeNull();
      attempt.end();
      expect(memory.wanted).toEqual([2, 3]);
      files.clock += 2000;
      const next = begun();
      expect(next.readAhead()).toBeNull();
      expect(next.walked.held(3)?.[0]).toBe(3);
      next.end();
    });

    it('wants only what was asked of it where the log proves one reading, or where all would be too much', () => {
      const attempt = begun();
      contents(attempt, 2);
      for (let page = 3; page <= (64 << 20) / pageSize + 2; page += 1) attempt.walked.alsoReads(page);
      files.write('db', database(20, 3, 4));
      expect(attempt.check()).not.toBeNull();
      attempt.end();
      expect(memory.wanted).toEqual([2]);
      memory.wanted = [];
      log([commit(2, 12)]);
      const logged = begun();
      contents(logged, 2);
      logged.walked.alsoReads(3);
      log([commit(2, 12), commit(3, 13)], 2);
      expect(logged.check()).not.toBeNull();
      logged.end();
      expect(memory.wanted).toEqual([2]);
    });

    it('leaves out pages behind the end, and one that is missing counts for nothing', () => {
      log([commit(2, 12)]);
      memory.wanted = [2, 3, 9];
      const attempt = begun();
      log([commit(2, 12), commit(2, 13)], 2);
      expect(attempt.readAhead()).toBeNull();
      attempt.end();
      files.write('db', database(2, 3));
      memory.wanted = [4];
      const other = begun();
      other.readAhead();
      expect(other.pageMissing).toBe(false);
      other.end();
    });

    it('learns from what could not be proved, until the database has long been calm', () => {
      const attempt = begun();
      contents(attempt, 3, 2);
      files.write('db', database(2, 30, 4));
      expect(attempt.check()).not.toBeNull();
      attempt.end();
      expect(memory.wanted).toEqual([2, 3]);
      files.clock += 2000;
      for (let count = 0; count < 20; count += 1) read(4);
      expect(memory.wanted).toEqual([2, 3]);
      const torn = begun();
      contents(torn, 4);
      files.write('db', database(2, 30, 40));
      expect(torn.check()).not.toBeNull();
      torn.end();
      expect(memory.wanted).toEqual([2, 3, 4]);
      files.clock += 2000;
      for (let count = 0; count < 20; count += 1) read(4);
      expect(memory.wanted).toEqual([2, 3, 4]);
      read(4);
      expect(memory.wanted).toEqual([]);
    });
  });
});
