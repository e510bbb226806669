import type { FaultyFile } from '../fault.js';
import { looks } from './checks.js';

/** The write-ahead log, frame by frame, and shared memory. */
export const snapshotLog: readonly FaultyFile[] = [
  {
    file: 'lib/snapshot/wal/wal-index.ts',
    checks: looks,
    faults: [
      {
        before: 'return this.#last?.sums ?? this.header.sums;',
        after: 'return this.#last?.sums ?? { first: 0, second: 0 };',
      },
      {
        before: 'return file.identity === this.identity && header.salts',
        after: 'return header.salts',
      },
      { before: ' && header.salts === this.header.salts && this', after: ' && this' },
      {
        before: 'header.salts === this.header.salts && this.endStands(file);',
        after: 'header.salts === this.header.salts;',
      },
      {
        before: '        this.#pageNumbers.push(page);\n      }\n      this.#last = commit;',
        after: '      }\n      this.#last = commit;',
      },
      {
        before: 'return this.#pageNumbers.slice(frame);',
        after: 'return this.#pageNumbers.slice(frame + 1);',
      },
      { before: 'return frame === 0 || file', after: 'return file' },
      { before: 'if (databasePages === 0) continue;', after: '' },
      {
        before: 'isCommitted = databasePages > 0;',
        after: 'isCommitted = true;',
      },
      {
        before: 'return size >= next || (size === end && isCommitted) ? pages : null;',
        after: 'return pages;',
      },
      {
        before: 'return size >= next || (size === end && isCommitted) ? pages : null;',
        after: 'return size >= next || size === end ? pages : null;',
      },
      {
        before: "if (block.toString('hex', at + 8, at + 16) !== this.header.salts) return;",
        after: '',
      },
      {
        before: 'if (page === 0 || !sumsStandAt(sums, block, at + 16)) return;',
        after: 'if (page === 0) return;',
      },
      { before: 'sums = addToSums(sums, block, at, 8, this.header.bigEndian);\n', after: '\n' },
      { before: 'let wanted = 4;', after: 'let wanted = 1;', harmless: 'only how much is read at a time' },
    ],
  },
  {
    file: 'lib/snapshot/wal/wal-header.ts',
    checks: looks,
    faults: [
      { before: 'if (bytes.length < walHeaderBytes) return null;', after: '' },
      { before: 'if (!sumsStandAt(sums, bytes, 24)) return null;', after: '' },
      { before: 'const bigEndian = (magic & 1) === 1;', after: 'const bigEndian = false;' },
      { before: ' || bytes.readUInt32BE(4) !== 3007000) return null;', after: ') return null;' },
      { before: "bytes.toString('hex', 16, 24)", after: "bytes.toString('hex', 16, 20)" },
    ],
  },
  {
    file: 'lib/snapshot/wal/shared-memory-header.ts',
    checks: looks,
    faults: [
      { before: 'attempt < 5', after: 'attempt < 1' },
      { before: 'if (bytes.length < allBytes) return null;', after: '' },
      {
        before:
          'if (bytes.compare(bytes, copyBytes, 2 * copyBytes, 0, copyBytes) === 0) return parse(bytes);',
        after: 'return parse(bytes);',
      },
      {
        before: 'if (error instanceof ReadFailure) return null;\n    throw error;\n  } finally',
        after: 'throw error;\n  } finally',
      },
      { before: 'if (!isInitialised || word(0) !== 3007000) return null;', after: '' },
      {
        before: 'if (own.first !== (word(40) | 0) || own.second !== (word(44) | 0)) return null;',
        after: '',
      },
      { before: 'Math.max(word(96), word(128))', after: 'word(96)' },
      { before: 'Math.max(word(96), word(128))', after: 'word(128)' },
      { before: "bytes: bytes.toString('hex', 0, copyBytes)", after: "bytes: bytes.toString('hex', 0, 24)" },
      { before: "bytes: bytes.toString('hex', 0, copyBytes)", after: "bytes: bytes.toString('hex')" },
      { before: 'shared.lastFrame === 0 && ahead > 0', after: 'ahead > 0' },
      { before: 'ahead > 0 && ahead <= restartsInARow;', after: 'ahead > 0;' },
      { before: 'ahead > 0 && ahead <= restartsInARow;', after: 'ahead <= restartsInARow;' },
    ],
  },
];
