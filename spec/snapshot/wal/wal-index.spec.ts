import { afterEach, describe, expect, it } from '@jest/globals';
import { changesSince, type WalInstant } from '../../../lib/snapshot/attempt/page-changes.js';
import { OpenedFile } from '../../../lib/snapshot/files/opened-file.js';
import { readWalHeader } from '../../../lib/snapshot/wal/wal-header.js';
import { WalIndex } from '../../../lib/snapshot/wal/wal-index.js';
import { FilesInMemory } from '../../support/files-in-memory.js';
import { type WalFormat, type WalFrame, walFile } from '../../support/wal-file.js';
import { format, frameAt, next } from './wal-looks.js';

/** Frames of these pages, of which the last commits. */
function commit(...pages: readonly number[]): readonly WalFrame[] {
  return pages.map((page, index) => ({
    page,
    content: Buffer.alloc(format.pageSize, 16 * page + index),
    databasePages: index === pages.length - 1 ? 9 : 0,
  }));
}

const opened: OpenedFile[] = [];

afterEach(() => {
  for (const file of opened.splice(0)) file.close();
});

class Log {
  readonly files = new FilesInMemory();

  constructor(bytes: Uint8Array) {
    this.files.write('db-wal', bytes);
  }

  /** The file, which stays open until the test ends. */
  file(): OpenedFile {
    const file = OpenedFile.open(this.files, 'db-wal');
    if (file === null) throw new Error('no log');
    opened.push(file);
    return file;
  }

  index(limit = Number.POSITIVE_INFINITY): WalIndex {
    const file = this.file();
    const header = readWalHeader(file);
    if (header === null) throw new Error('no header');
    const index = new WalIndex(file.identity, header);
    index.extend(file, limit);
    return index;
  }
}

const places = (index: WalIndex, ...pages: readonly number[]) => pages.map((page) => index.frameOf(page));

describe('the index of a WAL', () => {
  it.each([false, true])('finds the newest committed frame of each page (big endian: %p)', (bigEndian) => {
    const log = new Log(
      walFile({ ...format, bigEndian }, [
        ...commit(2, 3),
        ...commit(2),
        ...commit(4).map((frame) => ({ ...frame, databasePages: 0 })),
      ]),
    );
    const index = log.index();
    expect({ end: index.end, pages: index.databasePages, at: places(index, 2, 3, 4) }).toEqual({
      end: 3,
      pages: 9,
      at: [3, 2, undefined],
    });
    expect(index.pagesBehind(0)).toEqual([2, 3, 2]);
    expect(index.pagesBehind(2)).toEqual([2]);
    expect(index.offsetOf(3)).toBe(frameAt(3) + 24);
  });

  it('ends at the frame limit, and continues from there', () => {
    const log = new Log(walFile(format, [...commit(2), ...commit(3), ...commit(4)]));
    const index = log.index(2);
    expect([index.end, ...places(index, 2, 3, 4)]).toEqual([2, 1, 2, undefined]);
    index.extend(log.file(), 3);
    expect([index.end, ...places(index, 2, 3, 4)]).toEqual([3, 1, 2, 3]);
  });

  it.each([
    ['salts are others', 8],
    ['page is 0', 0],
    ['head is another', 5],
    ['page holds something else', 24 + 99],
  ])('ends before a frame whose %s', (what, at) => {
    const frames = what === 'page is 0' ? [...commit(2), ...commit(0)] : [...commit(2), ...commit(3)];
    const bytes = walFile(format, frames);
    if (what !== 'page is 0') bytes.writeUInt8((bytes.readUInt8(frameAt(2) + at) ^ 1) >>> 0, frameAt(2) + at);
    expect(new Log(bytes).index().end).toBe(1);
  });

  it('ends before frames of an earlier generation', () => {
    const first = walFile(format, [...commit(2), ...commit(3)]);
    const begun = walFile(next, commit(2));
    expect(new Log(Buffer.concat([begun, first.subarray(frameAt(2))])).index().end).toBe(1);
  });

  it('describes a WAL only in the same file and generation, with the same last commit', () => {
    const bytes = walFile(format, [...commit(2), ...commit(3)]);
    const log = new Log(bytes);
    const index = log.index();
    const describes = () => {
      const file = log.file();
      const header = readWalHeader(file);
      return header !== null && index.describes(file, header);
    };
    expect(describes()).toBe(true);
    log.files.write('db-wal', bytes.subarray(0, frameAt(2)));
    expect(describes()).toBe(false);
    log.files.write('db-wal', Buffer.concat([walFile(next, []), bytes.subarray(32)]));
    expect(describes()).toBe(false);
    log.files.replace('db-wal', bytes);
    expect(describes()).toBe(false);
  });

  it.each([
    ['magic', 0],
    ['version', 7],
    ['page size', 10],
    ['salt', 19],
    ['sum', 24],
  ])('is not made of a WAL whose header has a damaged %s', (_, at) => {
    const bytes = walFile(format, commit(2));
    bytes.writeUInt8((bytes.readUInt8(at) ^ 0x40) >>> 0, at);
    expect(readWalHeader(new Log(bytes).file())).toBeNull();
  });

  it('is not made of a WAL of another version, even with right checksums', () => {
    const bytes = walFile({ ...format, version: 3007001 }, commit(2));
    expect(readWalHeader(new Log(bytes).file())).toBeNull();
  });
});

