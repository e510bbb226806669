import type { FaultyFile } from '../fault.js';

const slices: readonly string[] = [
  'spec/snapshot/index/causes/following',
  'spec/snapshot/index/causes/in-slices',
  'spec/snapshot/index/causes/any-rows',
];

/** Faults in what tells why jobs failed. */
export const snapshotCauses: readonly FaultyFile[] = [
  {
    file: 'lib/snapshot/index/causes/cause-memory.ts',
    checks: slices,
    faults: [
      { before: 'if (hasRecords !== this.#hadRecords) this.leaves.forgetAll();', after: '' },
      {
        before: 'if (shape !== this.#shape) this.clear();',
        after: '',
        harmless: 'What tables there are shows in whether they hold records, and the queue in the index.',
      },
      {
        before: 'codes.set(this.codes);',
        after: '',
        harmless: 'What is lost is read again.',
      },
      { before: 'this.codes.fill(unread, from, from + count)', after: 'this.codes.fill(unread, from, from)' },
    ],
  },
  {
    file: 'lib/snapshot/index/causes/cause-walk.ts',
    checks: slices,
    faults: [
      { before: 'memory.leaves.forget(attempt.changed());', after: '' },
      { before: 'attempt.whenKept(() => memory.leaves.keep());', after: 'memory.leaves.keep();' },
      {
        before: 'attempt.whenProved(() => memory.leaves.keepLeaves());',
        after: '',
        harmless: 'What is not kept is read again.',
      },
      { before: 'memory.expectRecords(this.#hasRecords);', after: '' },
      { before: 'chain.length === 0 && !this.#hasRecords &&', after: '!this.#hasRecords &&' },
      { before: 'chain.length === 0 && !this.#hasRecords &&', after: 'chain.length === 0 &&' },
      {
        before: 'memory.leaves.close(leaf, [...chain, ...pages]);',
        after: 'memory.leaves.close(leaf, pages);',
      },
      {
        before: 'memory.leaves.close(leaf, [...chain, ...pages]);',
        after: 'memory.leaves.close(leaf, chain);',
      },
      {
        before: 'if (!index.isFailed(slot)) continue;',
        after: '',
        harmless: 'Causes of jobs that have not failed are looked at by nobody.',
      },
      {
        before: 'attempt.isKept() && database.traced !== undefined;',
        after: 'database.traced !== undefined;',
      },
      { before: '[...texts.values()].includes(oddText)', after: 'false' },
    ],
  },
  {
    file: 'lib/snapshot/index/causes/error-texts.ts',
    checks: ['spec/snapshot/index/causes/following', 'spec/snapshot/index/causes/any-rows'],
    faults: [
      { before: 'if (bytes.includes(0)) return oddText;', after: '' },
      {
        before: 'fatal: true, ',
        after: '',
        harmless:
          "SQLite's answer is decoded with the same characters in the place of bytes that are no UTF-8",
      },
      {
        before: 'if (length === noText || record.isOdd) return oddText;',
        after: 'if (length === noText) return null;',
      },
      {
        before: 'const longestText = 65_536;',
        after: 'const longestText = 500;',
        harmless: 'SQL tells longer texts.',
      },
    ],
  },
  {
    file: 'lib/snapshot/queries/cause-sums.ts',
    checks: ['spec/end-to-end/scripts-causes', 'spec/snapshot/index/causes/any-rows'],
    faults: [
      { before: 'if (sum.firstAt === null || at < sum.firstAt) sum.firstAt = at;', after: '' },
      { before: 'sum.lastAt = at;\n', after: '' },
      { before: 'sum.sample = id;', after: '' },
      { before: 'sum.count += 1;', after: '' },
      { before: 'other.count - one.count', after: 'one.count - other.count' },
      { before: 'seldom - often', after: 'often - seldom' },
    ],
  },
  {
    file: 'lib/snapshot/index/causes/sum-causes.ts',
    checks: ['spec/snapshot/index/causes/sum-causes'],
    faults: [
      { before: 'if (code === unread) continue;', after: '' },
      { before: 'sum.count += 1;', after: '' },
      { before: 'sum.isTimed = false;', after: '' },
      { before: 'isTimed: !isMissing(at)', after: 'isTimed: true' },
      { before: 'isMissing(earliest) || at < earliest', after: 'at < earliest' },
      { before: 'isMissing(latest) || at > latest', after: 'at > latest' },
      { before: 'at > latest', after: 'at >= latest' },
      { before: 'names.set(name, (names.get(name) ?? 0) + count);', after: 'names.set(name, count);' },
      { before: 'sample: String(ids[last] ?? 0)', after: 'sample: String(ids[first] ?? 0)' },
    ],
  },
  {
    file: 'lib/snapshot/queries/read-causes.ts',
    checks: [
      'spec/snapshot/index/causes/following',
      'spec/snapshot/index/causes/any-rows',
      'spec/end-to-end/scripts-causes',
      'spec/robots/causes',
    ],
    faults: [
      { before: "statuses: ['failed'] };", after: '};' },
      { before: "textOf(row, 'status_text') ?? ''", after: "''" },
    ],
  },
  {
    file: 'lib/snapshot/queries/read-marks.ts',
    checks: ['spec/snapshot/queries/marks'],
    faults: [
      {
        before: 'if (apart.areRunning) counts.running -= 1;',
        after: 'if (apart.areRunning) counts.running -= 0;',
      },
      { before: 'else backtests += isBacktest(id);', after: 'else backtests += 0;' },
      { before: '.filter((id) => list.positionOf(id, 0) !== null)', after: '' },
      { before: '!unmarked.has(id) && hasOwnId(id)', after: '!unmarked.has(id)' },
      { before: "rowsFor === 'stop' ? apart", after: "rowsFor === 'retry' ? apart" },
      { before: "action === 'retry' && statusOf(row) !== 'failed'", after: "action === 'retry'" },
    ],
  },
  {
    file: 'lib/snapshot/index/list-counts.ts',
    checks: ['spec/snapshot/queries/marks'],
    faults: [{ before: 'from + jobTypes.length)', after: 'from + jobTypes.length - 1)' }],
  },
  {
    file: 'lib/model/causes.ts',
    checks: ['spec/end-to-end/scripts-causes', 'spec/snapshot/index/causes/any-rows'],
    faults: [
      { before: 'if (wanted.key !== null) return cause.key === wanted.key;', after: '' },
      { before: 'cause.key === wanted.text || ', after: '' },
      { before: '.includes(wanted.text.toLowerCase())', after: '.includes(wanted.text)' },
    ],
  },
  {
    file: 'lib/machine/modes/list-panel.ts',
    checks: ['spec/machine/modes/list-panel', 'spec/machine/transition-table'],
    faults: [
      { before: 'const wanted = text.toLowerCase();', after: 'const wanted = text;' },
      { before: 'at + by, by', after: 'at, by' },
    ],
  },
];
