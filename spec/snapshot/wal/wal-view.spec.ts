import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { resolvePaths } from '../../../lib/snapshot/files/database-paths.js';
import type { Rejection } from '../../../lib/snapshot/files/rejection.js';
import { type WalMemory, WalView } from '../../../lib/snapshot/wal/wal-view.js';
import { FilesInMemory } from '../../support/files-in-memory.js';
import { sharedMemoryFile, type WalFormat, type WalFrame, walFile } from '../../support/wal-file.js';

const format: WalFormat = { pageSize: 512, bigEndian: false, salts: [0x1234abcd, 0x00c0ffee] };
/** The generation after it, and one that has nothing to do with it. */
const next: WalFormat = { ...format, salts: [0x1234abce, 0x0badcafe] };
const other: WalFormat = { ...format, salts: [0x77777777, 0x0badcafe] };
/** Where a frame begins. */
const frameAt = (frame: number) => 32 + (frame - 1) * (24 + format.pageSize);

/** A commit of one page in a database of so many. */
function commit(page: number, content: number, databasePages = 4): WalFrame {
  return { page, content: Buffer.alloc(format.pageSize, content), databasePages };
}

const one = commit(2, 1);
const two = commit(3, 2);
const three = commit(4, 3);

/** Shared memory of so many frames, of which so many may have been copied. */
function shared(log: Buffer, frames: number, copied = 0, { salts }: WalFormat = format): Buffer {
  const bytes = sharedMemoryFile(log, frames, salts);
  bytes.writeUInt32LE(copied, 128);
  return bytes;
}