describe('the set of pages that may have changed', () => {
  const before = [...commit(2), ...commit(3), ...commit(4)];

  /** What a reader knows after `frames` frames of this log. */
  function known(log: Log, frames: number): WalInstant {
    const index = log.index(frames);
    return { kind: 'wal', main: 'main', index, end: index.end, endHeader: index.endHeader };
  }

  const changes = (instant: WalInstant, main: string, index: WalIndex, file: OpenedFile) =>
    changesSince(instant, { identity: main, status: () => file.status() }, { index, file });

  /** Sorted; null where it can't be told. */
  function since(instant: WalInstant, log: Log, main = 'main'): readonly number[] | null {
    const changed = changes(instant, main, log.index(), log.file());
    return changed && [...changed].sort();
  }

  it('has the pages of the frames since the known instant', () => {
    const log = new Log(walFile(format, before));
    const instant = known(log, 1);
    expect(since(instant, log)).toEqual([3, 4]);
    instant.index.extend(log.file(), 3);
    expect([...(changes(instant, 'main', instant.index, log.file()) ?? [])]).toEqual([3, 4]);
    expect(since(known(log, 3), log)).toEqual([]);
  });

  it('has the pages of a new WAL beside a main file at rest, if the file’s size and times are the same', () => {
    const log = new Log(walFile(format, before));
    const status = { size: 4n, mtimeNs: 5n, ctimeNs: 6n };
    const instant = { kind: 'at-rest', main: 'main', status } as const;
    const file = log.file();
    const since = (moved: Partial<typeof status>, identity = 'main') =>
      changesSince(
        instant,
        { identity, status: () => ({ ...file.status(), ...status, ...moved }) },
        { index: log.index(), file },
      );
    expect([...(since({}) ?? [])].sort()).toEqual([2, 3, 4]);
    expect(since({ size: 5n })).toBeNull();
    expect(since({ mtimeNs: 6n })).toBeNull();
    expect(since({ ctimeNs: 7n })).toBeNull();
    expect(since({}, 'another')).toBeNull();
  });

  it('is unknown for another database, another WAL file, and another page size', () => {
    const log = new Log(walFile(format, before));
    const instant = known(log, 1);
    expect(since(instant, log, 'another')).toBeNull();
    log.files.replace('db-wal', walFile(format, before));
    expect(since(instant, log)).toBeNull();
    const large = new Log(walFile({ ...format, pageSize: 1024, salts: next.salts }, []));
    expect(since(known(new Log(walFile(format, before)), 1), large)).toBeNull();
  });

  it('is unknown if the WAL was truncated, or its last known frame overwritten', () => {
    const log = new Log(walFile(format, before));
    const instant = known(log, 2);
    log.files.write('db-wal', walFile(format, commit(2)));
    expect(since(instant, log)).toBeNull();
    log.files.write('db-wal', walFile(format, [...commit(2), ...commit(5), ...commit(6)]));
    expect(since(instant, log)).toBeNull();
  });

  it('is unknown if fewer frames are valid than were known', () => {
    const log = new Log(walFile(format, before));
    expect(changes(known(log, 3), 'main', log.index(2), log.file())).toBeNull();
  });

  /** A log that was restarted, with these frames over those of the one before. */
  function overwritten(frames: readonly WalFrame[], old = before, by: Partial<WalFormat> = {}): Buffer {
    const rest = walFile(format, old).subarray(frameAt(frames.length + 1));
    return Buffer.concat([walFile({ ...next, restarts: 1, ...by }, frames), rest]);
  }

  it.each([
    ['indexed since', 3],
    ['not indexed', 2],
  ])('has the pages of the rest of the WAL, %s, and of the next generation after a restart', (_, indexed) => {
    const log = new Log(walFile(format, before));
    const instant = known(log, 2);
    instant.index.extend(log.file(), indexed);
    log.files.write('db-wal', overwritten(commit(7)));
    expect(since(instant, log)).toEqual([4, 7]);
  });

  it.each([
    ['the WAL was restarted twice', overwritten(commit(7), before, { restarts: 2 })],
    ['the first salt is two ahead', overwritten(commit(7), before, { salts: [0x1234abcf, 1] })],
    ['the new generation has reached the last known frame', overwritten([...commit(7), ...commit(8)])],
    ['the last known frame was overwritten', overwritten([...commit(7), ...commit(8), ...commit(6)])],
    ['the rest of the old generation was cut off', overwritten(commit(7)).subarray(0, frameAt(3) + 100)],
    [
      'the rest of the old generation was cut off between two frames',
      overwritten(commit(7), [...commit(2), ...commit(3), ...commit(4, 5)]).subarray(0, frameAt(4)),
    ],
  ])('is unknown after a restart if %s', (_, bytes) => {
    const log = new Log(walFile(format, before));
    const instant = known(log, 2);
    log.files.write('db-wal', bytes);
    expect(since(instant, log)).toBeNull();
  });

  it('is unknown if the WAL is overwritten while it is read', () => {
    const log = new Log(walFile(format, before));
    const instant = known(log, 2);
    log.files.write('db-wal', overwritten(commit(7)));
    const index = log.index();
    const file = log.file();
    let reads = 0;
    log.files.onLook = ({ call }) => {
      // After the known frame was seen to stand, and before the rest behind it is read.
      if (call === 'read' && ++reads === 2)
        log.files.write('db-wal', overwritten([...commit(7), ...commit(8, 6)]));
    };
    expect(changes(instant, 'main', index, file)).toBeNull();
  });
});
