import type { FaultyFile } from '../fault.js';
import { proof } from './checks.js';

/** Trying until an instant is proved, and SQLite over the pages of one. */
export const snapshotDatabase: readonly FaultyFile[] = [
  {
    file: 'lib/snapshot/live-database.ts',
    checks: ['spec/snapshot/live-database-tries', 'spec/snapshot/live-database', ...proof],
    faults: [
      { before: 'const contradictions = 5;', after: 'const contradictions = 1;' },
      {
        before: 'if (suspect.times >= contradictions) this.#memory.wal.staleSharedMemory = suspect.bytes;',
        after: '',
      },
      { before: 'result.suspect === suspect.bytes ? suspect.times + 1 : 1', after: 'suspect.times + 1' },
      { before: 'attempt === 0 || system.steady() < deadline', after: 'attempt === 0' },
      { before: 'if (tries < leastTries) deadline', after: 'if (tries < 0) deadline' },
      { before: 'effort >= effortMs && !isFirst', after: 'effort >= effortMs' },
      { before: 'effort >= effortMs && !isFirst', after: '!isFirst' },
      { before: 'effort += system.steady() - began;', after: '' },
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
        before: 'const asOf = this.#clock();\n    const paths = resolvePaths(this.#system, this.path);',
        after: 'const paths = resolvePaths(this.#system, this.path);\n    const asOf = this.#clock();',
      },
    ],
  },
  {
    file: 'lib/snapshot/sqlite/stamped-pages.ts',
    checks: [
      'spec/snapshot/sqlite/stamped-pages',
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
      { before: 'this.#stamp = (this.#stamp + 1) >>> 0;', after: '' },
      { before: '    this.#first = null;\n', after: '' },
      { before: '      this.#requested?.add(number);\n', after: '' },
    ],
  },
  {
    file: 'lib/snapshot/attempt/query-memory.ts',
    checks: [
      'spec/snapshot/attempt/query-memory',
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
