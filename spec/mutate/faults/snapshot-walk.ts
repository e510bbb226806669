import type { FaultyFile } from '../fault.js';
import { index } from './checks.js';

/** The walk that keeps the index of the queue, and the pages that it reads. */
export const snapshotWalk: readonly FaultyFile[] = [
  {
    file: 'lib/snapshot/index/pages-to-walk.ts',
    checks: ['spec/snapshot/index/pages-to-walk'],
    faults: [
      { before: '(page) => !seen.has(page)', after: '() => true' },
      { before: 'if (leaf !== undefined) wanted.add(leaf);', after: '' },
      { before: 'wanted.has(page) || isUnknown(page)', after: 'isUnknown(page)' },
      { before: 'wanted.has(page) || isUnknown(page)', after: 'wanted.has(page)' },
      { before: 'if (leaves !== index.order) return', after: 'if (leaves === index.order) return' },
      {
        before: 'index.leafCount === leaves.length || pages',
        after: 'index.leafCount !== leaves.length || pages',
      },
      { before: 'return pages.slice(0, most);', after: 'return pages;' },
      { before: 'memory.known.of === leaves ? memory.known.first : 0', after: 'memory.known.first' },
      { before: '!isUnknown(leaves[known] ?? 0)) known', after: 'isUnknown(leaves[known] ?? 0)) known' },
      { before: 'most - pages.length, known', after: 'most, known' },
      { before: 'found.length < most; at', after: 'found.length <= most; at' },
    ],
  },
  {
    file: 'lib/snapshot/index/queue-walk.ts',
    checks: ['spec/snapshot/index/unproved-walk', 'spec/snapshot/index/queue-walk', ...index],
    faults: [
      { before: 'memory.fit(JSON.stringify([layout, [...layout.columns], attempt.pageSize]));', after: '' },
      {
        before: 'JSON.stringify([layout, [...layout.columns], attempt.pageSize])',
        after: 'JSON.stringify([layout, attempt.pageSize])',
      },
      {
        before: 'if (changed === null) memory.suspectAll();\n    else memory',
        after: 'if (changed !== null) memory',
      },
      { before: '    else memory.suspect(changed);\n', after: '' },
      {
        before: 'attempt.whenKept(() => memory.trust(this.#seen, this.#isWhole));',
        after: 'memory.trust(this.#seen, this.#isWhole);',
      },
      { before: 'this.#attempt.whenProved(() => memory.refuse());', after: 'memory.refuse();' },
      {
        before: 'if (error instanceof ReadFailure) return null;\n      if (!(error instanceof Unfit) &&',
        after: 'if (!(error instanceof Unfit) && !(error instanceof ReadFailure) &&',
      },
      { before: 'memory.suspect([...branches.keys(), ...pages]);', after: '' },
      {
        before: 'memory.suspect([...branches.keys(), ...pages]);',
        after: 'memory.suspect(branches.keys());',
      },
      {
        before: 'memory.suspect([...branches.keys(), ...pages]);',
        after: 'memory.suspect(pages);',
        harmless:
          'a branch is as it was read unless it is told to have changed since the last kept instant, and then it is suspect anyway',
      },
      { before: '    memory.branches = branches;\n', after: '' },
      { before: '    this.#index.replace([], gone, new Map());\n', after: '' },
      { before: 'if (!isLast) throw new Unfinished();', after: '' },
      { before: '![...branches.keys()].some((page) => suspects.has(page))', after: 'true' },
      { before: 'isKnown && (branches.size > 0 || !suspects.has(layout.root))', after: 'isKnown' },
      { before: 'memory.isSuspect(page) ? undefined : branches.get(page)', after: 'branches.get(page)' },
      {
        before: 'return chain === null && !isOpen && !this.#memory.unproved.has(page);',
        after: 'return !isOpen && !this.#memory.unproved.has(page);',
      },
      {
        before: 'return chain === null && !isOpen && !this.#memory.unproved.has(page);',
        after: 'return chain === null && !this.#memory.unproved.has(page);',
      },
      {
        before: 'return chain === null && !isOpen && !this.#memory.unproved.has(page);',
        after: 'return chain === null && !isOpen;',
      },
      {
        before: 'if (known && this.#isFromPageAlone(known) && isSame(known, read)) this',
        after: 'if (known && this.#isFromPageAlone(known)) this',
      },
      {
        before: 'const known = this.#index.leaf(read.number);\n',
        after: 'const known = this.#index.leaf(read.number);\n        this.#seen.add(read.number);\n',
      },
      { before: 'for (const page of this.#seen) memory.unproved.delete(page);', after: '' },
      { before: '[page, ...(chain ?? [])]', after: '[page]' },
      { before: '[page, ...(chain ?? [])]', after: '(chain ?? [])' },
      { before: 'for (const { from, count } of leaves) this.#index.room.free(from, count);', after: '' },
    ],
  },
  {
    file: 'lib/snapshot/index/index-memory.ts',
    checks: ['spec/snapshot/index/index-memory', 'spec/snapshot/index/queue-walk', ...index],
    faults: [
      { before: 'if (key === this.#key) return;', after: 'if (this.#key !== "") return;' },
      { before: '    this.#isUnfit = true;\n', after: '' },
      {
        before: 'return this.#suspects === null || this.#suspects.has(page);',
        after: 'return this.#suspects?.has(page) === true;',
      },
      { before: 'for (const page of all) this.#suspects.add(page);', after: '' },
      { before: '  suspectAll(): void {\n    this.#suspects = null;', after: '  suspectAll(): void {' },
      { before: 'this.#suspects = new Set(this.index.open);', after: 'this.#suspects = new Set();' },
      { before: 'new Set([...this.index.pages(), ...this.branches.keys()])', after: 'new Set()' },
      { before: 'for (const page of pages) this.#suspects.delete(page);', after: '' },
      { before: '    this.branches = new Map();\n', after: '' },
      { before: '    this.unproved.clear();\n', after: '' },
      {
        before: "    this.#key = '';\n    this.#suspects = null;\n",
        after: "    this.#key = '';\n",
      },
    ],
  },
  {
    file: 'lib/snapshot/index/page-runs.ts',
    checks: ['spec/snapshot/index/page-runs', 'spec/snapshot/index/queue-walk', ...index],
    faults: [
      {
        before: 'attempt.readsElsewhere(() => this.#isUnchanged());',
        after: 'attempt.readsElsewhere(() => true);',
      },
      { before: '    for (const number of run.numbers) attempt.alsoReads(number);\n', after: '' },
      { before: 'if (attempt.isLost()) throw', after: 'throw' },
      { before: 'if (attempt.isLost()) throw new Unfinished();\n', after: '' },
      { before: '    check();\n    for', after: '    for' },
      { before: 'if (unchecked < pagesPerCheck) return;', after: '' },
      { before: '    this.#fromMain.push({ run, hashes });\n', after: '' },
      { before: 'if (itsFile !== file) continue;', after: '' },
      {
        before: "if (file.readInto(block, start) < block.length) throw new Unfit('a page is missing');",
        after: 'file.readInto(block, start);',
      },
      {
        before: 'return again.every((word, index) => word === hashes[index]);',
        after: 'return again.length > 0;',
      },
      {
        before: 'word === hashes[index]',
        after: 'index % 2 === 0 || word === hashes[index]',
        harmless: 'only where two contents have one hash of 32 bits, by seeds that nobody knows',
      },
      { before: '&& offset - first <= (runPages - 1) * pageSize;', after: ';' },
      {
        before: 'one.one === another.one && one.other === another.other',
        after: 'one.one === another.one',
        harmless: 'only where two contents have one hash of 32 bits',
      },
    ],
  },
  {
    file: 'lib/snapshot/index/table-tree.ts',
    checks: ['spec/snapshot/index/table-tree', 'spec/snapshot/index/queue-walk', ...index],
    faults: [
      { before: 'if (depth > deepest) throw', after: 'if (depth < 0) throw' },
      { before: 'for (const page of run) take(page);', after: '' },
      { before: 'take(page);\n    branches', after: 'branches' },
      { before: '.fill(1, 0, 1)', after: '' },
      { before: "if (bytes[head] !== interiorTable) throw new Unfit('no page of a table');", after: '' },
      { before: 'if (head + 12 + 2 * cells > bytes.length) throw', after: 'if (cells > bytes.length) throw' },
      {
        before: 'if (cell < head + 12 || cell + 4 > bytes.length) throw',
        after: 'if (cell + 4 > bytes.length) throw',
      },
      { before: 'children[cells] = view.getUint32(head + 8);', after: '' },
      { before: '[0] === leafTable };', after: '[0] !== interiorTable };' },
    ],
  },
  {
    file: 'lib/snapshot/index/unusual-slots.ts',
    checks: ['spec/snapshot/index/unusual-slots', 'spec/snapshot/index/queue-walk', ...index],
    faults: [
      {
        before: "if (job === undefined) throw new Unfit('a row that SQL does not know');",
        after: 'if (job === undefined) continue;',
      },
      { before: 'setFiles(columns, slot, job.filesProcessed, job.filesTotal, job.filesFailed);', after: '' },
      { before: 'setRetries(columns, slot, job.retries);', after: '' },
      { before: 'setBytes(columns, slot, Number(job.bytes));', after: '' },
      {
        before: 'if (files > mostFiles || job.bytes > Number.MAX_SAFE_INTEGER) great',
        after: 'if (files > mostFiles) great',
      },
      {
        before: 'if (files > mostFiles || job.bytes > Number.MAX_SAFE_INTEGER) great',
        after: 'if (job.bytes > Number.MAX_SAFE_INTEGER) great',
      },
    ],
  },
];
