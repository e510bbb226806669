import type { FaultyFile } from '../fault.js';
import { proof } from './checks.js';

/** One try at reading an instant, and what is kept for the next. */
export const snapshotAttempt: readonly FaultyFile[] = [
  {
    file: 'lib/snapshot/attempt/read-attempt.ts',
    checks: [
      'spec/snapshot/attempt/second-reading',
      'spec/snapshot/attempt/read-attempt',
      'spec/snapshot/attempt/read-again',
      ...proof,
    ],
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
        before: 'if (this.files.start === null || this.files.wal.isProof) return null;',
        after: 'if (this.files.start === null) return null;',
      },
      { before: 'if (number * this.pageSize > this.length) continue;', after: '' },
      {
        before: 'this.#proved = rejection === null;\n',
        after: 'this.#proved = true;\n',
        harmless: 'an attempt that is rejected here is not gone on with',
      },
      { before: '    this.pageMissing = false;\n', after: '' },
      {
        before:
          'this.#kept(number) ?? this.#fromLog(number) ?? this.#fromJournal(number) ?? this.#fromMain(number)',
        after:
          'this.#fromLog(number) ?? this.#fromJournal(number) ?? this.#kept(number) ?? this.#fromMain(number)',
      },
      {
        before:
          'this.#kept(number) ?? this.#fromLog(number) ?? this.#fromJournal(number) ?? this.#fromMain(number)',
        after:
          'this.#kept(number) ?? this.#fromJournal(number) ?? this.#fromLog(number) ?? this.#fromMain(number)',
      },
      { before: '        this.#proved = false;\n', after: '' },
      { before: 'this.#changed?.has(number) === false ?', after: 'this.#changed?.has(number) !== true ?' },
      {
        before: 'if (!this.files.wal.readFrame(frame, page)) throw pageUnreadable;',
        after: 'this.files.wal.readFrame(frame, page);',
      },
      {
        before: 'if (this.files.journalFile.readInto(page, offset) < page.length) throw pageUnreadable;',
        after: 'this.files.journalFile.readInto(page, offset);',
      },
      { before: 'if (number === lockPage(this.pageSize)) return page;', after: '' },
      { before: '    this.#askedOfMain.add(number);\n    // Only', after: '    // Only' },
      { before: 'if (this.#readsTwice) this.#mainPages', after: 'if (!this.#readsTwice) this.#mainPages' },
      { before: '    this.#proved = false;\n    this.#fetches(1);', after: '    this.#fetches(1);' },
      { before: 'if (this.#failure !== null) throw this.#failure;', after: '' },
      { before: 'memory.proved = rejection === null ? memory.proved + 1 : 0;', after: 'memory.proved += 1;' },
      { before: 'isKept: () => this.#instant !== null,', after: 'isKept: () => true,' },
      {
        before: 'return !this.files.wal.isProof || this.files.journal !== null;',
        after: 'return !this.files.wal.isProof;',
      },
      {
        before: 'return !this.files.wal.isProof || this.files.journal !== null;',
        after: 'return this.files.journal !== null;',
      },
      { before: 'if (rejection !== null) return rejection;\n    if (identityAt', after: 'if (identityAt' },
      {
        before:
          'if (identityAt(this.files.paths.system, this.files.paths.main) !== this.files.main.identity)',
        after: 'if (identityAt(this.files.paths.system, this.files.paths.main) === null)',
      },
      { before: '    memory.forget(this.#changed);\n', after: '' },
      {
        before: 'const { end, endHeader } = index;',
        after: "const { end } = index;\n    const endHeader = '';",
      },
      { before: 'return memory.rest.restsLong(start) ? {', after: 'return true ? {' },
      {
        before: 'if (index === null || this.#readsTwice) return null;',
        after: 'if (index === null) return null;',
      },
      { before: '[this.#mainPages, this.#readOnce.entries()]', after: '[this.#readOnce.entries()]' },
    ],
  },
  {
    file: 'lib/snapshot/attempt/attempt-memory.ts',
    checks: [
      'spec/snapshot/attempt/second-reading',
      'spec/snapshot/attempt/read-attempt',
      'spec/snapshot/attempt/read-again',
      ...proof,
    ],
    faults: [
      { before: 'if (changed === null) memory.clear();', after: 'if (changed === null) continue;' },
      { before: '      else memory.forget(changed);\n', after: '' },
    ],
  },
  {
    file: 'lib/snapshot/reader-memory.ts',
    checks: [
      'spec/snapshot/attempt/second-reading',
      'spec/snapshot/attempt/read-attempt',
      'spec/snapshot/attempt/read-again',
      ...proof,
    ],
    faults: [
      {
        before: 'if (changed === null) this.queue.suspectAll();\n    else this.queue',
        after: 'if (changed !== null) this.queue',
      },
    ],
  },
  {
    file: 'lib/snapshot/attempt/attempt-files.ts',
    checks: [
      'spec/snapshot/attempt/second-reading',
      'spec/snapshot/attempt/read-attempt',
      'spec/snapshot/attempt/read-again',
      ...proof,
    ],
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
];
