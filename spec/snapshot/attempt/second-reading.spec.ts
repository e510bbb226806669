import { beforeEach, describe, expect, it } from '@jest/globals';
import { ReadAttempt } from '../../../lib/snapshot/attempt/read-attempt.js';
import { resolvePaths } from '../../../lib/snapshot/files/database-paths.js';
import type { Rejection } from '../../../lib/snapshot/files/rejection.js';
import { ReaderMemory } from '../../../lib/snapshot/reader-memory.js';
import { FilesInMemory } from '../../support/files-in-memory.js';
import { journalFile } from '../../support/journal-file.js';
import { walFile } from '../../support/wal-file.js';

const pageSize = 512;
const written = { rejected: 'a page was written' };
const journalMoved = { rejected: 'a journal came or went' };

/** A database of pages that hold one byte each, as far as the reader looks at it. */
function database(contents: readonly number[], counters: number, size = pageSize): Buffer {
  const pages = contents.map((content) => Buffer.alloc(pageSize, content));
  const bytes = Buffer.concat([Buffer.alloc(pageSize), ...pages]);
  bytes.write('SQLite format 3\0', 'latin1');
  bytes.writeUInt16BE(size, 16);
  bytes.writeUInt32BE(counters, 24);
  bytes.writeUInt32BE(contents.length + 1, 28);
  return bytes;
}

/** A journal that gives these pages back. */
function journal(contents: readonly (readonly [page: number, content: number])[], databasePages = 4): Buffer {
  const records = contents.map(([page, content]) => ({ page, content: Buffer.alloc(pageSize, content) }));
  return journalFile({ pageSize, sectorSize: 512, databasePages, nonce: 5 }, [
    { records, count: records.length },
  ]);
}