describe('one look at the log after another', () => {
  let files: FilesInMemory;
  let memory: WalMemory;
  let views: WalView[];

  beforeEach(() => {
    files = new FilesInMemory();
    memory = { index: null, staleSharedMemory: null, lastLook: null };
    views = [];
  });

  afterEach(() => {
    for (const view of views) view.close();
    expect(files.held).toBe(0);
  });

  function open(): WalView | Rejection {
    const view = WalView.open(resolvePaths(files, 'db'), memory);
    if (!('rejected' in view)) views.push(view);
    return view;
  }

  function opened(): WalView {
    const view = open();
    if ('rejected' in view) throw new Error(view.rejected);
    return view;
  }

  /** What the view is made of. */
  function shape({ index, isProof, sharedMemory }: WalView) {
    return { end: index?.end ?? null, isProof, counts: sharedMemory !== null };
  }

  /** The log with these frames, and shared memory that knows all of them. */
  function write(frames: readonly WalFrame[], copied = 0): Buffer {
    const log = walFile(format, frames);
    files.write('db-wal', log);
    files.write('db-shm', shared(log, frames.length, copied));
    return log;
  }

  describe('begins', () => {
    it('up to the last frame that shared memory knows', () => {
      const log = write([one, two]);
      files.write('db-shm', shared(log, 1));
      expect(shape(opened())).toEqual({ end: 1, isProof: true, counts: true });
    });

    it('up to there again, though a look without it has been farther', () => {
      const log = write([one, two]);
      opened();
      files.write('db-shm', shared(log, 1));
      expect(shape(opened())).toEqual({ end: 1, isProof: true, counts: true });
    });

    it.each([
      ['first', 24],
      ['second', 28],
    ])('not where the %s sum is another', (_, at) => {
      const log = write([one, two]);
      const bytes = shared(log, 2);
      const whole = sharedMemoryFile(withWord(log, frameAt(2) + 16 + at - 24), 2, format.salts);
      bytes.set(whole.subarray(0, 96));
      files.write('db-shm', bytes);
      expect(open()).toMatchObject({ rejected: 'the log and its shared memory differ' });
    });

    it('not where shared memory names more frames than its sums are of', () => {
      const log = write([one]);
      const two = Buffer.concat([log, log.subarray(32)]);
      files.write('db-shm', shared(two, 2));
      expect(open()).toMatchObject({ rejected: 'the log and its shared memory differ' });
    });

    it('with an empty log where a restart is announced', () => {
      const log = write([one, two]);
      files.write('db-shm', shared(log, 0, 0, next));
      expect(shape(opened())).toEqual({ end: null, isProof: true, counts: true });
    });

    it('in doubt where shared memory is of an empty log that is another', () => {
      const log = write([one, two]);
      memory.lastLook = lastLook(log, 0, other);
      files.write('db-shm', shared(log, 0, 0, other));
      expect(shape(opened())).toEqual({ end: null, isProof: false, counts: false });
    });

    it('by the log alone where shared memory has frames of another', () => {
      const log = write([one]);
      files.write('db-shm', shared(log, 1, 0, other));
      expect(shape(opened())).toEqual({ end: 1, isProof: true, counts: false });
    });

    it('with an empty log where shared memory says so', () => {
      const log = write([one]);
      files.write('db-shm', shared(log, 0));
      expect(shape(opened())).toEqual({ end: null, isProof: true, counts: true });
    });

    it('with the frames of a log that was restarted, and no others', () => {
      write([one, three]);
      opened();
      const log = walFile(next, [two, one]);
      files.write('db-wal', log);
      files.write('db-shm', shared(log, 2, 0, next));
      const { index } = opened();
      expect([2, 3, 4].map((page) => index?.frameOf(page))).toEqual([2, 1, undefined]);
    });

    it('in doubt where the log is empty, and of no generation yet', () => {
      files.write('db-wal', Buffer.alloc(0));
      files.write('db-shm', shared(walFile(format, []), 0, 0, { ...format, salts: [0, 0] }));
      expect(shape(opened())).toEqual({ end: null, isProof: false, counts: false });
    });

    it('in doubt where shared memory has frames and there is no log', () => {
      files.write('db-wal', Buffer.alloc(0));
      files.write('db-shm', shared(walFile(format, [one]), 1));
      expect(shape(opened())).toEqual({ end: null, isProof: false, counts: false });
    });
  });

  /** The look that shows this log beside this shared memory. */
  function lastLook(log: Buffer, frames: number, of: WalFormat): WalMemory['lastLook'] {
    const status = files.statusAt('db-wal');
    return {
      sharedMemory: shared(log, frames, 0, of).toString('hex', 0, 48),
      log: `1:${status?.ino} ${status?.mtimeNs} ${status?.size}`,
    };
  }

  describe('finds that shared memory is not kept up', () => {
    const stale = { rejected: 'the shared memory is not kept up' };
    const long = [one, { ...two, databasePages: 0 }, three];

    it('by two commits behind it, and then goes by the log alone', () => {
      const log = write([one, two, three]);
      files.write('db-shm', shared(log, 1));
      expect(open()).toEqual(stale);
      expect(shape(opened())).toEqual({ end: 3, isProof: true, counts: false });
    });

    it.each([
      ['one commit', [one, two]],
      ['one commit of several pages', long],
      ['one commit, repeated to fill a sector', [one, two, two]],
    ])('not by %s behind it', (_, frames) => {
      const log = write(frames);
      files.write('db-shm', shared(log, 1));
      expect(shape(opened())).toEqual({ end: 1, isProof: true, counts: true });
    });

    it('not where it has caught up meanwhile', () => {
      const log = write([one, two, three]);
      files.write('db-shm', shared(log, 1));
      let looks = 0;
      files.onLook = ({ at, call }) => {
        if (at === 'db-shm' && call === 'open' && ++looks === 2) files.write('db-shm', shared(log, 3));
      };
      expect(shape(opened())).toEqual({ end: 1, isProof: true, counts: true });
    });

    it('not where it announces a restart', () => {
      const log = write([one, two, three]);
      files.write('db-shm', shared(log, 0, 0, next));
      expect(open()).not.toHaveProperty('rejected');
    });

    it('by two commits of another log', () => {
      const log = write([one, two, three]);
      files.write('db-shm', shared(log, 2, 0, other));
      expect(open()).toEqual(stale);
    });
  });

  describe('stands at its end', () => {
    const pages = new Set([4]);

    it('where nothing has changed, and where a commit came that nobody copies', () => {
      write([one]);
      const view = opened();
      expect(view.check(pages)).toBeNull();
      write([one, three]);
      expect(view.check(pages)).toBeNull();
    });

    it('where what was copied is of other pages', () => {
      write([one]);
      const view = opened();
      write([one, two], 2);
      expect(view.check(pages)).toBeNull();
    });

    it('not where a page of the main file may have been copied over', () => {
      write([one]);
      const view = opened();
      write([one, three], 2);
      expect(view.check(pages)).toEqual({ rejected: 'a page may have been checkpointed' });
    });

    it('not where a page of the main file may have been cut off', () => {
      write([one]);
      const view = opened();
      write([one, commit(2, 7, 3)], 2);
      expect(view.check(pages)).toEqual({ rejected: 'the database may have been cut' });
    });

    it('not where a frame that may have been copied can no longer be read', () => {
      write([one]);
      const view = opened();
      files.write('db-wal', write([one, three], 2).subarray(0, frameAt(2) + 30));
      expect(view.check(pages)).toEqual({ rejected: 'the log was reset under the look' });
    });

    it('not where the log was restarted', () => {
      const log = write([one]);
      const view = opened();
      files.write('db-shm', shared(log, 0, 0, next));
      expect(view.check(pages)).toEqual({ rejected: 'the log is being reset' });
    });

    it('not where the log was taken back', () => {
      const log = write([one, two]);
      const view = opened();
      files.write('db-shm', shared(log, 1));
      expect(view.check(pages)).toEqual({ rejected: 'the log was taken back' });
    });

    it('not where shared memory has gone', () => {
      write([one]);
      const view = opened();
      files.remove('db-shm');
      expect(view.check(pages)).toEqual({ rejected: 'the log is being reset' });
    });

    it('not where another file has the name of the log', () => {
      const log = write([one]);
      const view = opened();
      files.replace('db-wal', log);
      expect(view.check(pages)).toEqual({ rejected: 'the log was replaced' });
    });

    it('not where its last frame was written over, by a copy of an earlier log', () => {
      write([one, two]);
      const view = opened();
      const log = walFile(format, [one]);
      files.write('db-wal', log);
      expect(view.check(pages)).toEqual({ rejected: 'the log was reset' });
    });
  });

  describe('without shared memory, stands at its end', () => {
    const pages = new Set([4]);

    function alone(frames: readonly WalFrame[]): Buffer {
      const log = walFile(format, frames);
      files.write('db-wal', log);
      return log;
    }

    it('where only other pages have frames', () => {
      alone([one]);
      const view = opened();
      alone([one, two]);
      expect(view.check(pages)).toBeNull();
    });

    it('not where a page of the main file has one', () => {
      alone([one]);
      const view = opened();
      alone([one, three]);
      expect(view.check(pages)).toEqual({ rejected: 'a page may have been checkpointed' });
    });

    it('not where a page of the main file has one, whatever shared memory of another log says', () => {
      files.write('db-shm', shared(alone([one]), 1, 0, other));
      const view = opened();
      expect(view.check(pages)).toBeNull();
      alone([one, three]);
      expect(view.check(pages)).toEqual({ rejected: 'a page may have been checkpointed' });
    });

    it('not where shared memory came into use', () => {
      const log = alone([one]);
      const view = opened();
      files.write('db-shm', shared(log, 1));
      expect(view.check(pages)).toEqual({ rejected: 'shared memory came into use' });
    });

    it('not where the log begins again, though its last frame still stands', () => {
      const log = alone([one, two]);
      const view = opened();
      files.write('db-wal', Buffer.concat([walFile(next, []), log.subarray(32)]));
      expect(view.check(pages)).toEqual({ rejected: 'the log was reset' });
    });
  });

  describe('of an empty log, stands at its end', () => {
    const pages = new Set([4]);

    it('where it still is empty', () => {
      write([]);
      const view = opened();
      expect(shape(view)).toEqual({ end: null, isProof: true, counts: true });
      expect(view.check(pages)).toBeNull();
    });

    it('where other pages, or nothing yet, have been copied', () => {
      write([]);
      const view = opened();
      write([two], 1);
      expect(view.check(pages)).toBeNull();
      write([two, three], 1);
      expect(view.check(pages)).toBeNull();
    });

    it('not where a page may have been copied over', () => {
      write([]);
      const view = opened();
      write([three], 1);
      expect(view.check(pages)).toEqual({ rejected: 'a page may have been checkpointed' });
    });

    const reset = { rejected: 'the log was restarted' };

    it('not where it was restarted', () => {
      const log = write([]);
      const view = opened();
      files.write('db-shm', shared(log, 0, 0, next));
      expect(view.check(pages)).toEqual(reset);
    });

    it('not where shared memory or the log has gone', () => {
      const log = write([]);
      const view = opened();
      files.remove('db-shm');
      expect(view.check(pages)).toEqual(reset);
      files.write('db-shm', shared(log, 0));
      expect(view.check(pages)).toBeNull();
      files.remove('db-wal');
      expect(view.check(pages)).toEqual(reset);
    });

    it('not where shared memory is being written at the first look', () => {
      write([]);
      const view = opened();
      write([three], 1);
      const whole = shared(walFile(format, [three]), 1, 1);
      files.write('db-shm', withWord(whole, 16));
      let reads = 0;
      files.onLook = ({ at, call }) => {
        if (at === 'db-shm' && call === 'read' && ++reads === 6) files.write('db-shm', whole);
      };
      expect(view.check(pages)).toEqual(reset);
    });

    it('not where the log is one that shared memory knows nothing of', () => {
      write([]);
      const view = opened();
      files.write('db-wal', walFile(other, [three]));
      expect(view.check(pages)).toEqual(reset);
    });

    it('not where there are frames and the log is still the one before', () => {
      const before = walFile(format, [one]);
      files.write('db-wal', before);
      files.write('db-shm', shared(before, 0, 0, next));
      const view = opened();
      expect(view.check(pages)).toBeNull();
      files.write('db-shm', shared(walFile(next, [three]), 1, 1, next));
      expect(view.check(pages)).toEqual(reset);
    });
  });

  describe('without a log, stands at its end', () => {
    const pages = new Set([4]);

    it('where there is none, or one of other pages', () => {
      const view = opened();
      expect(view.check(pages)).toBeNull();
      files.write('db-wal', walFile(format, [two]));
      expect(view.check(pages)).toBeNull();
    });

    it('not where it has a page of the main file', () => {
      const view = opened();
      files.write('db-wal', walFile(format, [three]));
      expect(view.check(pages)).toEqual({ rejected: 'the log began' });
    });

    it('not where it leaves a page of the main file out of the database', () => {
      const view = opened();
      files.write('db-wal', walFile(format, [commit(2, 1, 3)]));
      expect(view.check(pages)).toEqual({ rejected: 'the log began' });
    });

    it('not where nobody can say what it holds', () => {
      const view = opened();
      const log = write([one]);
      files.write('db-wal', walFile(format, [two]));
      files.write('db-shm', shared(log, 1));
      expect(view.check(pages)).toMatchObject({ rejected: 'the log and its shared memory differ' });
    });
  });
});

/** The bytes with a word of them turned round. */
function withWord(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeInt32BE(~changed.readInt32BE(at), at);
  return changed;
}
