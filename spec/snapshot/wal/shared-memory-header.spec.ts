import { describe, expect, it } from '@jest/globals';
import type { System } from '../../../lib/snapshot/files/system.js';
import { announcesRestart, readSharedMemory } from '../../../lib/snapshot/wal/shared-memory-header.js';
import type { WalHeader } from '../../../lib/snapshot/wal/wal-header.js';
import { FilesInMemory } from '../../support/files-in-memory.js';
import { checksum, sharedMemoryFile, walFile } from '../../support/wal-file.js';
import { format, one } from './wal-looks.js';

const log = walFile(format, [one]);
const sound = sharedMemoryFile(log, 1, format.salts);

function filesWith(bytes: Uint8Array): FilesInMemory {
  const files = new FilesInMemory();
  files.write('db-shm', bytes);
  return files;
}

const read = (bytes: Uint8Array) => readSharedMemory(filesWith(bytes), 'db-shm');

/** The bytes with some others in both copies of the header. */
function changed(change: (header: Buffer) => void): Buffer {
  const bytes = Buffer.from(sound);
  for (const start of [0, 48]) change(bytes.subarray(start, start + 48));
  return bytes;
}

/** Changes the header, and makes its sums right again. */
function summed(header: Buffer, change: () => void): void {
  change();
  for (const [at, sum] of checksum([0, 0], header.subarray(0, 40), false).entries())
    header.writeUInt32LE(sum, 40 + 4 * at);
}

describe('the header of the shared memory', () => {
  it('states the last frame, the salts, and the last frame that may have been checkpointed', () => {
    expect(read(sound)).toMatchObject({ lastFrame: 1, firstSalt: 0x1234abcd, lastCheckpointed: 0 });
    for (const at of [96, 128]) {
      const bytes = Buffer.from(sound);
      bytes.writeUInt32LE(7, at);
      expect(read(bytes)?.lastCheckpointed).toBe(7);
      expect(read(bytes)?.bytes).toBe(read(sound)?.bytes);
    }
  });

  it.each([
    ['frames', 0, format.salts[1]],
    ['salts', 1, 5],
  ])('has other bytes than one that differs in its %s', (_, frames, salt) => {
    expect(read(sharedMemoryFile(log, frames, [format.salts[0], salt]))?.bytes).not.toBe(read(sound)?.bytes);
  });

  it.each([
    ['is short', sound.subarray(0, 135)],
    ['is not in use', changed((header) => summed(header, () => header.writeUInt8(0, 12)))],
    ['is of another version', changed((header) => summed(header, () => header.writeUInt32LE(3007001, 0)))],
    ['has a first sum that is wrong', changed((header) => header.writeUInt32LE(1, 40))],
    ['has a second sum that is wrong', changed((header) => header.writeUInt32LE(1, 44))],
  ])('is ignored if it %s', (_, bytes) => {
    expect(read(bytes)).toBeNull();
  });

  it('is read again while its two copies differ, and ignored if they go on to differ', () => {
    const files = filesWith(
      Buffer.concat([sharedMemoryFile(log, 0, format.salts).subarray(0, 48), sound.subarray(48)]),
    );
    expect(readSharedMemory(files, 'db-shm')).toBeNull();
    let looks = 0;
    files.onLook = ({ call }) => {
      if (call === 'read' && ++looks === 5) files.write('db-shm', sound);
    };
    expect(readSharedMemory(files, 'db-shm')).toMatchObject({ lastFrame: 1 });
  });

  it.each(['open', 'read'])('is ignored if the call %s fails', (call) => {
    const files = filesWith(sound);
    const denied = () => {
      throw Object.assign(new Error('no'), { code: 'EACCES' });
    };
    const system: System = Object.assign(Object.create(files), { [call]: denied });
    expect(readSharedMemory(system, 'db-shm')).toBeNull();
  });

  it('announces a restart of the WAL by a salt slightly ahead, without frames', () => {
    const header = { firstSalt: 0xffff_fff0 } as WalHeader;
    const at = (firstSalt: number, lastFrame = 0) =>
      announcesRestart({ lastFrame, firstSalt } as NonNullable<ReturnType<typeof read>>, header);
    for (const salt of [0xffff_fff1, 3]) expect([salt, at(salt)]).toEqual([salt, true]);
    for (const salt of [0xffff_fff0, 0xffff_ffef, 0x0100_0000])
      expect([salt, at(salt)]).toEqual([salt, false]);
    expect(at(0xffff_fff1, 1)).toBe(false);
  });
});
