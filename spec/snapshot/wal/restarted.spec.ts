import { describe, expect, it } from '@jest/globals';
import { eachLook, files, memory, next, one, opened, other, shared, two, write } from './wal-looks.js';

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

  it.each(later)('after frames were seen, when %s, is %s', (_, isRestarted, happens) => {
    files.write('db-shm', shared(write([one]), 1));
    const view = opened();
    happens();
    expect(view.wasRestarted()).toBe(isRestarted);
    // What it says is certain.
    if (isRestarted) expect(view.check(new Set())).not.toBeNull();
  });

  it.each(later)('before frames were seen, when %s, is %s', (_, isRestarted, happens) => {
    files.write('db-shm', shared(write([one]), 0));
    const view = opened();
    expect(view.index).toBeNull();
    happens();
    expect(view.wasRestarted()).toBe(isRestarted);
    if (isRestarted) expect(view.check(new Set())).not.toBeNull();
  });

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
