import type { FaultyFile } from '../fault.js';

const rows: readonly string[] = ['spec/snapshot/index/search/any-rows', 'spec/snapshot/queries/search'];
const slices: readonly string[] = [
  'spec/snapshot/index/search/torn-pages',
  'spec/snapshot/index/search/in-slices',
];

/** The search in the list, by the index. */
export const snapshotSearch: readonly FaultyFile[] = [
  {
    file: 'lib/snapshot/index/search/search-memory.ts',
    checks: slices,
    faults: [
      { before: 'for (const leaf of this.#fresh.keys()) this.#drop(leaf);', after: '' },
      { before: 'if (pages !== null) this.#drop(leaf);', after: '' },
      { before: 'for (const leaf of this.#readers.get(page) ?? []) this.#drop(leaf);', after: '' },
      { before: 'held[slot] = (held[slot] ?? 0) & ~known.elsewhere;', after: '' },
      {
        before: 'if (this.#looked.get(page) === leaf) continue;',
        after: 'if (this.#looked.has(page)) continue;',
      },
    ],
  },
  {
    file: 'lib/snapshot/index/search/row-sieve.ts',
    checks: rows,
    faults: [
      { before: 'if (bytes[at + 1] === letterU) return true;', after: '' },
      {
        before: 'const isHidden = this.#hasDefaults || bytes.includes(backslash);',
        after: 'const isHidden = bytes.includes(backslash);',
      },
      { before: "this.#isExact && column.kind === 'whole'", after: "column.kind === 'whole'" },
      { before: 'isInNumbers(text, columns, searched);', after: 'false;' },
    ],
  },
  {
    file: 'lib/snapshot/index/search/name-sieve.ts',
    checks: rows,
    faults: [
      { before: "if (text.endsWith(' ')) return true;", after: '' },
      { before: 'behind.startsWith(text.slice(at + 1))', after: 'behind.startsWith(text.slice(at))' },
      { before: 'this.plugins.has(plugin)', after: 'false' },
    ],
  },
  {
    file: 'lib/snapshot/index/search/rows-search.ts',
    checks: rows,
    faults: [
      { before: ' || id === number', after: '' },
      { before: 'inCatalogue || overflowing.includes(row)', after: 'overflowing.includes(row)' },
    ],
  },
  {
    file: 'lib/snapshot/index/search/queue-search.ts',
    checks: [...slices, 'spec/snapshot/index/search/side-search'],
    faults: [
      { before: 'if (this.#sides.isComplete && open === 0)', after: 'if (open === 0)' },
      { before: 'memory.forget(attempt.changed());', after: '' },
      { before: 'if (isWhole && sides.isComplete) this.#rows.look(', after: 'if (false) this.#rows.look(' },
      { before: 'const isKnown = (isComplete || this.#near.has(slot)) &&', after: 'const isKnown =' },
      { before: 'if (((memory.held[slot] ?? 0) & known.row) === 0) break;', after: '' },
      {
        before: 'const mayStop = isStreamed && memory.shown !== name;',
        after: 'const mayStop = isStreamed;',
      },
      { before: '|| this.#near.get(slot) === true', after: '' },
    ],
  },
  {
    file: 'lib/snapshot/index/search/way-round.ts',
    checks: ['spec/snapshot/queries/search'],
    faults: [
      { before: 'inclusive ? origin : origin + this.#step', after: 'origin' },
      { before: 'at >= length ? at - length : at', after: 'at' },
    ],
  },
];
