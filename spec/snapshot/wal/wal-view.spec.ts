import { describe, expect, it } from '@jest/globals';
import { sharedMemoryFile, type WalFrame, walFile } from '../../support/wal-file.js';
import {
  checkAfter,
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

describe('a WAL view', () => {
  eachLook();

  const before = walFile(format, [one]);
  /** The WAL alone, without touching shared memory. */
  const alone = (...frames: readonly WalFrame[]) => {
    const log = walFile(format, frames);
    files.write('db-wal', log);
    return log;
  };
  const share = (...made: Parameters<typeof shared>) => files.write('db-shm', shared(...made));
  const differ = { rejected: 'the WAL and its shared memory differ' };
  const proof = (end: number | null, counts = true) => ({ end, isProof: true, counts });
  const doubt = { end: null, isProof: false, counts: false };

  describe('when it is opened', () => {
    it.each<[string, object, () => void]>([
      ['shows frames up to the last one in the shared memory', proof(1), () => share(write([one, two]), 1)],
      [
        'ends at the last frame in the shared memory although an earlier view went further',
        proof(1),
        () => {
          const log = write([one, two]);
          opened();
          share(log, 1);
        },
      ],
      [
        'is rejected if the shared memory counts more frames than are valid',
        differ,
        () => share(Buffer.concat([write([one]), before.subarray(32)]), 2),
      ],
      [
        'shows an empty WAL if a restart is announced',
        proof(null),
        () => share(write([one, two]), 0, 0, next),
      ],
      [
        'proves nothing if the shared memory is that of another, empty WAL',
        doubt,
        () => {
          const log = write([one, two]);
          memory.lastLook = lastLook(log, 0, other);
          share(log, 0, 0, other);
        },
      ],
      [
        'shows the WAL alone if the shared memory counts frames of another',
        proof(1, false),
        () => share(write([one]), 1, 0, other),
      ],
      ['shows an empty WAL if the shared memory counts no frames', proof(null), () => share(write([one]), 0)],
      [
        'proves nothing if the WAL is empty and has no salts yet',
        doubt,
        () => {
          files.write('db-wal', Buffer.alloc(0));
          share(walFile(format, []), 0, 0, { ...format, salts: [0, 0] });
        },
      ],
      [
        'proves nothing if the shared memory counts frames of an empty WAL',
        doubt,
        () => {
          files.write('db-wal', Buffer.alloc(0));
          share(before, 1);
        },
      ],
    ])('%s', (_, expected, prepare) => {
      prepare();
      const view = open();
      expect('rejected' in view ? view : shape(view)).toMatchObject(expected);
    });

    it.each([
      ['first', 24],
      ['second', 28],
    ])('is rejected if the %s checksum in the shared memory is another', (_, at) => {
      const log = write([one, two]);
      const bytes = shared(log, 2);
      const whole = sharedMemoryFile(withWord(log, frameAt(2) + 16 + at - 24), 2, format.salts);
      bytes.set(whole.subarray(0, 96));
      files.write('db-shm', bytes);
      expect(open()).toMatchObject(differ);
    });

    it('shows only the frames of the new generation after a restart', () => {
      write([one, three]);
      opened();
      const log = walFile(next, [two, one]);
      files.write('db-wal', log);
      share(log, 2, 0, next);
      const { index } = opened();
      expect([2, 3, 4].map((page) => index?.frameOf(page))).toEqual([2, 1, undefined]);
    });
  });

  describe('beside stale shared memory', () => {
    const stale = { rejected: 'the shared memory is not kept up' };

    it('finds it stale by two commits after its last frame, and shows the WAL alone from then on', () => {
      share(write([one, two, three]), 1);
      expect(open()).toEqual(stale);
      expect(shape(opened())).toEqual(proof(3, false));
    });

    it.each([
      ['one commit', [one, two]],
      ['one commit of several pages', [one, { ...two, databasePages: 0 }, three]],
      ['one commit, repeated to fill a sector', [one, two, two]],
    ])('does not find it stale by %s after its last frame', (_, frames) => {
      share(write(frames), 1);
      expect(shape(opened())).toEqual(proof(1));
    });

    it('does not find it stale if it has caught up meanwhile', () => {
      const log = write([one, two, three]);
      share(log, 1);
      let looks = 0;
      files.onLook = ({ at, call }) => {
        if (at === 'db-shm' && call === 'open' && ++looks === 2) share(log, 3);
      };
      expect(shape(opened())).toEqual(proof(1));
    });

    it('does not find it stale if it announces a restart', () => {
      share(write([one, two, three]), 0, 0, next);
      expect(open()).not.toHaveProperty('rejected');
    });

    it('finds it stale by two commits of a WAL of another generation', () => {
      share(write([one, two, three]), 2, 0, other);
      expect(open()).toEqual(stale);
    });
  });

  it.each<[string, string | null, () => void]>([
    ['is valid if nothing has changed', null, () => {}],
    ['is valid if a commit was not checkpointed', null, () => write([one, three])],
    ['is valid if only other pages were checkpointed', null, () => write([one, two], 2)],
    [
      'is rejected if a page of the main file may have been checkpointed',
      'a page may have been checkpointed',
      () => write([one, three], 2),
    ],
    [
      'is rejected if a page of the main file may have been cut off',
      'the database may have been cut',
      () => write([one, commit(2, 7, 3)], 2),
    ],
    [
      'is rejected if a frame that may have been checkpointed cannot be read any more',
      'the WAL was reset under the look',
      () => files.write('db-wal', write([one, three], 2).subarray(0, frameAt(2) + 30)),
    ],
    ['is rejected if the WAL was restarted', 'the WAL is being reset', () => share(before, 0, 0, next)],
    ['is rejected if the shared memory has vanished', 'the WAL is being reset', () => files.remove('db-shm')],
    [
      'is rejected if another file is at the path of the WAL',
      'the WAL was replaced',
      () => files.replace('db-wal', before),
    ],
  ])('beside shared memory, at the end of an attempt, %s', (_, expected, meanwhile) => {
    write([one]);
    expect(checkAfter(meanwhile)).toBe(expected);
  });

  it.each<[string, string, () => void]>([
    [
      'the shared memory counts fewer frames',
      'the WAL was taken back',
      () => share(walFile(format, [one, two]), 1),
    ],
    ['its last frame was overwritten by an earlier copy of the WAL', 'the WAL was reset', () => alone(one)],
  ])('beside shared memory, at the end of an attempt, is rejected if %s', (_, expected, meanwhile) => {
    write([one, two]);
    expect(checkAfter(meanwhile)).toBe(expected);
  });

  it.each<[string, string | null, () => void]>([
    ['is valid if only other pages have new frames', null, () => alone(one, two)],
    [
      'is rejected if a page of the main file has a new frame',
      'a page may have been checkpointed',
      () => alone(one, three),
    ],
    ['is rejected if shared memory came into use', 'shared memory came into use', () => share(before, 1)],
  ])('without shared memory, at the end of an attempt, %s', (_, expected, meanwhile) => {
    alone(one);
    expect(checkAfter(meanwhile)).toBe(expected);
  });

  it('is rejected if a page of the main file has a new frame, beside shared memory of another WAL', () => {
    share(alone(one), 1, 0, other);
    expect(checkAfter(() => {})).toBeNull();
    expect(checkAfter(() => alone(one, three))).toBe('a page may have been checkpointed');
  });

  it('is rejected if the WAL has a new header, although its last frame is unchanged', () => {
    const log = alone(one, two);
    const restarted = Buffer.concat([walFile(next, []), log.subarray(32)]);
    expect(checkAfter(() => files.write('db-wal', restarted))).toBe('the WAL was reset');
  });
});
