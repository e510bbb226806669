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

describe('the short look for a restart of the WAL', () => {
  eachLook();

  const later: readonly (readonly [string, boolean, () => void])[] = [
    ['nothing has happened', false, () => {}],
    ['more was committed', false, () => files.write('db-shm', shared(write([one, two]), 2))],
    ['a restart is announced', true, () => files.write('db-shm', shared(write([one]), 0, 0, next))],
    ['there are frames of another log', true, () => files.write('db-shm', shared(write([one]), 1, 0, other))],
    ['the shared memory is gone', false, () => files.remove('db-shm')],
    ['the shared memory is being written', false, () => files.write('db-shm', Buffer.alloc(32768, 7))],
  ];

  it.each(['after', 'before'].flatMap((when) => later.map((each) => [when, ...each] as const)))(
    '%s frames were seen, when %s, is %s',
    (when, _, isRestarted, happens) => {
      files.write('db-shm', shared(write([one]), when === 'after' ? 1 : 0));
      const view = opened();
      expect(view.index === null).toBe(when === 'before');
      happens();
      expect(view.wasRestarted()).toBe(isRestarted);
      // What it says is certain.
      if (isRestarted) expect(view.check(new Set())).not.toBeNull();
    },
  );

  it('finds no restart if there was no shared memory at the start', () => {
    write([one]);
    files.remove('db-shm');
    const view = opened();
    files.write('db-shm', shared(write([one]), 1, 0, other));
    expect(view.wasRestarted()).toBe(false);
  });

  it('finds no restart in shared memory that was proved stale', () => {
    const log = write([one]);
    files.write('db-shm', shared(log, 1));
    const view = opened();
    const stale = shared(log, 1, 0, other);
    memory.staleSharedMemory = stale.toString('hex', 0, 48);
    files.write('db-shm', stale);
    expect(view.wasRestarted()).toBe(false);
  });
});
