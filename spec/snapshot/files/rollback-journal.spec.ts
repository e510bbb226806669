import { describe, expect, it } from '@jest/globals';
import { OpenedFile } from '../../../lib/snapshot/files/opened-file.js';
import { isVoid, RollbackJournal } from '../../../lib/snapshot/files/rollback-journal.js';
import { FilesInMemory } from '../../support/files-in-memory.js';
import {
  type JournalFormat,
  type JournalSegment,
  journalFile,
  superJournalName,
} from '../../support/journal-file.js';

const format: JournalFormat = { pageSize: 512, sectorSize: 512, databasePages: 4, nonce: 77 };
const recordBytes = format.pageSize + 8;
const openEnded = 0xffffffff;
const record = (page: number, content = page) => ({ page, content: Buffer.alloc(512, content) });
const counted = (...pages: readonly number[]): JournalSegment => ({
  records: pages.map((page) => record(page)),
  count: pages.length,
});
const recordAt = (index: number) => format.sectorSize + index * recordBytes;

function filesWith(bytes: Uint8Array): FilesInMemory {
  const files = new FilesInMemory();
  files.write('db-journal', bytes);
  return files;
}

function inForce(files: FilesInMemory, known: RollbackJournal | null = null): RollbackJournal | null {
  return RollbackJournal.inForce(files, 'db-journal', known);
}

/** The pages that a journal gives back, up to one past the end. */
function pagesIn(journal: RollbackJournal | null): readonly number[] | null {
  return journal && [1, 2, 3, 4, 5, 6].filter((page) => journal.offsetOf(page) !== undefined);
}

const read = (...segments: readonly JournalSegment[]) =>
  pagesIn(inForce(filesWith(journalFile(format, segments))));

/** A byte of the journal turned round. */
function withByte(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ 0xff;
  return changed;
}

