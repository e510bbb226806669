import type { FaultyFile } from '../fault.js';

/** What the index tells of workers and parsers. */
export const snapshotTallies: readonly FaultyFile[] = [
  {
    file: 'lib/snapshot/index/worker-table.ts',
    checks: ['spec/snapshot/index/worker-table'],
    faults: [
      { before: 'columns.moreWorkers[slot] = high', after: 'columns.moreWorkers[slot] = 0' },
      {
        before: 'this.#names[code] === name && this.#processes[code] === process',
        after: 'this.#names[code] === name',
      },
    ],
  },
  {
    file: 'lib/snapshot/index/worker-tallies.ts',
    checks: ['spec/snapshot/index/workers/kept', 'spec/snapshot/index/workers/any-rows'],
    faults: [
      { before: 'from >= this.#from && from < this.#goodTo', after: 'from >= this.#from' },
      { before: 'from >= this.#from && ', after: '' },
      { before: 'if (end < earliest && isKnown) earliest', after: 'if (end > earliest && isKnown) earliest' },
      { before: 'worker === 0 || status === queued', after: 'worker === 0' },
    ],
  },
  {
    file: 'lib/snapshot/index/parser-tallies.ts',
    checks: ['spec/snapshot/index/parsers/kept', 'spec/snapshot/index/parsers/any-rows'],
    faults: [
      { before: ' || from < this.#goodTo)', after: ' || true)' },
      {
        before: 'if (end > (starts[slot] ?? Number.NaN))',
        after: 'if (end >= (starts[slot] ?? Number.NaN))',
      },
      { before: 'return end > otherEnd || ', after: 'return end < otherEnd || ' },
    ],
  },
];
