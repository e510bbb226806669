import type { FaultyFile } from '../fault.js';
import { proof } from './checks.js';

/** The rollback journal, the database's header, and what a look tells. */
export const snapshotFiles: readonly FaultyFile[] = [
  {
    file: 'lib/snapshot/files/rollback-journal.ts',
    checks: ['spec/snapshot/files/rollback-journal', ...proof],
    faults: [
      {
        before: 'if (first === null || !isPageSize(first.pageSize)) return null;',
        after: 'if (first === null) return null;',
      },
      { before: 'if (isVoid(file)) return null;', after: '' },
      {
        before: 'known?.identity === file.identity && known.#isSameTransaction(first)',
        after: 'known?.#isSameTransaction(first)',
      },
      {
        before: 'known?.identity === file.identity && known.#isSameTransaction(first)',
        after: 'known?.identity === file.identity',
      },
      {
        before: 'const journal = same ? known',
        after: 'const journal = known !== null && same === false ? known',
      },
      { before: 'segment.nonce === nonce && segment', after: 'segment' },
      {
        before: 'if (this.#ended || this.#segmentRecords < segment.records) return;',
        after: 'if (this.#ended) return;',
      },
      { before: '      this.#segmentRecords = 0;\n', after: '' },
      { before: 'Math.ceil(end / segment.sectorSize)', after: 'Math.floor(end / segment.sectorSize)' },
      { before: 'segment.records === openEnded ? file.read(offset, whole * size) : block;', after: 'block;' },
      { before: 'if (!isWhole || !this.#takeInRecord', after: 'if (!this.#takeInRecord' },
      {
        before: 'const isInDatabase = page <= this.databasePages;',
        after: 'const isInDatabase = page < this.databasePages;',
      },
      {
        before: 'const isPassedOver = !isInDatabase && segment.records !== openEnded;',
        after: 'const isPassedOver = !isInDatabase;',
      },
      {
        before: 'const isPassedOver = !isInDatabase && segment.records !== openEnded;',
        after: 'const isPassedOver = false;',
      },
      { before: 'this.#ended = segment.records !== openEnded;', after: 'this.#ended = true;' },
      { before: 'this.#ended = segment.records !== openEnded;', after: '' },
      {
        before: 'if (isInDatabase) this.#offsets.set(page, offset + 4);',
        after: 'if (isInDatabase && !this.#offsets.has(page)) this.#offsets.set(page, offset + 4);',
      },
      { before: " || bytes.toString('hex', 0, 8) !== magic) return null;", after: ') return null;' },
      { before: 'if (offset === 0 && !isSectorSize) return null;', after: 'if (!isSectorSize) return null;' },
      {
        before: "if (tail.length < 16 || tail.toString('hex', 8, 16) !== magic) return false;",
        after: 'return false;',
      },
      { before: 'if (sum !== tail.readUInt32BE(4)) return false;', after: '' },
      { before: '(byte << 24) >> 24', after: 'byte' },
      { before: 'return status === null || (status', after: 'return (status !== null && status' },
      { before: ' || (status.isFile() && status.size === 0n);', after: ';' },
    ],
  },
  {
    file: 'lib/snapshot/files/database-header.ts',
    checks: [
      'spec/snapshot/attempt/second-reading',
      'spec/snapshot/attempt/read-attempt',
      'spec/snapshot/attempt/read-again',
      ...proof,
    ],
    faults: [
      { before: "counters: bytes.toString('hex', 24, 40)", after: "counters: bytes.toString('hex', 24, 27)" },
      { before: 'wantsWal: bytes[18] === 2', after: 'wantsWal: false' },
      { before: 'wantsWal: bytes[18] === 2', after: 'wantsWal: true' },
      { before: 'bytes.readUInt16BE(16) === 1 ? 65536 : bytes', after: 'bytes' },
    ],
  },
  {
    file: 'lib/snapshot/wal/fingerprint.ts',
    checks: ['spec/snapshot/wal/fingerprint', ...proof],
    faults: [
      { before: "file.read(24, 16).toString('hex')", after: "''" },
      { before: "file.read(0, 28).toString('hex')", after: "''" },
      { before: 'return `${header} ${lastCommit(file, sharedMemory, memory)}`;', after: 'return header;' },
      { before: "    sharedMemory?.bytes ?? '-',\n", after: '' },
      {
        before: 'return `${file.identity} ${size} ${mtimeNs} ${ctimeNs} ${content(file)}`;',
        after: 'return `${size} ${mtimeNs} ${ctimeNs} ${content(file)}`;',
      },
      {
        before: 'return `${file.identity} ${size} ${mtimeNs} ${ctimeNs} ${content(file)}`;',
        after: 'return `${file.identity} ${content(file)}`;',
      },
      {
        before: 'return `${file.identity} ${size} ${mtimeNs} ${ctimeNs} ${content(file)}`;',
        after: 'return `${file.identity} ${size} ${mtimeNs} ${ctimeNs}`;',
      },
    ],
  },
  {
    file: 'lib/snapshot/wal/last-commit.ts',
    checks: proof,
    faults: [
      { before: 'sharedMemory.bytes !== memory.staleSharedMemory;', after: 'true;' },
      {
        before: "if (isKeptUp && sharedMemory.salts === header.salts) return '';",
        after: "if (isKeptUp) return '';",
      },
      { before: 'known?.describes(wal, header) ? known', after: 'known !== null ? known' },
      { before: 'index.extend(wal, Number.POSITIVE_INFINITY);', after: '' },
      { before: 'return `${index.end} ${index.endHeader}`;', after: 'return `${index.end}`;' },
    ],
  },
];
