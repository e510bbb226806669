import type { FaultyFile } from '../fault.js';
import { proof } from './checks.js';

/** Reading twice, rest, and what an attempt keeps. */
export const snapshotReading: readonly FaultyFile[] = [
  {
    file: 'lib/snapshot/attempt/second-reading.ts',
    checks: ['spec/snapshot/attempt/second-reading', ...proof],
    faults: [
      {
        before:
          'return checkJournalAndWal(first) ?? checkPages(first) ?? checkJournalAndWal(first) ?? checkHeader(first);',
        after: 'return checkPages(first) ?? checkJournalAndWal(first) ?? checkHeader(first);',
      },
      {
        before:
          'return checkJournalAndWal(first) ?? checkPages(first) ?? checkJournalAndWal(first) ?? checkHeader(first);',
        after: 'return checkJournalAndWal(first) ?? checkJournalAndWal(first) ?? checkHeader(first);',
      },
      {
        before:
          'return checkJournalAndWal(first) ?? checkPages(first) ?? checkJournalAndWal(first) ?? checkHeader(first);',
        after: 'return checkJournalAndWal(first) ?? checkPages(first) ?? checkHeader(first);',
      },
      {
        before:
          'return checkJournalAndWal(first) ?? checkPages(first) ?? checkJournalAndWal(first) ?? checkHeader(first);',
        after: 'return checkJournalAndWal(first) ?? checkPages(first) ?? checkJournalAndWal(first);',
      },
      {
        before:
          'return checkJournalAndWal(first) ?? checkPages(first) ?? checkJournalAndWal(first) ?? checkHeader(first);',
        after:
          'return checkHeader(first) ?? checkJournalAndWal(first) ?? checkPages(first) ?? checkJournalAndWal(first);',
      },
      { before: "if (journal !== files.journal) return { rejected: 'a journal came or went' };", after: '' },
      {
        before: "if (journal !== files.journal) return { rejected: 'a journal came or went' };",
        after:
          "if (journal === null && files.journal !== null) return { rejected: 'a journal came or went' };",
      },
      {
        before: "if (journal !== files.journal) return { rejected: 'a journal came or went' };",
        after:
          "if (journal !== null && files.journal === null) return { rejected: 'a journal came or went' };",
      },
      {
        before: "if (journal?.offsetOf(page) !== undefined) return { rejected: 'a page is being written' };",
        after: '',
      },
      { before: 'return files.wal.check(askedOfMain);', after: 'return null;' },
      {
        before: 'if (length < again.length || again.compare(page) !== 0) return',
        after: 'if (length < again.length) return',
      },
      {
        before: "if (secondReadings.some((stand) => !stand())) return { rejected: 'a page was written' };",
        after: '',
      },
      { before: 'if (foreseen !== null) return foreseen;', after: '' },
      { before: 'header.counters !== start.header.counters || ', after: '' },
      { before: ' || header.pageSize !== start.header.pageSize', after: '' },
      {
        before: "if (main.size() !== length) return { rejected: 'the database grew or shrank' };",
        after: '',
      },
      {
        before: "if (main.size() !== length) return { rejected: 'the database grew or shrank' };",
        after: "if (main.size() < length) return { rejected: 'the database grew or shrank' };",
      },
      { before: 'return memory.rest.check(start, now(), paths, main);', after: 'return null;' },
    ],
  },
  {
    file: 'lib/snapshot/attempt/rest-watch.ts',
    checks: [
      'spec/snapshot/attempt/rest-watch',
      'spec/snapshot/attempt/read-attempt',
      'spec/snapshot/attempt/read-again',
      'spec/snapshot/attempt/second-reading',
      ...proof,
      'spec/snapshot/attempt/toggling',
    ],
    faults: [
      { before: 'const restMs = 60;', after: 'const restMs = 5;' },
      { before: 'const longRestMs = 1000;', after: 'const longRestMs = 10;' },
      {
        before: 'if (this.#modified >= 0n) this.#countersMove = header.counters !== this.#counters;',
        after: 'if (this.#modified >= 0n) this.#countersMove = true;',
      },
      { before: 'if (this.#modified >= 0n) this.#countersMove', after: 'this.#countersMove' },
      { before: '      this.#counters = header.counters;\n', after: '' },
      { before: '      this.#since = at.steady;\n', after: '' },
      { before: '      this.#modified = modified;\n', after: '' },
      { before: 'journal.mtimeNs >= modified - 20_000_000n)', after: 'true)' },
      { before: 'journal.mtimeNs >= modified - 20_000_000n) this', after: 'false) this' },
      {
        before: 'const hasJournal = journal !== null && journal.mtimeNs >= modified;',
        after: 'const hasJournal = journal !== null;',
      },
      {
        before: 'const hasJournal = journal !== null && journal.mtimeNs >= modified;',
        after: 'const hasJournal = false;',
      },
      {
        before: 'return status.mtimeNs === start.status.mtimeNs',
        after: 'return status.mtimeNs > 0n',
      },
      { before: 'at.wall - Number(status.mtimeNs / 1_000_000n) > byWall || ', after: '' },
      { before: ' || at.steady - this.#since >= bySteady;', after: ';' },
      { before: 'const firmRestMs = 2500;', after: 'const firmRestMs = 900;' },
      {
        before: 'return this.#rests(start, firmRestMs, firmRestMs);',
        after: 'return this.#rests(start, firmRestMs, restMs);',
      },
      { before: 'at.steady - this.#journalSeen < journalCountsMs && ', after: '' },
      { before: ' && this.#countersMove && ', after: ' && ' },
      { before: 'this.#countersMove && !header.wantsWal;', after: 'this.#countersMove;' },
      { before: 'if (!rests && !leavesTraces) {', after: 'if (!rests && leavesTraces) {' },
      { before: 'if (!rests && !leavesTraces) {', after: 'if (!rests) {' },
      {
        before: 'const isOpen = !header.wantsWal && !(rests && hasJournal) && isLockedForWriting(main);',
        after: 'const isOpen = !header.wantsWal && !(rests && hasJournal);',
      },
      {
        before: 'const isOpen = !header.wantsWal && !(rests && hasJournal) && isLockedForWriting(main);',
        after: 'const isOpen = false;',
      },
      {
        before: 'const isOpen = !header.wantsWal && !(rests && hasJournal) && isLockedForWriting(main);',
        after: 'const isOpen = !header.wantsWal && !hasJournal && isLockedForWriting(main);',
      },
      {
        before: 'const isOpen = !header.wantsWal && !(rests && hasJournal) && isLockedForWriting(main);',
        after: 'const isOpen = !header.wantsWal && !rests && isLockedForWriting(main);',
      },
      {
        before: 'const isOpen = !header.wantsWal && !(rests && hasJournal) && isLockedForWriting(main);',
        after: 'const isOpen = !(rests && hasJournal) && isLockedForWriting(main);',
      },
    ],
  },
  {
    file: 'lib/snapshot/files/write-lock.ts',
    checks: ['spec/snapshot/attempt/rest-watch', ...proof],
    faults: [
      { before: "kind === 'WRITE' && file", after: 'file' },
      { before: ' && file?.endsWith(`:${inode}`) === true;', after: ';' },
      { before: 'file?.endsWith(`:${inode}`)', after: 'file?.endsWith(`${inode}`)' },
      { before: 'Number(first) <= firstSharedByte && ', after: '' },
      { before: ' && firstSharedByte <= end;', after: ';' },
      { before: "last === 'EOF' ? Number.POSITIVE_INFINITY : Number(last)", after: 'Number(last)' },
      { before: '0x40000002', after: '0x40000000' },
    ],
  },
  {
    file: 'lib/snapshot/attempt/page-cache.ts',
    checks: ['spec/snapshot/attempt/page-cache', ...proof],
    faults: [
      {
        before: '    this.#pages.delete(number);\n    this.#pages.set(number, page);\n    return page;',
        after: '    return page;',
      },
      { before: 'if (this.#pages.has(number)) return;', after: '' },
      { before: 'if (this.#bytes <= capacity) break;', after: 'if (this.#bytes > capacity) break;' },
      { before: '      this.#bytes -= length;\n', after: '' },
      { before: '      this.#pages.delete(number);\n    }\n  }\n\n  clear', after: '    }\n  }\n\n  clear' },
      { before: 'this.#bytes -= this.#pages.get(number)?.length ?? 0;', after: '' },
      { before: '    this.#bytes = 0;\n', after: '' },
      { before: '    this.#pages.clear();\n', after: '' },
    ],
  },
  {
    file: 'lib/snapshot/attempt/page-changes.ts',
    checks: ['spec/snapshot/wal/wal-index', ...proof],
    faults: [
      { before: 'if (known.main !== main.identity) return null;', after: '' },
      { before: 'if (known.index.identity !== index.identity) return null;', after: '' },
      { before: 'size === status.size && ', after: '' },
      { before: ' && mtimeNs === status.mtimeNs', after: '' },
      { before: ' && ctimeNs === status.ctimeNs', after: '' },
      { before: 'new Set(wal?.index.pagesBehind(0))', after: 'new Set<number>()' },
      {
        before: 'if (known.index === index) return new Set(index.pagesBehind(known.end));',
        after: 'if (known.index === index) return new Set();',
      },
      { before: 'return index.end >= known.end && stands() ?', after: 'return stands() ?' },
      { before: 'return index.end >= known.end && stands() ?', after: 'return index.end >= known.end ?' },
      { before: 'index.header.restarts === before.restarts + 1 && ', after: '' },
      { before: ' && index.header.firstSalt === (before.firstSalt + 1) >>> 0;', after: ';' },
      { before: 'if (!isNext) return null;', after: '' },
      { before: 'if (rest === null || !stands()) return null;', after: 'if (rest === null) return null;' },
      { before: '...known.index.pagesBehind(known.end), ...rest', after: '...rest' },
      { before: '...rest, ...index', after: '...index' },
      { before: ', ...index.pagesBehind(0)]', after: ']' },
    ],
  },
];
