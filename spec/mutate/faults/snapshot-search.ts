import type { FaultyFile } from '../fault.js';

const rows: readonly string[] = ['spec/snapshot/index/search/any-rows', 'spec/snapshot/queries/search'];
const slices: readonly string[] = [
  'spec/snapshot/index/search/queue-search',
  'spec/snapshot/index/search/torn-pages',
  'spec/snapshot/index/search/in-slices',
];

/** The search in the list, by the index. */
export const snapshotSearch: readonly FaultyFile[] = [
  {
    file: 'lib/snapshot/index/search/search-memory.ts',
    checks: ['spec/snapshot/index/search/search-memory', ...slices],
    faults: [
      { before: 'held[slot] = (held[slot] ?? 0) & ~known.elsewhere;', after: '' },
      { before: 'if (this.#index?.leaf(page) !== leaf) this.#overflowing.delete(page);', after: ';' },
      {
        before: 'elsewhere.has(ids?.[slot] ?? 0) ? known.elsewhere : 0',
        after: 'false ? known.elsewhere : 0',
      },
    ],
  },
  {
    file: 'lib/snapshot/index/known-leaves.ts',
    checks: ['spec/snapshot/index/search/search-memory', ...slices],
    faults: [
      { before: 'for (const leaf of this.#fresh.keys()) this.#drop(leaf);', after: '' },
      { before: 'if (pages !== null) this.#drop(leaf);', after: '' },
      { before: 'for (const leaf of this.#readers.get(page) ?? []) this.#drop(leaf);', after: '' },
      { before: 'if (!this.has(leaf)) this.#reset(leaf);', after: 'this.#reset(leaf);' },
      { before: '(from + count + grain - 1) / grain', after: '(from + count) / grain' },
      { before: 'if (this.#index?.leaf(leaf.page) === leaf) this', after: 'this' },
      { before: 'if (index.revision === this.#revision && this', after: 'if (this' },
    ],
  },
  {
    file: 'lib/snapshot/index/search/row-sieve.ts',
    checks: ['spec/snapshot/index/search/row-sieve', ...rows],
    faults: [
      { before: 'encoding !== utf8 || ', after: '' },
      { before: '|| /\\p{Cc}/u.test(text)', after: '' },
      { before: 'this.#isExact = run === text;', after: 'this.#isExact = true;' },
      { before: ' && type % 2 === 1) return', after: ') return' },
      { before: "column.kind === 'json' && this.#isEscaped", after: 'this.#isEscaped' },
      { before: 'return hasEscapes && (this', after: 'return (this' },
      { before: '        this.#overflowing.push(row);\n', after: '' },
      { before: '    this.#overflowing.length = 0;\n', after: '' },
      { before: 'return isPlain && !value', after: 'return !value' },
      {
        before: 'return isPlain && !value.toLowerCase().includes(run.toLowerCase()) ?',
        after: 'return isPlain ?',
      },
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
    checks: ['spec/snapshot/index/search/name-sieve', ...rows],
    faults: [
      { before: 'if (names !== this.#names) this.#verdicts = [];', after: '' },
      { before: "if (!this.#isPlain) return text.includes('v');", after: '' },
      { before: "version.toLowerCase().replace(/^v+/, '')", after: 'version.toLowerCase()' },
      { before: "text.indexOf('v', at + 1)", after: '-1' },
      { before: '&& text.length <= longestPattern;', after: ';' },
      { before: "if (text.endsWith(' ')) return true;", after: '' },
      { before: 'behind.startsWith(text.slice(at + 1))', after: 'behind.startsWith(text.slice(at))' },
      { before: 'this.#plugins.has(plugin)', after: 'false' },
    ],
  },
  {
    file: 'lib/snapshot/index/search/rows-search.ts',
    checks: ['spec/snapshot/index/search/queue-search', ...rows],
    faults: [
      { before: 'if (leaf.isOpen) return true;', after: '' },
      {
        before: 'attempt.isKept() && database.traced !== undefined;',
        after: 'database.traced !== undefined;',
      },
      { before: ' || this.#parts.memory.isOverflowing(leaf));', after: ');' },
      { before: 'else if (this.traces || all) traced', after: 'else traced' },
      {
        before: '      if (verdict === verdicts.holds || said',
        after: '      if (said',
        harmless: 'the bytes of a row hold its name, so that SQL is asked, which says the same',
      },
      { before: '|| verdict === verdicts.may || id', after: '|| id' },
      { before: 'memory.close(leaf, pages);', after: 'memory.close(leaf, null);' },
      { before: ' || id === number', after: '' },
      { before: 'inCatalogue || overflowing.includes(row)', after: 'overflowing.includes(row)' },
    ],
  },
  {
    file: 'lib/snapshot/index/search/queue-search.ts',
    checks: [...slices, 'spec/snapshot/index/search/side-search'],
    faults: [
      { before: 'if (this.#sides.isComplete && open === 0)', after: 'if (open === 0)' },
      { before: 'Math.min(0.999, 1 - open', after: 'Math.min(1, 1 - open' },
      { before: '    way.again();\n', after: '' },
      {
        before: 'if (isWhole && sides.isComplete) this.#rows.search(',
        after: 'if (false) this.#rows.search(',
      },
      { before: 'const isKnown = (isComplete || this.#near.has(slot)) &&', after: 'const isKnown =' },
      { before: 'if (((memory.held[slot] ?? 0) & known.row) === 0) break;', after: '' },
      {
        before: 'const mayStop = isStreamed && memory.shown !== name;',
        after: 'const mayStop = isStreamed;',
      },
      { before: '|| this.#near.get(slot) === true', after: '' },
      { before: '!mayStop || steady() < start + soonMs', after: '!mayStop' },
      { before: '!mayStop || steady() < start + soonMs', after: 'true' },
    ],
  },
  {
    file: 'lib/snapshot/index/search/text-search.ts',
    checks: [
      'spec/snapshot/text-filter-turns',
      ...slices,
      'spec/snapshot/index/search/side-search',
      'spec/snapshot/index/search/text-filter',
    ],
    faults: [
      {
        before: 'JSON.stringify([text, plugins, inCatalogue])',
        after: 'JSON.stringify([plugins, inCatalogue])',
      },
      { before: 'attempt.whenKept(() => memory.keep());', after: 'memory.keep();' },
      { before: 'attempt.whenProved(() => memory.keepLeaves());', after: '' },
      { before: 'memory.forget(attempt.changed());', after: '' },
      {
        before: 'while (!sides.isComplete) {',
        after: 'for (let once = true; once; once = false) {',
      },
      { before: 'if (left <= 0) throw new Unfinished();', after: '' },
      { before: '(leaf) => !rows.isFleeting(leaf)', after: '() => false' },
    ],
  },
  {
    file: 'lib/snapshot/index/search/text-walk.ts',
    checks: ['spec/snapshot/mirror/mirror-database', 'spec/snapshot/index/search/text-filter'],
    faults: [
      {
        before: 'memory.isHurried ? Number.POSITIVE_INFINITY : this.#leavesAtOnce',
        after: 'this.#leavesAtOnce',
      },
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
