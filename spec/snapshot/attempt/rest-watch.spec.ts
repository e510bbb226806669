import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isLockedForWriting, type MainAtStart, RestWatch } from '../../../lib/snapshot/attempt/rest-watch.js';
import type { DatabaseHeader } from '../../../lib/snapshot/files/database-header.js';
import { resolvePaths } from '../../../lib/snapshot/files/database-paths.js';
import { OpenedFile } from '../../../lib/snapshot/files/opened-file.js';
import { FilesInMemory } from '../../support/files-in-memory.js';

const header = (counters: string, wantsWal: boolean): DatabaseHeader => ({
  pageSize: 512,
  counters,
  wantsWal,
});
const noTrace = { rejected: 'written just now, without a trace that would show a change' };
const underWay = { rejected: 'a transaction without a journal is under way' };

describe('a rest watch', () => {
  let files: FilesInMemory;
  let watch: RestWatch;
  let main: OpenedFile;

  beforeEach(() => {
    files = new FilesInMemory();
    watch = new RestWatch();
    files.write('db', Buffer.alloc(512));
    main = OpenedFile.open(files, 'db') as OpenedFile;
  });

  afterEach(() => main.close());

  const paths = () => resolvePaths(files, 'db');
  const at = () => ({ steady: files.clock, wall: files.clock });

  function observe(counters: string, wantsWal = false): MainAtStart {
    return watch.observe(paths(), main, header(counters, wantsWal), at);
  }

  /** What is foreseen of an attempt with this start. */
  const foreseen = (...start: Parameters<typeof observe>) => watch.foresee(observe(...start), main);

  const journalWritten = () => files.write('db-journal', Buffer.alloc(1));

  function writtenAfter(ms: number): void {
    files.clock += ms;
    files.write('db', Buffer.alloc(512));
  }

  /** A writer whose commits leave a journal and count up in the header. */
  function leaveTraces(): void {
    observe('1');
    files.clock += 5;
    journalWritten();
    writtenAfter(1);
    observe('2');
  }

  it('trusts a file that was not written for a second, at the first look', () => {
    files.clock += 1001;
    expect(foreseen('1')).toBeNull();
  });

  it('trusts a file that was written lately once it has seen it rest for 60 ms', () => {
    files.clock += 900;
    expect(foreseen('1')).toEqual(noTrace);
    files.clock += 59;
    expect(foreseen('1')).toEqual(noTrace);
    files.clock += 1;
    expect(foreseen('1')).toBeNull();
    writtenAfter(10);
    expect(foreseen('1')).toEqual(noTrace);
    files.clock += 60;
    expect(foreseen('1')).toBeNull();
  });

  it('counts the rest from when a look saw the same time, and from no other', () => {
    files.clock += 100;
    watch.note(main.status().mtimeNs, files.clock);
    files.clock += 60;
    expect(foreseen('1')).toBeNull();
    watch.note(main.status().mtimeNs, files.clock);
    writtenAfter(10);
    files.clock += 60;
    expect(foreseen('2')).toEqual(noTrace);
  });

  it('begins to count once the time of the file was read, however long that took', () => {
    files.before('status', 'db', () => {
      files.clock += 60;
    });
    expect(foreseen('1')).toEqual(noTrace);
    expect(foreseen('1')).toEqual(noTrace);
  });

  it('compares the header with that of the write before, though a look saw the write first', () => {
    leaveTraces();
    writtenAfter(1);
    watch.note(main.status().mtimeNs, files.clock);
    expect(foreseen('2')).toEqual(noTrace);
    writtenAfter(1);
    watch.note(main.status().mtimeNs, files.clock);
    expect(foreseen('3')).toBeNull();
  });

  it('trusts a file without rest if commits leave journals and change the header', () => {
    leaveTraces();
    expect(foreseen('2')).toBeNull();
  });

  it('requires rest if the first commit seen may have left no journal', () => {
    journalWritten();
    expect(foreseen('1')).toEqual(noTrace);
  });

  it('requires rest if the header did not change with the last commit', () => {
    leaveTraces();
    writtenAfter(1);
    expect(foreseen('2')).toEqual(noTrace);
    writtenAfter(1);
    expect(foreseen('3')).toBeNull();
  });

  it('compares the header with that of the write before, not with older ones', () => {
    leaveTraces();
    writtenAfter(1);
    observe('3');
    writtenAfter(1);
    expect(foreseen('2')).toBeNull();
    writtenAfter(1);
    expect(foreseen('2')).toEqual(noTrace);
  });

  it('requires rest if no journal was seen for a minute', () => {
    leaveTraces();
    files.remove('db-journal');
    writtenAfter(59_000);
    expect(foreseen('3')).toBeNull();
    writtenAfter(1001);
    expect(foreseen('4')).toEqual(noTrace);
    watch.journalInForce(at());
    expect(foreseen('4')).toBeNull();
  });

  it('ignores a journal that is older than the last write by more than a clock tick', () => {
    journalWritten();
    observe('1');
    files.clock += 60_000;
    writtenAfter(1);
    expect(foreseen('2')).toEqual(noTrace);
    // Together with it, within a tick of the clock.
    writtenAfter(15);
    files.clock -= 15;
    journalWritten();
    files.clock += 15;
    expect(foreseen('3')).toBeNull();
  });

  it('requires rest in WAL mode', () => {
    observe('1', true);
    journalWritten();
    writtenAfter(1);
    expect(foreseen('2', true)).toEqual(noTrace);
  });

  it('rejects an attempt if the file was written since its start', () => {
    files.clock += 2000;
    const start = observe('1');
    expect(watch.check(start, at, paths(), main)).toBeNull();
    writtenAfter(5);
    expect(watch.check(start, at, paths(), main)).toEqual({
      rejected: 'the database was written without a commit',
    });
  });

  describe('beside a writer that holds the lock', () => {
    const locked = () => `1: POSIX  ADVISORY  WRITE 77 08:01:${files.inodeOf('db')} 1073741826 1073742335\n`;

    it('waits although the file rests, and although commits leave traces', () => {
      files.lockList = locked();
      files.clock += 2000;
      expect(foreseen('1')).toEqual(underWay);
      leaveTraces();
      expect(foreseen('2')).toEqual(underWay);
      journalWritten();
      expect(foreseen('2')).toEqual(underWay);
    });

    it('does not wait once the file rests if the writer has a journal', () => {
      journalWritten();
      files.lockList = locked();
      expect(foreseen('1')).toEqual(noTrace);
      files.clock += 60;
      expect(foreseen('1')).toBeNull();
    });

    it('waits if the journal is older than the file', () => {
      journalWritten();
      writtenAfter(10);
      files.clock += 2000;
      files.lockList = locked();
      expect(foreseen('1')).toEqual(underWay);
    });

    it('does not wait in WAL mode', () => {
      files.lockList = locked();
      files.clock += 2000;
      expect(foreseen('1', true)).toBeNull();
    });
  });

  describe('the list of locks', () => {
    const line = (kind: string, first: string, last: string, inode = String(files.inodeOf('db'))) =>
      `1: POSIX  ADVISORY  ${kind} 77 08:01:${inode} ${first} ${last}`;

    it.each<[string, boolean, () => readonly string[]]>([
      [
        'a write lock on the shared bytes of this file',
        true,
        () => [line('WRITE', '1073741826', '1073742335')],
      ],
      ['a write lock on all bytes', true, () => [line('WRITE', '0', 'EOF')]],
      [
        'one among other locks',
        true,
        () => [line('READ', '1', '2'), line('WRITE', '1073741826', '1073742335')],
      ],
      ['no lock', false, () => []],
      ['a read lock', false, () => [line('READ', '1073741826', '1073742335')]],
      ['a lock on another file', false, () => [line('WRITE', '1073741826', '1073742335', '99')]],
      [
        'a lock on a file whose number ends like this one’s',
        false,
        () => [line('WRITE', '1073741826', '1073742335', `9${files.inodeOf('db')}`)],
      ],
      ['the lock of a writer that waits', false, () => [line('WRITE', '1073741824', '1073741825')]],
      ['the lock of a reader', false, () => [line('WRITE', '1073741827', '1073742335')]],
      ['a lock on the shared memory', false, () => [line('WRITE', '120', '128')]],
    ])('with %s shows a writer: %p', (_, isLocked, lines) => {
      files.lockList = [...lines(), ''].join('\n');
      expect(isLockedForWriting(main)).toBe(isLocked);
    });
  });
});
