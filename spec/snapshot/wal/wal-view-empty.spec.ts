import { describe, expect, it } from '@jest/globals';
import { walFile } from '../../support/wal-file.js';
import {
  checkAfter,
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

describe('a WAL view without frames', () => {
  eachLook();

  describe('of an empty WAL with shared memory', () => {
    const reset = 'the WAL was restarted';
    const empty = walFile(format, []);

    it.each<[string, string | null, () => void]>([
      ['is valid while the WAL is empty', null, () => {}],
      ['is valid if other pages were checkpointed', null, () => write([two], 1)],
      ['is valid if its pages were not checkpointed yet', null, () => write([two, three], 1)],
      [
        'is rejected if a page of the main file may have been checkpointed',
        'a page may have been checkpointed',
        () => write([three], 1),
      ],
      ['is rejected if the WAL was restarted', reset, () => files.write('db-shm', shared(empty, 0, 0, next))],
      ['is rejected if the shared memory has vanished', reset, () => files.remove('db-shm')],
      ['is rejected if the WAL has vanished', reset, () => files.remove('db-wal')],
      [
        'is rejected if the WAL is of another generation than the shared memory',
        reset,
        () => files.write('db-wal', walFile(other, [three])),
      ],
    ])('%s', (_, expected, meanwhile) => {
      write([]);
      expect(shape(opened())).toEqual({ end: null, isProof: true, counts: true });
      expect(checkAfter(meanwhile)).toBe(expected);
    });

    it('is rejected if the shared memory is being written', () => {
      write([]);
      const whole = shared(walFile(format, [three]), 1, 1);
      const meanwhile = () => {
        write([three], 1);
        files.write('db-shm', withWord(whole, 16));
        let reads = 0;
        files.onLook = ({ at, call }) => {
          if (at === 'db-shm' && call === 'read' && ++reads === 6) files.write('db-shm', whole);
        };
      };
      expect(checkAfter(meanwhile)).toBe(reset);
    });

    it('is rejected if the shared memory counts frames but the WAL is still the one before', () => {
      const before = walFile(format, [one]);
      files.write('db-wal', before);
      files.write('db-shm', shared(before, 0, 0, next));
      expect(checkAfter(() => {})).toBeNull();
      const frames = shared(walFile(next, [three]), 1, 1, next);
      expect(checkAfter(() => files.write('db-shm', frames))).toBe(reset);
    });
  });

  it.each<[string, string | null, () => void]>([
    ['is valid without a WAL', null, () => {}],
    ['is valid with a new WAL of other pages', null, () => files.write('db-wal', walFile(format, [two]))],
    [
      'is rejected if a new WAL has a page of the main file',
      'the WAL began',
      () => files.write('db-wal', walFile(format, [three])),
    ],
    [
      'is rejected if a new WAL shrinks the database below a page of the main file',
      'the WAL began',
      () => files.write('db-wal', walFile(format, [commit(2, 1, 3)])),
    ],
    [
      'is rejected if a new WAL and its shared memory differ',
      'the WAL and its shared memory differ',
      () => {
        files.write('db-shm', shared(write([one]), 1));
        files.write('db-wal', walFile(format, [two]));
      },
    ],
  ])('of no WAL %s', (_, expected, meanwhile) => {
    expect(checkAfter(meanwhile)).toBe(expected);
  });
});
