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

describe('the second reading', () => {
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

  it('proves pages that have not changed', () => {
    const attempt = begun();
    expect([2, 3, 4].map((page) => contentOf(attempt, page))).toEqual([1, 2, 3]);
    expect(check(attempt)).toBeNull();
  });

  /** Four pages, of which one was taken from the end or added there, that are said to be four. */
  function resize(contents: readonly number[]): void {
    const bytes = database(contents, 1);
    bytes.writeUInt32BE(4, 28);
    inTick(() => files.write('db', bytes));
  }

  const frames = [{ page: 2, content: Buffer.alloc(pageSize, 8), databasePages: 4 }];
  const wal = walFile({ pageSize, bigEndian: false, salts: [1, 2] }, frames);

  it.each<[string, string, () => void]>([
    ['a page has changed', 'a page was written', () => write([9, 2, 3])],
    ['a journal has appeared', 'a journal came or went', () => files.write('db-journal', journal([[3, 2]]))],
    ['a new WAL has a frame of a page', 'the WAL began', () => files.write('db-wal', wal)],
    [
      'a page was changed and changed back by two commits',
      'a transaction was committed',
      () => {
        write([9, 2, 3], 2);
        write([1, 2, 3], 3);
      },
    ],
    ['the page size is another', 'a transaction was committed', () => write([1, 2, 3], 1, 1024)],
    ['the database has grown', 'the database grew or shrank', () => resize([1, 2, 3, 4])],
    ['the database has shrunk', 'the database grew or shrank', () => resize([1, 2])],
    [
      'the same bytes were written',
      'the database was written without a commit',
      () => files.write('db', database([1, 2, 3], 1)),
    ],
    [
      'the same bytes are written after the look at the locks',
      'the database was written without a commit',
      () => files.before('locks', 'locks', () => files.write('db', database([1, 2, 3], 1))),
    ],
    [
      'a writer has begun without a journal',
      'a transaction without a journal is under way',
      () => {
        files.lockList = `1: POSIX  ADVISORY  WRITE 77 08:01:${files.inodeOf('db')} 1073741826 1073742335\n`;
      },
    ],
    [
      'another database is at the path',
      'the database was replaced',
      () => inTick(() => files.replace('db', database([1, 2, 3], 1))),
    ],
  ])('rejects an attempt if %s', (_, rejected, meanwhile) => {
    const attempt = begun();
    attempt.page(2);
    meanwhile();
    expect(check(attempt)).toEqual({ rejected });
  });

  it.each<[string, () => void]>([
    ['has vanished', () => files.remove('db-journal')],
    ['is of another transaction', () => files.replace('db-journal', journal([[4, 3]]))],
  ])('rejects an attempt if the journal %s', (_, meanwhile) => {
    files.write('db-journal', journal([[3, 2]]));
    const attempt = begun();
    attempt.page(2);
    meanwhile();
    expect(check(attempt)).toEqual(journalMoved);
  });

  it('rejects pages that were read without SQLite and have changed', () => {
    const attempt = begun();
    attempt.walked.readsElsewhere(() => true);
    attempt.walked.readsElsewhere(() => false);
    expect(check(attempt)).toEqual(written);
  });

  it('proves the original pages of a journal, and rejects a page that the journal has taken in', () => {
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

  it('proves a file just written if commits change the header and a journal was in force lately', () => {
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

  it('rejects a transaction that is rolled back after the second reading', () => {
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

  it('rejects transactions that are under way at both readings but not between them', () => {
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

  it('rejects a commit during the second reading', () => {
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
});
