import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { lastWrittenAt } from '../../../lib/snapshot/files/database-paths.js';
import { randomWords } from '../../../lib/snapshot/files/node-system.js';
import { testFolder } from '../../support/test-folder.js';

/** A file that was last written then, in seconds since the epoch. */
function file(path: string, writtenAt: number): string {
  writeFileSync(path, '');
  utimesSync(path, writtenAt, writtenAt);
  return path;
}

describe('the time of a database’s last write', () => {
  it('is the newer one of the main file’s and the WAL’s', () => {
    const folder = testFolder();
    const path = file(join(folder, 'queue.db'), 1_768_300_000);
    expect(lastWrittenAt(path)).toBe(1_768_300_000_000);
    file(`${path}-wal`, 1_768_300_060);
    expect(lastWrittenAt(path)).toBe(1_768_300_060_000);
    file(`${path}-wal`, 1_768_200_000);
    expect(lastWrittenAt(path)).toBe(1_768_300_000_000);
  });

  it('is that of the files that a symbolic link leads to, not of files beside the link', () => {
    const folder = testFolder();
    mkdirSync(join(folder, 'there'));
    const path = file(join(folder, 'there', 'queue.db'), 1_768_300_000);
    file(`${path}-wal`, 1_768_300_060);
    const link = join(folder, 'link.db');
    symlinkSync(path, link);
    // What lies beside the link is nobody's.
    file(`${link}-wal`, 1_768_400_000);
    expect(lastWrittenAt(link)).toBe(1_768_300_060_000);
  });

  it('is unknown without a main file', () => {
    const path = join(testFolder(), 'queue.db');
    expect(lastWrittenAt(path)).toBeNull();
    file(`${path}-wal`, 1_768_300_000);
    expect(lastWrittenAt(path)).toBeNull();
  });
});

it('random words are others each time, from the system', () => {
  const [one, other] = [randomWords(4), randomWords(4)];
  expect(one.length).toBe(4);
  expect(new Set([...one, ...other]).size).toBe(8);
});

it('random words come also where the system has no file of them, or one that ends', () => {
  for (const path of [join(testFolder(), 'none'), '/dev/null'])
    expect(new Set(randomWords(4, path)).size).toBe(4);
});
