import type { FaultyFile } from '../fault.js';
import { proof } from './checks.js';

/** The rollback journal, and one try at reading an instant. */
export const snapshotAttempt: readonly FaultyFile[] = [
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
        before: 'known?.identity === file.identity && known.isSameTransaction(first)',
        after: 'known?.isSameTransaction(first)',
      },
      {
        before: 'known?.identity === file.identity && known.isSameTransaction(first)',
        after: 'known?.identity === file.identity',
      },
      {
        before: 'const journal = same ? known',
        after: 'const journal = known !== null && same === false ? known',
      },
      { before: 'segment.nonce === nonce && segment', after: 'segment' },
      {
        before: 'if (this.ended || this.segmentRecords < segment.records) return;',
        after: 'if (this.ended) return;',
      },
      { before: '      this.segmentRecords = 0;\n', after: '' },
      { before: 'Math.ceil(end / segment.sectorSize)', after: 'Math.floor(end / segment.sectorSize)' },
      { before: 'segment.records === openEnded ? file.read(offset, whole * size) : block;', after: 'block;' },
      { before: 'if (!isWhole || !this.takeInRecord', after: 'if (!this.takeInRecord' },
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
      { before: 'this.ended = segment.records !== openEnded;', after: 'this.ended = true;' },
      { before: 'this.ended = segment.records !== openEnded;', after: '' },
      {
        before: 'if (isInDatabase) this.offsets.set(page, offset + 4);',
        after: 'if (isInDatabase && !this.offsets.has(page)) this.offsets.set(page, offset + 4);',
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
    file: 'lib/snapshot/attempt/read-attempt.ts',
    checks: ['spec/snapshot/attempt/second-reading', 'spec/snapshot/attempt/read-attempt', ...proof],
    faults: [
      {
        before: 'this.pageSize = index?.header.pageSize ?? journal?.pageSize ?? start',
        after: 'this.pageSize = index?.header.pageSize ?? start',
      },
      {
        before: 'const pages = index?.databasePages ?? journal?.databasePages;',
        after: 'const pages = index?.databasePages;',
      },
      {
        before: 'memory.known && journal === null ? changesSince',
        after: 'memory.known ? changesSince',
      },
      {
        before: 'if (this.start === null || this.wal.isProof) return null;',
        after: 'if (this.start === null) return null;',
      },
      { before: 'if (number * this.pageSize > this.length) continue;', after: '' },
      {
        before: 'this.proved = rejection === null;\n',
        after: 'this.proved = true;\n',
        harmless: 'an attempt that is rejected here is not gone on with',
      },
      { before: '    this.pageMissing = false;\n', after: '' },
      {
        before:
          'return this.kept(number) ?? this.fromLog(number) ?? this.fromJournal(number) ?? this.fromMain(number);',
        after:
          'return this.fromLog(number) ?? this.fromJournal(number) ?? this.kept(number) ?? this.fromMain(number);',
      },
      {
        before:
          'return this.kept(number) ?? this.fromLog(number) ?? this.fromJournal(number) ?? this.fromMain(number);',
        after:
          'return this.kept(number) ?? this.fromJournal(number) ?? this.fromLog(number) ?? this.fromMain(number);',
      },
      { before: '    this.proved = false;\n    this.secondReadings', after: '    this.secondReadings' },
      { before: 'this.changed?.has(number) === false ?', after: 'this.changed?.has(number) !== true ?' },
      {
        before: 'if (!this.wal.readFrame(frame, page)) throw pageUnreadable;',
        after: 'this.wal.readFrame(frame, page);',
      },
      {
        before: 'if (this.journalFile.readInto(page, offset) < page.length) throw pageUnreadable;',
        after: 'this.journalFile.readInto(page, offset);',
      },
      { before: 'if (number === lockPage(this.pageSize)) return page;', after: '' },
      { before: '    this.askedOfMain.add(number);\n    // Only', after: '    // Only' },
      { before: 'if (this.readsTwice) this.mainPages', after: 'if (!this.readsTwice) this.mainPages' },
      { before: '    this.proved = false;\n    this.fetches(1);', after: '    this.fetches(1);' },
      { before: 'if (this.failure !== null) throw this.failure;', after: '' },
      { before: 'memory.proved = rejection === null ? memory.proved + 1 : 0;', after: 'memory.proved += 1;' },
      { before: 'return this.instant !== null;', after: 'return true;' },
      { before: 'return !this.wal.isProof || this.journal !== null;', after: 'return !this.wal.isProof;' },
      {
        before: 'return !this.wal.isProof || this.journal !== null;',
        after: 'return this.journal !== null;',
      },
      { before: 'if (rejection !== null) return rejection;\n    if (identityAt', after: 'if (identityAt' },
      {
        before: 'if (identityAt(this.files.paths.system, this.files.paths.main) !== this.main.identity)',
        after: 'if (identityAt(this.files.paths.system, this.files.paths.main) === null)',
      },
      { before: '    memory.forget(this.changed);\n', after: '' },
      {
        before: 'const { end, endHeader } = index;',
        after: "const { end } = index;\n    const endHeader = '';",
      },
      { before: 'return memory.rest.restsLong(start) ? {', after: 'return true ? {' },
      {
        before: 'if (index === null || this.readsTwice) return null;',
        after: 'if (index === null) return null;',
      },
      { before: '[this.mainPages, this.readOnce.entries()]', after: '[this.readOnce.entries()]' },
    ],
  },
  {
    file: 'lib/snapshot/attempt/attempt-memory.ts',
    checks: ['spec/snapshot/attempt/second-reading', 'spec/snapshot/attempt/read-attempt', ...proof],
    faults: [
      { before: 'if (changed === null) memory.clear();', after: 'if (changed === null) continue;' },
      { before: '      else memory.forget(changed);\n', after: '' },
    ],
  },
  {
    file: 'lib/snapshot/reader-memory.ts',
    checks: ['spec/snapshot/attempt/second-reading', 'spec/snapshot/attempt/read-attempt', ...proof],
    faults: [
      {
        before: 'if (changed === null) this.queue.suspectAll();\n    else this.queue',
        after: 'if (changed !== null) this.queue',
      },
    ],
  },
  {
    file: 'lib/snapshot/attempt/attempt-files.ts',
    checks: ['spec/snapshot/attempt/second-reading', 'spec/snapshot/attempt/read-attempt', ...proof],
    faults: [
      { before: "if (main.size() === 0) throw new ReadFailure('empty', paths.main);", after: '' },
      {
        before: `    memory.journal = RollbackJournal.inForce(paths.system, paths.journal, memory.journal);
    const wal = WalView.open(paths, memory.wal);
    if ('rejected' in wal) {`,
        after: `    const wal = WalView.open(paths, memory.wal);
    memory.journal = RollbackJournal.inForce(paths.system, paths.journal, memory.journal);
    if ('rejected' in wal) {`,
      },
      {
        before: 'if (journal !== null && journalFile?.identity !== journal.identity) {',
        after: 'if (journal !== null && journalFile === null) {',
      },
      {
        before: 'if (wal.index === null && journal?.databasePages === 0) throw',
        after: 'if (journal?.databasePages === 0) throw',
      },
      { before: 'if (journal !== null) memory.rest.journalInForce(now());', after: '' },
      { before: 'wal.index === null && journal === null\n        ?', after: 'wal.index === null\n        ?' },
    ],
  },
  {
    file: 'lib/snapshot/live-database.ts',
    checks: proof,
    faults: [
      { before: 'const contradictions = 5;', after: 'const contradictions = 1;' },
      {
        before: 'if (suspect.times >= contradictions) this.memory.wal.staleSharedMemory = suspect.bytes;',
        after: '',
      },
      { before: 'outcome.suspect === suspect.bytes ? suspect.times + 1 : 1', after: 'suspect.times + 1' },
      { before: 'attempt === 0 || system.steady() < deadline', after: 'attempt === 0' },
      { before: 'if (tries < leastTries) deadline', after: 'if (tries < 0) deadline' },
      {
        before:
          "return attempt.check() ?? { kind: 'problem', problem: problemBehind(error, attempt, paths.main) };",
        after: "return { kind: 'problem', problem: problemBehind(error, attempt, paths.main) };",
      },
      {
        before: "return attempt.check() ?? { kind: 'value', value, asOf };",
        after: "return { kind: 'value', value, asOf };",
      },
      { before: '      attempt.end();\n', after: '' },
      { before: 'attempt.foresee() ?? attempt.readAhead() ?? this', after: 'attempt.foresee() ?? this' },
      { before: 'attempt.foresee() ?? attempt.readAhead() ?? this', after: 'attempt.readAhead() ?? this' },
      {
        before: 'const asOf = this.clock();\n    const attempt = ReadAttempt.begin(paths, this.memory, now);',
        after: 'const attempt = ReadAttempt.begin(paths, this.memory, now);\n    const asOf = this.clock();',
      },
    ],
  },
  {
    file: 'lib/snapshot/files/database-header.ts',
    checks: ['spec/snapshot/attempt/second-reading', 'spec/snapshot/attempt/read-attempt', ...proof],
    faults: [
      { before: "counters: bytes.toString('hex', 24, 40)", after: "counters: bytes.toString('hex', 24, 27)" },
      { before: 'wantsWal: bytes[18] === 2', after: 'wantsWal: false' },
      { before: 'wantsWal: bytes[18] === 2', after: 'wantsWal: true' },
      { before: 'bytes.readUInt16BE(16) === 1 ? 65536 : bytes', after: 'bytes' },
    ],
  },
  {
    file: 'lib/snapshot/wal/fingerprint.ts',
    checks: proof,
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
      { before: 'known?.describes(log, header) ? known', after: 'known !== null ? known' },
      { before: 'index.extend(log, Number.POSITIVE_INFINITY);', after: '' },
      { before: 'return `${index.end} ${index.endHeader}`;', after: 'return `${index.end}`;' },
    ],
  },
  {
    file: 'lib/snapshot/sqlite/stamped-pages.ts',
    checks: [
      'spec/snapshot/live-database',
      'spec/snapshot/live-database-paging',
      'spec/snapshot/attempt/overlay',
      'spec/simulation/pictures',
      'spec/snapshot/first-picture',
    ],
    faults: [
      {
        before: 'return isSizeValid && view.getUint32(28) * pages.pageSize === pages.length;',
        after: 'return true;',
      },
      { before: 'return pageSize === this.pageSize && length <= this.length;', after: 'return true;' },
      { before: 'this.stamp = (this.stamp + 1) >>> 0;', after: '' },
      { before: '    this.first = null;\n', after: '' },
      { before: '      this.asked?.add(number);\n', after: '' },
    ],
  },
  {
    file: 'lib/snapshot/attempt/query-memory.ts',
    checks: [
      'spec/snapshot/live-database',
      'spec/snapshot/live-database-paging',
      'spec/simulation/pictures',
      'spec/snapshot/first-picture',
    ],
    faults: [
      { before: 'schema === this.#schema ? this', after: 'true ? this' },
      {
        before: 'return answer === undefined || isReadFrom(answer, changed) ? undefined : answer;',
        after: 'return answer;',
      },
      { before: 'if (pages.size > 0) this.#answers.dropReadFrom(pages);', after: '' },
      {
        before: 'return JSON.stringify(Object.values(parameters));',
        after: 'return JSON.stringify(Object.keys(parameters));',
      },
    ],
  },
];
