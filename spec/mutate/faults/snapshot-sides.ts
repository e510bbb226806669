import type { FaultyFile } from '../fault.js';

/** What should notice a fault in what a search makes of other tables. */
const checks: readonly string[] = [
  'spec/snapshot/index/search/side-search',
  'spec/snapshot/index/search/in-slices',
  'spec/snapshot/index/search/any-rows',
];

/** Faults in what a search makes of the tables beside the queue. */
export const snapshotSides: readonly FaultyFile[] = [
  {
    file: 'lib/snapshot/index/search/side-memory.ts',
    checks,
    faults: [
      { before: 'for (const page of this.#fresh) this.#drop(page);', after: '' },
      { before: 'for (const page of this.#found.keys()) if (!left.has(page)) this.#drop(page);', after: '' },
      { before: 'for (const leaf of this.#readers.get(page) ?? []) this.#drop(leaf);', after: '' },
      { before: 'if (jobs.length > 0) this.isStale = true;', after: '' },
      { before: 'else readers.add(leaf);', after: '' },
    ],
  },
  {
    file: 'lib/snapshot/index/search/side-sieve.ts',
    checks,
    faults: [
      {
        before: 'if (said[row] === verdicts.no) continue;',
        after: 'if (said[row] !== verdicts.holds) continue;',
      },
      { before: '(overflowing.includes(row) ? beyond : within)', after: 'within' },
      { before: 'reaching.has(page) ? beside : []', after: '[]' },
      { before: 'attempt.whenKept(() => memory.keep());', after: 'memory.keep();' },
      { before: 'this.#next += 1;\n      this.#skip();', after: 'this.#next += 2;\n      this.#skip();' },
    ],
  },
  {
    file: 'lib/snapshot/index/search/side-search.ts',
    checks,
    faults: [
      { before: 'if (memory.isStale || isSiftedNow) this', after: 'if (isSiftedNow) this' },
      { before: 'if (memory.isStale || isSiftedNow) this', after: 'if (memory.isStale) this' },
      { before: " || layout.columns.has('rowid')", after: '' },
      {
        before: 'if (open.some(({ table }) => !isIndexedByJob(database, shape, table.name))) return null;',
        after: '',
        harmless: 'the answer is the same, after a pass over the table',
      },
      {
        before: 'if (memory.answers.get(table.name) === rows && !memory.isStale) return;',
        after: 'if (memory.answers.has(table.name)) return;',
      },
      {
        before: 'return this.#sides.filter(({ sieve }) => sieve === null || !lasts);',
        after: 'return [];',
      },
      { before: 'if (fromTheStart) memory.answers.clear();', after: '' },
    ],
  },
];
