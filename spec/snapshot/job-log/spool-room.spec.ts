import * as fs from 'node:fs';
import { describe, expect, it, jest } from '@jest/globals';

const mebi = 1 << 20;
let free = 0;
let looks = 0;
jest.unstable_mockModule('node:fs', () => ({
  ...fs,
  statfsSync: () => {
    looks += 1;
    return { bavail: free / 2, bsize: 2 };
  },
}));
const { NoRoom, SpoolRoom } = await import('../../../lib/snapshot/job-log/spool.js');

describe('the room for unpacked logs', () => {
  const roomOf = (limits = {}) => new SpoolRoom({ spoolFolder: '/spools', ...limits }, '/logs/1.log');

  it('leaves 256 MiB of the disk to others', () => {
    free = 256 * mebi + 10;
    expect(() => roomOf().expect(0, 10)).not.toThrow();
    expect(() => roomOf().expect(0, 11)).toThrow(NoRoom);
  });

  it('ends at the size to which logs are unpacked at most', () => {
    free = 1024 * mebi;
    expect(() => roomOf({ unpackAtMost: 100 }).expect(90, 10)).not.toThrow();
    expect(() => roomOf({ unpackAtMost: 100 }).expect(90, 11)).toThrow(NoRoom);
    expect(() => roomOf().expect(4096 * mebi, 1)).toThrow(NoRoom);
  });

  it('is looked at again after each 16 MiB', () => {
    free = 1024 * mebi;
    looks = 0;
    const room = roomOf();
    for (let at = 0; at < 34; at += 1) room.expect(at * mebi, mebi);
    expect(looks).toBe(2);
    free = 0;
    expect(() => room.expect(34 * mebi, mebi)).toThrow(NoRoom);
  });
});