describe('a rollback journal', () => {
  it('holds original pages, up to the last one of the database', () => {
    const journal = inForce(filesWith(journalFile(format, [counted(2, 4)])));
    expect(journal).toMatchObject({ pageSize: 512, databasePages: 4 });
    expect(pagesIn(journal)).toEqual([2, 4]);
    expect(journal?.offsetOf(4)).toBe(recordAt(1) + 4);
  });

  it.each([
    ['is missing', null],
    ['is shorter than a sector', journalFile(format, [counted(2)]).subarray(0, 511)],
    ['is not synced', journalFile(format, [{ records: [record(2)], count: null }])],
    ['has no page size', withByte(journalFile(format, [counted(2)]), 26)],
    ['has no sector size', withByte(journalFile(format, [counted(2)]), 22)],
  ])('is not in force if it %s', (_, bytes) => {
    expect(inForce(bytes === null ? new FilesInMemory() : filesWith(bytes))).toBeNull();
  });

  it.each([2 ** 30, 4])('ends at the page with the lock bytes in a database of %i pages', (databasePages) => {
    const pages = [2 ** 30 / 512, 2 ** 30 / 512 + 2, 2 ** 30 / 512 + 1, 2];
    const journal = inForce(filesWith(journalFile({ ...format, databasePages }, [counted(...pages)])));
    const given = pages.filter((page) => journal?.offsetOf(page) !== undefined);
    expect(given).toEqual(databasePages > 4 ? pages.slice(0, 2) : []);
  });

  it('continues in segments that begin at sectors', () => {
    expect(read(counted(2), counted(3), counted(4))).toEqual([2, 3, 4]);
    const large = journalFile({ ...format, sectorSize: 4096 }, [counted(2), counted(3)]);
    expect(pagesIn(inForce(filesWith(large)))).toEqual([2, 3]);
  });

  it.each([0, 1024])('has sectors of one size, whatever a later segment says: %d', (sectorSize) => {
    const bytes = journalFile(format, [counted(2), counted(3)]);
    const second = Math.ceil(recordAt(1) / 512) * 512;
    bytes.writeUInt32BE(sectorSize, second + 20);
    expect(pagesIn(inForce(filesWith(bytes)))).toEqual([2, 3]);
  });

  it('is damaged if it has a page size of 0, as very old versions of SQLite write it', () => {
    const bytes = journalFile({ ...format, pageSize: 0 }, [{ records: [], count: 1 }]);
    expect(() => inForce(filesWith(bytes))).toThrow('damaged: db-journal');
  });

  const whole = journalFile(format, [counted(2, 3), counted(4)]);
  const openTo = (...pages: readonly number[]) =>
    journalFile(format, [{ ...counted(...pages), count: openEnded }]);
  const open = openTo(2, 3);
  it.each([
    [
      'continues once records that it counts are written',
      whole.subarray(0, recordAt(1) + 9),
      whole,
      [2, 3, 4],
    ],
    ['ends for good at a counted record with a wrong checksum', withByte(whole, recordAt(2) - 1), whole, [2]],
    [
      'waits at a record with a wrong checksum in an open-ended segment',
      withByte(open, recordAt(2) - 1),
      open,
      [2, 3],
    ],
    ['waits at a page past the end in an open-ended segment', openTo(2, 5), open, [2, 3]],
  ])('%s', (_, first, then, pages) => {
    const files = filesWith(first);
    const journal = inForce(files);
    expect(pagesIn(journal)).toEqual([2]);
    files.write('db-journal', then);
    expect(inForce(files, journal)).toBe(journal);
    expect(pagesIn(journal)).toEqual(pages);
  });

  it('takes no record of an open-ended segment that was overwritten while it was read', () => {
    const whole = journalFile(format, [{ ...counted(2, 3), count: openEnded }]);
    // Its checksum doesn't see this byte.
    const old = withByte(whole, recordAt(1) + 4 + 5);
    const files = filesWith(old);
    let reads = 0;
    files.onLook = ({ call }) => {
      if (call === 'read' && ++reads === 5) files.write('db-journal', whole);
    };
    const journal = inForce(files);
    expect(pagesIn(journal)).toEqual([2]);
  });

  it('returns the last record of a page', () => {
    const journal = inForce(
      filesWith(journalFile(format, [{ records: [record(2, 1), record(2, 9)], count: 2 }])),
    );
    expect(journal?.offsetOf(2)).toBe(recordAt(1) + 4);
  });

  it.each([2, openEnded])('skips a page past the end, even with a wrong checksum, of %d records', (count) => {
    const bytes = journalFile(format, [{ ...counted(5, 2), count }]);
    const leftOver = withByte(bytes, recordAt(1) - 1);
    for (const each of [bytes, leftOver]) expect(pagesIn(inForce(filesWith(each)))).toEqual([2]);
  });

  it('is another journal if the transaction or the file is another', () => {
    const bytes = journalFile(format, [counted(2)]);
    const files = filesWith(bytes);
    const journal = inForce(files);
    expect(inForce(files, journal)).toBe(journal);
    files.replace('db-journal', bytes);
    const replaced = inForce(files, journal);
    expect(replaced).not.toBe(journal);
    files.write('db-journal', journalFile({ ...format, nonce: 78 }, [counted(3)]));
    const next = inForce(files, replaced);
    expect(next).not.toBe(replaced);
    expect(pagesIn(next)).toEqual([3]);
    files.write('db-journal', journalFile({ ...format, nonce: 78, databasePages: 3 }, [counted(3)]));
    expect(inForce(files, next)).not.toBe(next);
  });
});

describe('a journal with a super-journal', () => {
  const good = journalFile(format, [counted(2)]);

  /** SQLite sums up the name's bytes with their signs. */
  function named(name: string): Buffer {
    const trailer = superJournalName(name);
    const bytes = Buffer.from(name);
    const sum = bytes.reduce((all, byte) => (all + (byte > 127 ? byte - 256 : byte)) >>> 0, 0);
    trailer.writeUInt32BE(sum >>> 0, 8 + bytes.length);
    return Buffer.concat([good, trailer]);
  }

  it.each(['db-mj1', '/there/db-mj1', '/här/db-mj1'])(
    'is in force while that file exists and has content: %s',
    (name) => {
      const files = filesWith(named(name));
      expect(inForce(files)).toBeNull();
      files.write(name, Buffer.from('x'));
      expect(pagesIn(inForce(files))).toEqual([2]);
      files.write(name, Buffer.alloc(0));
      expect(inForce(files)).toBeNull();
    },
  );

  it('is in force if the checksum or the length of the name is wrong', () => {
    const bytes = named('db-mj1');
    for (const at of [bytes.length - 9, bytes.length - 13]) {
      expect(pagesIn(inForce(filesWith(withByte(bytes, at))))).toEqual([2]);
    }
  });

  it('is void only while the super-journal is missing', () => {
    const files = filesWith(named('db-mj1'));
    const file = OpenedFile.open(files, 'db-journal');
    expect(file && isVoid(file)).toBe(true);
    files.write('db-mj1', Buffer.from('x'));
    expect(file && isVoid(file)).toBe(false);
    file?.close();
  });
});
