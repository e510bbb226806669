import { afterEach, beforeEach } from '@jest/globals';
import { resolvePaths } from '../../../lib/snapshot/files/database-paths.js';
import type { Rejection } from '../../../lib/snapshot/files/read-failure.js';
import { type WalMemory, WalView } from '../../../lib/snapshot/wal/wal-view.js';
import { FilesInMemory } from '../../support/files-in-memory.js';
import { sharedMemoryFile, type WalFormat, type WalFrame, walFile } from '../../support/wal-file.js';

export const format: WalFormat = { pageSize: 512, bigEndian: false, salts: [0x1234abcd, 0x00c0ffee] };
/** The generation after it, and one that has nothing to do with it. */
export const next: WalFormat = { ...format, salts: [0x1234abce, 0x0badcafe] };
export const other: WalFormat = { ...format, salts: [0x77777777, 0x0badcafe] };
/** Where a frame begins. */
export const frameAt = (frame: number) => 32 + (frame - 1) * (24 + format.pageSize);

/** A commit of one page in a database of `databasePages` pages. */
export function commit(page: number, content: number, databasePages = 4): WalFrame {
  return { page, content: Buffer.alloc(format.pageSize, content), databasePages };
}

export const one = commit(2, 1);
export const two = commit(3, 2);
export const three = commit(4, 3);

/** Shared memory of `frames` frames, of which `copied` may have been copied. */
export function shared(log: Buffer, frames: number, copied = 0, { salts }: WalFormat = format): Buffer {
  const bytes = sharedMemoryFile(log, frames, salts);
  bytes.writeUInt32LE(copied, 128);
  return bytes;
}

/** The files of the running test. */
export let files: FilesInMemory;
/** What its looks remember. */
export let memory: WalMemory;
let views: WalView[];

/** Gives each test files and a memory of its own, and closes its views. */
export function eachLook(): void {
  beforeEach(() => {
    files = new FilesInMemory();
    memory = { index: null, staleSharedMemory: null, lastLook: null };
    views = [];
  });

  afterEach(() => {
    for (const view of views) view.close();
  });
}

export function open(): WalView | Rejection {
  const view = WalView.open(resolvePaths(files, 'db'), memory);
  if (!('rejected' in view)) views.push(view);
  return view;
}

export function opened(): WalView {
  const view = open();
  if ('rejected' in view) throw new Error(view.rejected);
  return view;
}

/** What the check of a view says that has read page 4 of the main file, after this was done meanwhile. */
export function checkAfter(meanwhile: () => void): string | null {
  const view = opened();
  meanwhile();
  return view.check(new Set([4]))?.rejected ?? null;
}

/** What the view is made of. */
export function shape({ index, isProof, sharedMemory }: WalView) {
  return { end: index?.end ?? null, isProof, counts: sharedMemory !== null };
}

/** The log with these frames, and shared memory that knows all of them. */
export function write(frames: readonly WalFrame[], copied = 0): Buffer {
  const log = walFile(format, frames);
  files.write('db-wal', log);
  files.write('db-shm', shared(log, frames.length, copied));
  return log;
}

/** The look that shows this log beside this shared memory. */
export function lastLook(log: Buffer, frames: number, of: WalFormat): WalMemory['lastLook'] {
  const status = files.statusAt('db-wal');
  return {
    sharedMemory: shared(log, frames, 0, of).toString('hex', 0, 48),
    log: `1:${status?.ino} ${status?.mtimeNs} ${status?.size}`,
  };
}

/** The bytes with a word of them turned round. */
export function withWord(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeInt32BE(~changed.readInt32BE(at), at);
  return changed;
}
