import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ReadAttempt } from '../../../lib/snapshot/attempt/read-attempt.js';
import { walFile } from '../../support/wal-file.js';
import * as attempts from './attempts.js';
import { commit, contents, eachAttempt, files, format, inTick, journal, pageSize } from './attempts.js';

const written = { rejected: 'a page was written' };
const journalMoved = { rejected: 'a journal came or went' };

/** A database that is not in WAL mode, as far as the reader looks at it. */
function database(contents: readonly number[], counters: number, size = pageSize): Buffer {
  const bytes = attempts.database(...contents);
  bytes.writeUInt16BE(size, 16);
  bytes.set([0, 0], 18);
  bytes.writeUInt32BE(counters, 24);
  bytes.writeUInt32BE(contents.length + 1, 28);
  return bytes;
}

describe('the second reading', () => {
  eachAttempt();

  beforeEach(() => {
    files.write('db', database([1, 2, 3], 1));
    files.clock += 2000;
  });

  function write(contents: readonly number[], counters = 1, size = pageSize): void {
    inTick(() => files.write('db', database(contents, counters, size)));
  }

  function begun(): ReadAttempt {
    const attempt = attempts.begun();
    expect(attempt.foresee()).toBeNull();
    return attempt;
  }

  it('proves pages that have not changed', () => {
    const attempt = begun();
    expect(contents(attempt, 2, 3, 4)).toEqual([1, 2, 3]);
    expect(attempt.check()).toBeNull();
  });

  /** Four pages, of which one was taken from the end or added there, that are said to be four. */
  function resize(contents: readonly number[]): void {
    const bytes = database(contents, 1);
    bytes.writeUInt32BE(4, 28);
    inTick(() => files.write('db', bytes));
  }

  const wal = walFile(format, [commit(2, 8)]);

  it.each<[string, string, () => void]>([
    ['a page has changed', 'a page was written', () => write([9, 2, 3])],
    ['a journal has appeared', 'a journal came or went', () => files.write('db-journal', journal(3, 2))],
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
    expect(attempt.check()).toEqual({ rejected });
  });

  it.each<[string, () => void]>([
    ['has vanished', () => files.remove('db-journal')],
    ['is of another transaction', () => files.replace('db-journal', journal(4, 3))],
  ])('rejects an attempt if the journal %s', (_, meanwhile) => {
    files.write('db-journal', journal(3, 2));
    const attempt = begun();
    attempt.page(2);
    meanwhile();
    expect(attempt.check()).toEqual(journalMoved);
  });

  it('rejects pages that were read without SQLite and have changed', () => {
    const attempt = begun();
    attempt.walked.readsElsewhere(() => true);
    attempt.walked.readsElsewhere(() => false);
    expect(attempt.check()).toEqual(written);
  });

  it('proves the original pages of a journal, and rejects a page that the journal has taken in', () => {
    files.write('db-journal', journal(3, 7, 3));
    const attempt = begun();
    expect([attempt.pageSize, attempt.length]).toEqual([pageSize, 3 * pageSize]);
    expect(contents(attempt, 2, 3)).toEqual([1, 7]);
    expect(attempt.check()).toBeNull();
    const other = begun();
    other.page(2);
    const grown = journal(3, 7, 3);
    const next = journal(2, 1, 3);
    files.write('db-journal', Buffer.concat([grown, Buffer.alloc((512 - (grown.length % 512)) % 512), next]));
    expect(other.check()).toEqual({ rejected: 'a page is being written' });
  });

  it('proves a file just written if commits change the header and a journal was in force lately', () => {
    begun();
    files.write('db-journal', journal(3, 2));
    begun();
    files.remove('db-journal');
    files.clock += 5;
    files.write('db', database([1, 9, 3], 2));
    const attempt = begun();
    attempt.page(3);
    expect(attempt.check()).toBeNull();
  });

  it('rejects a transaction that is rolled back after the second reading', () => {
    const attempt = begun();
    files.write('db-journal', journal(3, 2));
    write([1, 9, 3]);
    expect(contents(attempt, 3)).toEqual([9]);
    let isReadAgain = false;
    files.onLook = ({ at, call }) => {
      if (at === 'db' && call === 'read') isReadAgain = true;
      if (!isReadAgain || at !== 'db-journal') return;
      files.remove('db-journal');
      write([1, 2, 3]);
    };
    expect(attempt.check()).toEqual(journalMoved);
  });

  it('rejects transactions that are under way at both readings but not between them', () => {
    const attempt = begun();
    write([1, 9, 3]);
    expect(contents(attempt, 3)).toEqual([9]);
    write([1, 2, 3]);
    files.before('read', 'db', () => {
      files.write('db-journal', journal(3, 2));
      write([1, 9, 3]);
    });
    expect(attempt.check()).toEqual(journalMoved);
  });

  it('rejects a commit during the second reading', () => {
    const attempt = begun();
    write([9, 2, 3]);
    expect(contents(attempt, 2, 3)).toEqual([9, 2]);
    let reads = 0;
    files.onLook = ({ at, call }) => {
      if (at === 'db-journal' && call === 'open' && reads === 0) write([9, 8, 3], 2);
      if (at === 'db' && call === 'read' && ++reads === 2) write([7, 2, 3], 3);
    };
    expect(attempt.check()).toEqual({ rejected: 'a transaction was committed' });
  });
});
