import { describe, expect, it } from '@jest/globals';
import { walFile } from '../../support/wal-file.js';
import {
  commit,
  eachLook,
  files,
  format,
  next,
  one,
  opened,
  other,
  shape,
  shared,
  three,
  two,
  withWord,
  write,
} from './wal-looks.js';

describe('one look after another at a log without frames', () => {
  eachLook();

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

    const reset = { rejected: 'the WAL was restarted' };

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
      expect(view.check(pages)).toEqual({ rejected: 'the WAL began' });
    });

    it('not where it leaves a page of the main file out of the database', () => {
      const view = opened();
      files.write('db-wal', walFile(format, [commit(2, 1, 3)]));
      expect(view.check(pages)).toEqual({ rejected: 'the WAL began' });
    });

    it('not where nobody can say what it holds', () => {
      const view = opened();
      const log = write([one]);
      files.write('db-wal', walFile(format, [two]));
      files.write('db-shm', shared(log, 1));
      expect(view.check(pages)).toMatchObject({ rejected: 'the WAL and its shared memory differ' });
    });
  });
});
