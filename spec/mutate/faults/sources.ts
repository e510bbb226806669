import type { FaultyFile } from '../fault.js';

const lists = ['spec/sources/merged-lists'];
const reader = ['spec/sources/merged-reader', 'spec/sources/merged-list'];

/** What merges the lists of several databases, and what tells their jobs apart. */
export const sources: readonly FaultyFile[] = [
  {
    file: 'lib/sources/list-splits.ts',
    checks: lists,
    faults: [
      {
        before: 'if (before.least >= first)',
        after: 'if (before.least > first)',
        harmless: 'The sum of all lists tells the same, after another question at most.',
      },
      { before: 'if (before.most < first)', after: 'if (before.most <= first)' },
      {
        before: 'leastSum += position + 1 - (least[list] ?? 0);',
        after: 'leastSum += 1;',
        harmless: 'Fewer positions are ruled out by one question, and the next ones rule out the others.',
      },
      { before: 'mostSum += following - (most[list] ?? 0);', after: '' },
      { before: ' || one.list - other.list ||', after: ' ||' },
    ],
  },
  {
    file: 'lib/sources/merged-window.ts',
    checks: reader,
    faults: [
      {
        before: '(lastBefore === undefined ||',
        after: '(lastBefore !== null ||',
      },
      {
        before: 'comparePlaces(sort, first.entry, entry) < 0',
        after: 'comparePlaces(sort, first.entry, entry) > 0',
      },
    ],
  },
  {
    file: 'lib/sources/merged-lists.ts',
    checks: [...lists, ...reader],
    faults: [
      { before: '(other < list ? counts?.upTo : counts?.less)', after: 'counts?.less' },
      { before: '(other < list ? counts?.upTo : counts?.less)', after: 'counts?.upTo' },
    ],
  },
  {
    file: 'lib/sources/search.ts',
    checks: ['spec/sources/search', 'spec/sources/merged-list'],
    faults: [
      { before: 'Number(one.isRound) - Number(other.isRound) ||', after: '' },
      {
        before: "const sign = anchor.kind === 'match' && anchor.direction === 'backward' ? -1 : 1;",
        after: 'const sign = 1;',
      },
      { before: 'if (isFrom) return !anchor.inclusive;', after: '' },
      { before: 'sum += isRound && !chosen.isRound ? 0 : found.nth;', after: 'sum += found.nth;' },
      { before: 'inclusive: false };\n  }\n', after: 'inclusive: true };\n  }\n' },
    ],
  },
  {
    file: 'lib/sources/own-request.ts',
    checks: ['spec/sources/merged-reader', 'spec/sources/merged-ports'],
    faults: [
      { before: 'ids.filter((id) => databaseOf(id) === name).map(idWithin)', after: 'ids.map(idWithin)' },
      { before: 'database === undefined || database === name', after: 'true' },
    ],
  },
  {
    file: 'lib/sources/merged-read.ts',
    checks: ['spec/sources/new-jobs'],
    faults: [
      { before: 'index !== null\n        ?', after: 'index !== null || matches === 0\n        ?' },
      {
        before: "matches > 0 && anchor.kind === 'new' && (await",
        after: "anchor.kind === 'match' && (await",
      },
    ],
  },
  {
    file: 'lib/sources/database-names.ts',
    checks: ['spec/sources/names-of-servers', 'spec/sources/merged-ports'],
    faults: [
      { before: '.filter((other) => !isEqual(other, parts))', after: '' },
      { before: '(?:[^@/]*@)?(\\[', after: '(\\[' },
      { before: '(?:\\/~(?=\\/))?(.*)$/is', after: '(.*)$/is' },
      { before: 'decodeURIComponent(there)', after: 'there' },
    ],
  },
  {
    file: 'lib/sources/merged-reader.ts',
    checks: ['spec/sources/merged-reader', 'spec/sources/paced-reader'],
    faults: [
      { before: '(isExact && chosen === wanted)', after: 'chosen === wanted' },
      { before: '(isExact && chosen === wanted)', after: 'isExact' },
      { before: 'isIncluded: last !== undefined && listed.includes(source),', after: 'isIncluded: true,' },
      { before: 'isListed: pictures.has(name),', after: 'isListed: true,' },
      { before: '...(areListedCounted ? sums : uncounted(request, sums)),', after: '...sums,' },
      { before: 'isNoneRead && areCounted', after: 'isNoneRead' },
      { before: 'listed.length + others.size === told.length', after: 'true' },
      { before: 'listed.length + others.size === told.length', after: 'listed.length === told.length' },
      { before: '!isIn(request.filter, each.name)', after: 'false' },
      { before: '(last === undefined ? [] : lastingPart(last))', after: '[]' },
    ],
  },
  {
    file: 'lib/sources/merged-writer.ts',
    checks: ['spec/sources/merged-ports'],
    faults: [
      { before: '.filter(({ id }) => databaseOf(id) === name)', after: '' },
      { before: '!isIn(order.filter, name) || ', after: '' },
      { before: ' || databases?.includes(name) === false', after: '' },
      { before: '(outcome.changed > 0 || changed === 0)', after: 'true' },
      { before: '.filter(([name]) => !this.#unable.has(name))', after: '' },
    ],
  },
  {
    file: 'lib/model/databases.ts',
    checks: ['spec/model/databases', 'spec/machine/modes/databases', 'spec/sources/merged-reader'],
    faults: [
      { before: 'isIncluded || asOf === null', after: 'isIncluded' },
      { before: 'const isElsewhere = !(isTold && isIncluded);', after: 'const isElsewhere = !isIncluded;' },
      { before: 'const isElsewhere = !(isTold && isIncluded);', after: 'const isElsewhere = true;' },
      { before: '.filter(({ isIncluded }) => isIncluded)', after: '' },
    ],
  },
  {
    file: 'lib/model/list-key.ts',
    checks: ['spec/snapshot/queries/places'],
    faults: [
      { before: 'if (one.rank !== other.rank) return one.rank - other.rank;', after: '' },
      {
        before: 'nullsLast(one.startedAt, other.startedAt, -1)',
        after: 'nullsLast(one.startedAt, other.startedAt, 1)',
      },
      {
        before: 'return Number(one === null) - Number(other === null);',
        after: 'return Number(other === null) - Number(one === null);',
      },
      {
        before: '(one.codePointAt(at) ?? -1) - (other.codePointAt(at) ?? -1)',
        after: '(one.charCodeAt(at) || -1) - (other.charCodeAt(at) || -1)',
      },
    ],
  },
];
