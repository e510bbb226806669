import type { FaultyFile } from '../fault.js';

/** What a filter asks for, as it is typed, and whose jobs it has found. */
export const filterFaults: readonly FaultyFile[] = [
  {
    file: 'lib/model/filter-text.ts',
    checks: ['spec/model/filter-text'],
    faults: [
      {
        before: 'return isOpen || /\\s$/u.test(text) ? text : `${text} `;',
        after: 'return isOpen ? text : `${text} `;',
      },
      {
        before: 'return isOpen || /\\s$/u.test(text) ? text : `${text} `;',
        after: 'return /\\s$/u.test(text) ? text : `${text} `;',
      },
      { before: '.length % 2 === 1', after: '.length < 2' },
      { before: "last.key !== null && last.value === ''", after: 'false' },
    ],
  },
  {
    file: 'lib/model/worker-filter.ts',
    checks: ['spec/model/worker-filter', 'spec/snapshot/queries/listed-workers'],
    faults: [
      { before: '(name) => name === wanted.name', after: '(name) => name.startsWith(wanted.name)' },
      { before: "return asked === '' || asked === whole;", after: "return asked === '';" },
      { before: 'sorted.length > mostWorkersTold', after: 'false' },
      { before: 'areMore: areMore || ', after: 'areMore: ' },
      { before: '[...new Set(names)].sort()', after: '[...new Set(names)]' },
    ],
  },
  {
    file: 'lib/snapshot/index/workers-of-list.ts',
    checks: ['spec/snapshot/queries/listed-workers', 'spec/snapshot/index/workers/any-rows'],
    faults: [
      { before: '  for (const slot of others) add(slot);\n', after: '' },
      {
        before: 'if (name !== null) names.add(name);',
        after: "names.add(name ?? '');",
        harmless: 'every job of such a list has passed its filter, and so has a worker with a name',
      },
      { before: 'names.size <= mostWorkersTold', after: 'names.size < mostWorkersTold' },
    ],
  },
  {
    file: 'lib/actions/change-sentence.ts',
    checks: ['spec/actions/retrying', 'spec/actions/sentences'],
    faults: [
      { before: 'if (changed === all) return', after: 'if (changed > 0) return' },
      { before: 'grouped(all - changed)', after: 'grouped(all)' },
    ],
  },
];