describe('reading twice', () => {
  let files: FilesInMemory;
  let memory: ReaderMemory;

  beforeEach(() => {
    files = new FilesInMemory();
    memory = new ReaderMemory();
    files.write('db', database([1, 2, 3], 1));
    files.clock += 2000;
  });

  /** Writes within the tick of the clock in which the database was written last, so that times don't tell. */
  function write(contents: readonly number[], counters = 1, size = pageSize): void {
    inTick(() => files.write('db', database(contents, counters, size)));
  }

  function inTick(change: () => void): void {
    files.clock -= 2000;
    change();
    files.clock += 2000;
  }

  function begun(): ReadAttempt {
    const now = () => ({ steady: files.clock, wall: files.clock });
    const attempt = ReadAttempt.begin(resolvePaths(files, 'db'), memory, now);
    if ('rejected' in attempt) throw new Error(attempt.rejected);
    expect(attempt.foresee()).toBeNull();
    return attempt;
  }

  function check(attempt: ReadAttempt): Rejection | null {
    const rejection = attempt.check();
    attempt.end();
    return rejection;
  }

  const contentOf = (attempt: ReadAttempt, page: number) => attempt.page(page)[0];

  it('proves what stands still', () => {
    const attempt = begun();
    expect([2, 3, 4].map((page) => contentOf(attempt, page))).toEqual([1, 2, 3]);
    expect(check(attempt)).toBeNull();
  });

  it('notices a page that is another', () => {
    const attempt = begun();
    attempt.page(2);
    write([9, 2, 3]);
    expect(check(attempt)).toEqual(written);
  });

  it('notices what was read past it and is another', () => {
    const attempt = begun();
    attempt.walked.readsElsewhere(() => true);
    attempt.walked.readsElsewhere(() => false);
    expect(check(attempt)).toEqual(written);
  });

  it('notices a journal that came, one that went, and one of another transaction', () => {
    const came = begun();
    came.page(2);
    files.write('db-journal', journal([[3, 2]]));
    expect(check(came)).toEqual(journalMoved);
    const went = begun();
    went.page(2);
    files.remove('db-journal');
    expect(check(went)).toEqual(journalMoved);
    files.write('db-journal', journal([[3, 2]]));
    const another = begun();
    another.page(2);
    files.replace('db-journal', journal([[4, 3]]));
    expect(check(another)).toEqual(journalMoved);
  });

  it('shows what a journal gives back, and notices a page that it takes in', () => {
    files.write('db-journal', journal([[3, 7]], 3));
    const attempt = begun();
    expect([attempt.pageSize, attempt.length]).toEqual([pageSize, 3 * pageSize]);
    expect([2, 3].map((page) => contentOf(attempt, page))).toEqual([1, 7]);
    expect(attempt.check()).toBeNull();
    attempt.end();
    const other = begun();
    other.page(2);
    const grown = journal([[3, 7]], 3);
    const next = journal([[2, 1]], 3);
    files.write('db-journal', Buffer.concat([grown, Buffer.alloc((512 - (grown.length % 512)) % 512), next]));
    expect(check(other)).toEqual({ rejected: 'a page is being written' });
  });

  it('needs no rest where commits count up and a journal was in force not long ago', () => {
    begun().end();
    files.write('db-journal', journal([[3, 2]]));
    begun().end();
    files.remove('db-journal');
    files.clock += 5;
    files.write('db', database([1, 9, 3], 2));
    const attempt = begun();
    attempt.page(3);
    expect(check(attempt)).toBeNull();
  });

  it('notices a log that began', () => {
    const attempt = begun();
    attempt.page(2);
    const frames = [{ page: 2, content: Buffer.alloc(pageSize, 8), databasePages: 4 }];
    files.write('db-wal', walFile({ pageSize, bigEndian: false, salts: [1, 2] }, frames));
    expect(check(attempt)).toEqual({ rejected: 'the WAL began' });
  });

  it('notices a transaction that was under way, and is rolled back after the second reading', () => {
    const attempt = begun();
    files.write('db-journal', journal([[3, 2]]));
    write([1, 9, 3]);
    expect(contentOf(attempt, 3)).toBe(9);
    let isReadAgain = false;
    files.onLook = ({ at, call }) => {
      if (at === 'db' && call === 'read') isReadAgain = true;
      if (!isReadAgain || at !== 'db-journal') return;
      files.remove('db-journal');
      write([1, 2, 3]);
    };
    expect(check(attempt)).toEqual(journalMoved);
  });

  it('notices one that is under way at both readings, and not between them', () => {
    const attempt = begun();
    write([1, 9, 3]);
    expect(contentOf(attempt, 3)).toBe(9);
    write([1, 2, 3]);
    files.before('read', 'db', () => {
      files.write('db-journal', journal([[3, 2]]));
      write([1, 9, 3]);
    });
    expect(check(attempt)).toEqual(journalMoved);
  });

  const committed = { rejected: 'a transaction was committed' };

  it('notices a page that went to another content and came back', () => {
    const attempt = begun();
    attempt.page(2);
    write([9, 2, 3], 2);
    write([1, 2, 3], 3);
    expect(check(attempt)).toEqual(committed);
  });

  it('notices a commit in the middle of the second reading', () => {
    const attempt = begun();
    write([9, 2, 3]);
    expect([2, 3].map((page) => contentOf(attempt, page))).toEqual([9, 2]);
    let reads = 0;
    files.onLook = ({ at, call }) => {
      if (at === 'db-journal' && call === 'open' && reads === 0) write([9, 8, 3], 2);
      if (at === 'db' && call === 'read' && ++reads === 2) write([7, 2, 3], 3);
    };
    expect(check(attempt)).toEqual(committed);
  });

  it('notices another page size', () => {
    const attempt = begun();
    attempt.page(2);
    write([1, 2, 3], 1, 1024);
    expect(check(attempt)).toEqual(committed);
  });

  it('notices a database that grew or shrank', () => {
    for (const contents of [
      [1, 2, 3, 4],
      [1, 2],
    ]) {
      write([1, 2, 3]);
      const attempt = begun();
      attempt.page(2);
      const bytes = database(contents, 1);
      bytes.writeUInt32BE(4, 28);
      inTick(() => files.write('db', bytes));
      expect(check(attempt)).toEqual({ rejected: 'the database grew or shrank' });
    }
  });

  it('notices that something was written, whatever it was', () => {
    const attempt = begun();
    attempt.page(2);
    files.write('db', database([1, 2, 3], 1));
    expect(check(attempt)).toMatchObject({ rejected: expect.stringMatching(/written/) });
    files.clock += 2000;
    const later = begun();
    later.page(2);
    files.before('locks', 'locks', () => files.write('db', database([1, 2, 3], 1)));
    expect(check(later)).toEqual({ rejected: 'the database was written without a commit' });
  });

  it('notices somebody who has begun to write without a journal', () => {
    const attempt = begun();
    attempt.page(2);
    files.lockList = `1: POSIX  ADVISORY  WRITE 77 08:01:${files.inodeOf('db')} 1073741826 1073742335\n`;
    expect(check(attempt)).toEqual({ rejected: 'a transaction without a journal is under way' });
  });

  it('notices that another database has the name', () => {
    const attempt = begun();
    attempt.page(2);
    inTick(() => files.replace('db', database([1, 2, 3], 1)));
    expect(check(attempt)).toEqual({ rejected: 'the database was replaced' });
  });
});
