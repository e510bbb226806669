import { copyFileSync, renameSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { nodeSystem } from '../../../lib/snapshot/files/node-system.js';
import type { FileStatus, System } from '../../../lib/snapshot/files/system.js';
import { fingerprint } from '../../../lib/snapshot/wal/fingerprint.js';
import { folderForEach } from '../../support/folder-for-each.js';
import { walFile } from '../../support/wal-file.js';
import { format, frameAt, one, two } from './wal-looks.js';

describe('the fingerprint of a database', () => {
  const folder = folderForEach();
  let path: string;

  beforeEach(() => {
    path = folder.file('jobs.sqlite3');
    writeFileSync(path, Buffer.alloc(4096, 1));
  });

  /** A system where all of these parts of a file's status stay as they were, as on a disk with coarse times. */
  function systemWith(still: Partial<FileStatus>): System {
    const status = (of: FileStatus): FileStatus => ({
      ...{ dev: of.dev, ino: of.ino, size: of.size, mtimeNs: of.mtimeNs, ctimeNs: of.ctimeNs },
      isFile: () => of.isFile(),
      ...still,
    });
    return {
      ...nodeSystem,
      statusOf: (descriptor) => status(nodeSystem.statusOf(descriptor)),
      statusAt: (at) => {
        const found = nodeSystem.statusAt(at);
        return found === null ? null : status(found);
      },
    };
  }

  const sign = (still: Partial<FileStatus>) =>
    fingerprint(systemWith(still), path, { index: null, staleSharedMemory: null, lastLook: null });

  it('is the same while nothing changes', () => {
    expect(sign({})).toBe(sign({}));
  });

  it('differs for another file at the path, even of the same size, times and content', () => {
    const coarse = { mtimeNs: 0n, ctimeNs: 0n };
    const before = sign(coarse);
    copyFileSync(path, folder.file('copy'));
    renameSync(folder.file('copy'), path);
    expect(sign(coarse)).not.toBe(before);
  });

  it('differs after a commit that overwrites frames of an earlier WAL, even at the same size and times', () => {
    const coarse = { mtimeNs: 0n, ctimeNs: 0n };
    const log = walFile(format, [one, two]);
    writeFileSync(`${path}-wal`, Buffer.from(log).fill(0, frameAt(2)));
    const before = sign(coarse);
    writeFileSync(`${path}-wal`, log);
    expect(sign(coarse)).not.toBe(before);
  });

  it.each([
    ['first byte of the header’s counters', '', 24],
    ['last byte of the header’s counters', '', 39],
    ['first byte of the journal’s header', '-journal', 0],
    ['last byte of the journal’s header', '-journal', 27],
    ['last byte of the WAL’s header', '-wal', 31],
  ])('changes with the %s, though size and times stay', (_which, suffix, at) => {
    const coarse = { mtimeNs: 0n, ctimeNs: 0n };
    const bytes = Buffer.alloc(4096, 1);
    writeFileSync(`${path}${suffix}`, bytes);
    const before = sign(coarse);
    writeFileSync(`${path}${suffix}`, bytes.fill(2, at, at + 1));
    expect(sign(coarse)).not.toBe(before);
  });

  it('differs with the size, and with either time', () => {
    const before = sign({ mtimeNs: 0n, ctimeNs: 0n });
    expect(sign({ mtimeNs: 0n, ctimeNs: 1n })).not.toBe(before);
    expect(sign({ mtimeNs: 1n, ctimeNs: 0n })).not.toBe(before);
    writeFileSync(path, Buffer.alloc(8192, 1));
    expect(sign({ mtimeNs: 0n, ctimeNs: 0n })).not.toBe(before);
  });
});
