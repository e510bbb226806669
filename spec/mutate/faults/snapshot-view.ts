import type { FaultyFile } from '../fault.js';
import { looks } from './checks.js';

/** The write-ahead log as one read sees it. */
export const snapshotView: readonly FaultyFile[] = [
  {
    file: 'lib/snapshot/wal/wal-view.ts',
    checks: looks,
    faults: [
      { before: 'const framesOfProof = 1024;', after: 'const framesOfProof = 1;' },
      { before: 'if (this.sharedMemory === null) return false;\n    const now', after: 'const now' },
      { before: 'return now !== null && now.salts !==', after: 'return now !== null && now.salts ===' },
      {
        before: 'return now !== null && now.salts !== this.sharedMemory.salts;',
        after: 'return now === null;',
      },
      {
        before: '    const header = readWalHeader(file);\n    if (header === null) return empty;',
        after:
          '    const header = readWalHeader(file);\n    sharedMemory = trusted(readSharedMemory(paths.system, paths.sharedMemory), memory);\n    if (header === null) return empty;',
      },
      {
        before: 'const empty = new WalView(paths, memory, null, null, ofEmptyLog(sharedMemory), seen);',
        after: 'const empty = new WalView(paths, memory, null, null, sharedMemory, seen);',
      },
      {
        before: 'if (sharedMemory !== null && isProvedStale(sharedMemory, header, file, paths, memory)) {',
        after: 'if (sharedMemory === null && isProvedStale(sharedMemory, header, file, paths, memory)) {',
      },
      {
        before: 'if (announcesRestart(sharedMemory, header)) return empty;',
        after: '',
      },
      {
        before:
          'if (sharedMemory.lastFrame === 0) return new WalView(paths, memory, null, null, null, seen);',
        after: '',
      },
      {
        before: 'return WalView.#indexed(file, header, paths, memory, null, seen);',
        after: 'return empty;',
      },
      { before: 'if (sharedMemory?.lastFrame === 0) return empty;', after: '' },
      {
        before: 'const cap = sharedMemory?.lastFrame ?? Number.POSITIVE_INFINITY;',
        after: 'const cap = Number.POSITIVE_INFINITY;',
      },
      { before: 'index.end === cap && first', after: 'first' },
      { before: ' && second === sharedMemory.sums.second', after: '' },
      {
        before: "return { rejected: 'the WAL and its shared memory differ', suspect",
        after: 'void { suspect',
      },
      {
        before: 'return this.index !== null || this.sharedMemory !== null;',
        after: 'return this.index !== null;',
      },
      {
        before: 'return this.sharedMemory === null\n        ? this.#checkEmpty(fromMain)',
        after: 'return this.sharedMemory === null\n        ? null',
      },
      {
        before: ': this.#checkBegun(this.sharedMemory, fromMain);',
        after: ': this.#checkEmpty(fromMain);',
      },
      {
        before: '#checkSharedMemory(now: SharedMemoryHeader | null): Rejection | null {',
        after: '#checkSharedMemory(now: SharedMemoryHeader | null): Rejection | null {\n    return null;',
      },
      {
        before: 'const moved = shared === null || shared.bytes !== this.sharedMemory?.bytes;',
        after: 'const moved = shared !== null && shared.bytes !== this.sharedMemory?.bytes;',
      },
      {
        before: 'if (moved) {\n      const covered',
        after: 'if (false) {\n      const covered',
      },
      {
        before: 'if (readWalHeader(this.file)?.salts !== this.index.header.salts || !this',
        after: 'if (!this',
      },
      {
        before: 'salts !== this.index.header.salts || !this.index.endStands(this.file)) {',
        after: 'salts !== this.index.header.salts) {',
      },
      {
        before: 'if (identityAt(this.#paths.system, this.#paths.wal) !== this.file.identity)',
        after: 'if (identityAt(this.#paths.system, this.#paths.wal) === null)',
      },
      {
        before: `    return this.#checkSharedMemory(
      trusted(readSharedMemory(this.#paths.system, this.#paths.sharedMemory), this.#memory),
    );`,
        after: '    return null;',
      },
      {
        before: 'const stands = (now?.bytes ?? null) === this.#seen;',
        after: 'const stands = true;',
      },
      {
        before: 'const stands = (now?.bytes ?? null) === this.#seen;',
        after: 'const stands = now === null;',
      },
      {
        before: 'if (now === null || now.salts !== this.sharedMemory.salts) return',
        after: 'if (now !== null && now.salts !== this.sharedMemory.salts) return',
      },
      {
        before: 'if (now === null || now.salts !== this.sharedMemory.salts) return',
        after: 'if (now === null) return',
      },
      {
        before:
          "return now.lastFrame < this.sharedMemory.lastFrame ? { rejected: 'the WAL was taken back' } : null;",
        after: 'return null;',
      },
      {
        before: 'const kept = shared?.salts === index.header.salts ? shared : null;',
        after: 'const kept = shared;',
      },
      {
        before: 'kept === null ? Number.POSITIVE_INFINITY : kept.lastCheckpointed;',
        after: 'kept === null ? 0 : kept.lastCheckpointed;',
      },
      {
        before: 'kept === null ? Number.POSITIVE_INFINITY : kept.lastCheckpointed;',
        after: 'kept === null ? Number.POSITIVE_INFINITY : kept.lastFrame;',
      },
      {
        before:
          "if (lastFromMain > commit.databasePages) return { rejected: 'the database may have been cut' };",
        after: '',
      },
      {
        before: "if (fromMain.has(page)) return { rejected: 'a page may have been checkpointed' };",
        after: '',
      },
      {
        before:
          "return kept !== null && reached < limit ? { rejected: 'the WAL was reset under the look' } : null;",
        after: 'return null;',
      },
      { before: 'if (now === null) return reset;', after: 'if (now === null) return null;' },
      {
        before: 'if (now === null) return reset;',
        after:
          'if (now === null) return trusted(readSharedMemory(this.#paths.system, this.#paths.sharedMemory), this.#memory)?.salts === start.salts ? null : reset;',
      },
      { before: 'if (file === null) return reset;', after: 'if (file === null) return null;' },
      {
        before:
          'if (header !== null && !isOfThisGeneration && !announcesRestart(start, header)) return reset;',
        after: '',
      },
      {
        before: 'if (now.lastFrame > 0) {',
        after: 'if (now.lastFrame < 0) {',
      },
      {
        before: 'if (header === null || !isOfThisGeneration) return reset;',
        after: 'if (header === null) return reset;',
      },
      {
        before: 'return after?.salts === start.salts ? null : reset;',
        after: 'return null;',
      },
      { before: "if ('rejected' in now) return now;", after: "if ('rejected' in now) return null;" },
      {
        before: 'if (index.frameOf(page) !== undefined || page > index.databasePages)',
        after: 'if (page > index.databasePages)',
      },
      {
        before: 'if (index.frameOf(page) !== undefined || page > index.databasePages)',
        after: 'if (index.frameOf(page) !== undefined)',
      },
      {
        before: 'return shared === null || shared.bytes === memory.staleSharedMemory ? null : shared;',
        after: 'return shared;',
      },
      {
        before: 'if (last?.sharedMemory === shared.bytes && last.log === log) return false;',
        after: 'if (last?.log === log) return false;',
        harmless: 'shared memory that changes is kept up, and so not stale',
      },
      {
        before: 'if (announcesRestart(shared, header)) return false;',
        after: '',
      },
      {
        before: 'const known = shared.salts === header.salts ? shared.lastFrame : 0;',
        after: 'const known = shared.lastFrame;',
      },
      {
        before: 'const isAnother = previous !== undefined && (pages',
        after: 'const isAnother = (pages',
      },
      {
        before: '(pages.length > 1 || !pageIn(frame).equals(pageIn(previous)))',
        after: 'true',
      },
      {
        before: 'return readSharedMemory(paths.system, paths.sharedMemory)?.bytes === shared.bytes;',
        after: 'return true;',
      },
      {
        before: 'return shared?.lastFrame === 0 && !/^0+$/.test(shared.salts) ? shared : null;',
        after: 'return shared?.lastFrame === 0 ? shared : null;',
      },
      {
        before: 'return shared?.lastFrame === 0 && !/^0+$/.test(shared.salts) ? shared : null;',
        after: 'return null;',
      },
      {
        before: 'known.end <= frame && known.describes(file, header);',
        after: 'known.end <= frame;',
      },
    ],
  },
];
