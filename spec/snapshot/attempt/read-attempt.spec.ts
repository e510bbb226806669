import { describe, expect, it } from '@jest/globals';
import { pageUnreadable } from '../../../lib/snapshot/attempt/page-source.js';
import { ReadAttempt } from '../../../lib/snapshot/attempt/read-attempt.js';
import { resolvePaths } from '../../../lib/snapshot/files/database-paths.js';
import { walFile } from '../../support/wal-file.js';
import {
  begun,
  commit,
  contents,
  database,
  eachAttempt,
  files,
  format,
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
    const paths = resolvePaths(files, 'db');
    const now = () => ({ steady: files.clock, wall: files.clock });
    expect(() => ReadAttempt.begin(paths, memory, now)).toThrow(/^empty/);
    log([commit(2, 12)]);
    const attempt = begun();
    expect(contents(attempt, 2)).toEqual([12]);
    attempt.end();
  });

  it('fails on an empty file, and is rejected if another journal replaces the first one meanwhile', () => {
    files.write('db-journal', journal(2, 99));
    files.before('open', 'db-wal', () => files.replace('db-journal', journal(3, 99)));
    const paths = resolvePaths(files, 'db');
    const now = () => ({ steady: files.clock, wall: files.clock });
    expect(ReadAttempt.begin(paths, memory, now)).toEqual({ rejected: 'the journal ended' });
    files.write('db', Buffer.alloc(0));
    expect(() => ReadAttempt.begin(paths, memory, now)).toThrow(/^empty/);
  });

  it('takes page size and WAL mode from the main file’s header without a WAL and a journal', () => {
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

  it('is not postponed if shared memory shows that the WAL is empty', () => {
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

  it('fails on a page that is cut off in the WAL, the main file or the journal', () => {
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

  it('reads the lock-byte page as zeros', () => {
    const attempt = begun();
    expect(attempt.page(0x40000000 / pageSize + 1)).toEqual(new Uint8Array(pageSize));
    attempt.end();
  });

  it('is rejected if a missing page was committed to a WAL meanwhile', () => {
    const attempt = begun();
    expect(thrownFor(attempt, 5)).toBe(pageUnreadable);
    files.write('db-wal', walFile(format, [commit(5, 15, 5)]));
    expect(attempt.check()).toEqual({ rejected: 'the WAL began' });
    attempt.end();
  });

  it('throws the error of a failed read when it is checked', () => {
    const attempt = begun();
    files.before('read', 'db', () => {
      throw Object.assign(new Error('no'), { code: 'EIO' });
    });
    expect(thrownFor(attempt, 2)).toBe(pageUnreadable);
    expect(() => attempt.check()).toThrow(/failed/);
    attempt.end();
  });
});
