import { describe, expect, it } from '@jest/globals';
import { sharedMemoryFile, type WalFrame, walFile } from '../../support/wal-file.js';
import {
  commit,
  eachLook,
  files,
  format,
  frameAt,
  lastLook,
  memory,
  next,
  one,
  open,
  opened,
  other,
  shape,
  shared,
  three,
  two,
  withWord,
  write,
} from './wal-looks.js';

describe('one look at the log after another', () => {
  eachLook();

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
      expect(open()).toMatchObject({ rejected: 'the WAL and its shared memory differ' });
    });

    it('not where shared memory names more frames than its sums are of', () => {
      const log = write([one]);
      const two = Buffer.concat([log, log.subarray(32)]);
      files.write('db-shm', shared(two, 2));
      expect(open()).toMatchObject({ rejected: 'the WAL and its shared memory differ' });
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
      expect(view.check(pages)).toEqual({ rejected: 'the WAL was reset under the look' });
    });

    it('not where the WAL was restarted', () => {
      const log = write([one]);
      const view = opened();
      files.write('db-shm', shared(log, 0, 0, next));
      expect(view.check(pages)).toEqual({ rejected: 'the WAL is being reset' });
    });

    it('not where the WAL was taken back', () => {
      const log = write([one, two]);
      const view = opened();
      files.write('db-shm', shared(log, 1));
      expect(view.check(pages)).toEqual({ rejected: 'the WAL was taken back' });
    });

    it('not where shared memory has gone', () => {
      write([one]);
      const view = opened();
      files.remove('db-shm');
      expect(view.check(pages)).toEqual({ rejected: 'the WAL is being reset' });
    });

    it('not where another file has the name of the log', () => {
      const log = write([one]);
      const view = opened();
      files.replace('db-wal', log);
      expect(view.check(pages)).toEqual({ rejected: 'the WAL was replaced' });
    });

    it('not where its last frame was written over, by a copy of an earlier log', () => {
      write([one, two]);
      const view = opened();
      const log = walFile(format, [one]);
      files.write('db-wal', log);
      expect(view.check(pages)).toEqual({ rejected: 'the WAL was reset' });
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
      expect(view.check(pages)).toEqual({ rejected: 'the WAL was reset' });
    });
  });
});
