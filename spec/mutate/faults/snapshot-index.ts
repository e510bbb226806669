import type { FaultyFile } from '../fault.js';

const index: readonly string[] = [
  'spec/simulation/pictures',
  'spec/snapshot/index/written-meanwhile',
  'spec/snapshot/index/queue-index',
  'spec/snapshot/index/beside-writer',
  'spec/snapshot/index/damaged-pages',
];

/** The index of the queue, and the walk that keeps it. */
export const snapshotIndex: readonly FaultyFile[] = [
  {
    file: 'lib/snapshot/index/queue-index.ts',
    checks: ['spec/snapshot/index/changing-leaves', ...index],
    faults: [
      {
        before: 'for (const leaf of [...before, ...lost]) if (leaf !== undefined) this.#count(leaf, -1);',
        after: '',
      },
      { before: '        ...lost.flatMap((leaf) => movesOf(columns, leaf, undefined)),\n', after: '' },
      {
        before: 'for (const leaf of [...before, ...lost]) if (leaf !== undefined) this.#forget(leaf);',
        after: 'for (const leaf of lost) this.#forget(leaf);',
      },
      { before: '      if (leaf.isOpen) this.#open.add(leaf.page);\n', after: '' },
      { before: 'for (const page of leaf.chain ?? []) this.#chains.set(page, leaf.page);', after: '' },
      { before: 'if (last < id) low = middle + 1;', after: 'if (last <= id) low = middle + 1;' },
      {
        before: '    this.#lists.delete(name);\n    this.#lists.set(name, list);',
        after: '    this.#lists.set(name, list);',
      },
      {
        before: 'if (latest === null || end > latest) latest = end;',
        after: 'if (latest === null || end < latest) latest = end;',
      },
      {
        before: 'if (last < 0 || end > endOr(ends[last])) last = slot;',
        after: 'if (last < 0 || end >= endOr(ends[last])) last = slot;',
      },
      { before: "type === 'parse' && status !== 'queued'", after: "status !== 'queued'" },
      { before: '    this.#open.delete(leaf.page);\n', after: '' },
      { before: 'if (this.#chains.get(page) === leaf.page) this', after: 'this' },
      { before: '    this.room.free(leaf.from, leaf.count);\n', after: '' },
      { before: '    this.#jobs -= leaf.count;\n', after: '' },
      {
        before: 'if (!(error instanceof OutOfOrder)) throw error;\n        this.#lists.delete(name);',
        after: 'if (!(error instanceof OutOfOrder)) throw error;',
      },
      { before: 'from: old <= next ? from : null, to', after: 'from: old < next ? from : null, to' },
      { before: 'if (next <= old) to += 1;', after: 'to += 1;' },
    ],
  },
  {
    file: 'lib/snapshot/index/queue-walk.ts',
    checks: ['spec/snapshot/index/queue-walk', ...index],
    faults: [
      { before: 'memory.fit(JSON.stringify([layout, [...layout.columns], attempt.pageSize]));', after: '' },
      {
        before: 'JSON.stringify([layout, [...layout.columns], attempt.pageSize])',
        after: 'JSON.stringify([layout, attempt.pageSize])',
      },
      {
        before: 'if (changed === null) memory.suspectAll();\n    else memory',
        after: 'if (changedPages !== null) memory',
      },
      { before: '    else memory.suspect(changed);\n', after: '' },
      {
        before: 'attempt.whenKept(() => memory.trust(this.#seen, this.#isWhole));',
        after: 'memory.trust(this.#seen, this.#isWhole);',
      },
      { before: 'this.attempt.whenProved(() => memory.refuse());', after: 'memory.refuse();' },
      { before: 'memory.suspect([...branches.keys(), ...pages]);', after: '' },
      { before: '    memory.branches = branches;\n', after: '' },
      { before: '    this.#index.replace([], gone, new Map());\n', after: '' },
      { before: 'if (!isLast) throw new Unfinished();', after: '' },
      { before: '![...branches.keys()].some((page) => suspects.has(page))', after: 'true' },
      { before: 'isKnown && (branches.size > 0 || !suspects.has(layout.root))', after: 'isKnown' },
      { before: 'memory.isSuspect(page) ? undefined : branches.get(page)', after: 'branches.get(page)' },
      {
        before: 'if (known && known.chain === null && !known.isOpen && isSame(known, read)) continue;',
        after: 'if (known && !known.isOpen && isSame(known, read)) continue;',
      },
      {
        before: 'if (known && known.chain === null && !known.isOpen && isSame(known, read)) continue;',
        after: 'if (known && known.chain === null && isSame(known, read)) continue;',
      },
      {
        before: 'if (known && known.chain === null && !known.isOpen && isSame(known, read)) continue;',
        after: 'if (known && known.chain === null && !known.isOpen) continue;',
      },
      { before: 'for (const page of chain ?? []) this.#seen.add(page);', after: '' },
      { before: 'if (chain !== null) this.memory.suspect(chain);', after: '' },
      {
        before: 'leaf.one === read.one && leaf.other === read.other',
        after: 'leaf.one === read.one',
        harmless: 'only where two contents have one hash of 32 bits',
      },
      { before: 'for (const { from, count } of leaves) this.#index.room.free(from, count);', after: '' },
    ],
  },
  {
    file: 'lib/snapshot/index/index-memory.ts',
    checks: ['spec/snapshot/index/queue-walk', ...index],
    faults: [
      { before: 'if (key === this.#key) return;', after: 'if (this.#key !== "") return;' },
      { before: '    this.#isUnfit = true;\n', after: '' },
      {
        before: 'return this.#suspects === null || this.#suspects.has(page);',
        after: 'return this.#suspects?.has(page) === true;',
      },
      { before: 'for (const page of pages) this.#suspects.add(page);', after: '' },
      { before: '  suspectAll(): void {\n    this.#suspects = null;', after: '  suspectAll(): void {' },
      { before: 'this.#suspects = new Set(this.index.open);', after: 'this.#suspects = new Set();' },
      { before: 'new Set([...this.index.pages(), ...this.branches.keys()])', after: 'new Set()' },
      { before: 'for (const page of pages) this.#suspects.delete(page);', after: '' },
      { before: '    this.branches = new Map();\n', after: '' },
    ],
  },
  {
    file: 'lib/snapshot/index/page-runs.ts',
    checks: ['spec/snapshot/index/page-runs', 'spec/snapshot/index/queue-walk', ...index],
    faults: [
      {
        before: 'attempt.readsElsewhere(() => this.#stand());',
        after: 'attempt.readsElsewhere(() => true);',
      },
      { before: '    for (const number of run.numbers) attempt.alsoReads(number);\n', after: '' },
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
    ],
  },
  {
    file: 'lib/snapshot/index/table-tree.ts',
    checks: ['spec/snapshot/index/table-tree', 'spec/snapshot/index/queue-walk', ...index],
    faults: [
      { before: 'if (depth > deepest || branches.has(page)) throw', after: 'if (depth > deepest) throw' },
      { before: 'if (leaves + branches.size > mostPages) throw', after: 'if (leaves < 0) throw' },
      { before: "if (bytes[head] !== interiorTable) throw new Unfit('no page of a table');", after: '' },
      { before: 'if (head + 12 + 2 * cells > bytes.length) throw', after: 'if (cells > bytes.length) throw' },
      {
        before: 'if (cell < head + 12 || cell + 4 > bytes.length) throw',
        after: 'if (cell + 4 > bytes.length) throw',
      },
      { before: 'children[cells] = view.getUint32(head + 8);', after: '' },
      {
        before: 'if (below !== leafTable && below !== interiorTable) throw',
        after: 'if (below === undefined) throw',
      },
    ],
  },
  {
    file: 'lib/snapshot/index/ordered-jobs.ts',
    checks: ['spec/snapshot/index/ordered-jobs', 'spec/snapshot/index/changing-leaves', ...index],
    faults: [
      {
        before:
          'if (found === slot) return at;\n      if (compareInList(columns, found, slot) !== 0) return null;',
        after: 'return found === slot ? at : null;',
        harmless: 'no two jobs are equal in the list: an id is there once',
      },
      { before: 'compareInList(columns, from, is) === 0', after: 'true' },
      { before: 'if (was !== null) leaving.push(was);', after: '' },
      { before: 'leaving.sort((one, other) => one - other)', after: 'leaving' },
      { before: 'arriving.sort((one, other) => compareInList(columns, one, other))', after: 'arriving' },
      {
        before: '    this.#failed = this.#countFailed(columns);\n  }\n\n  #expect',
        after: '  }\n\n  #expect',
      },
      {
        before: 'positions[index + 1] ?? this.#count',
        after: 'positions[index + 1] ?? this.#slots.length',
      },
      { before: '    this.#count = to;\n', after: '' },
      { before: 'compareInList(columns, at, slot) < 0', after: 'compareInList(columns, at, slot) <= 0' },
    ],
  },
  {
    file: 'lib/snapshot/index/queue-sums.ts',
    checks: ['spec/snapshot/index/queue-sums', 'spec/snapshot/index/changing-leaves', ...index],
    faults: [
      {
        before: 'add(groups, at + field.filesTotal, sign * total);',
        after: 'add(groups, at + field.filesTotal, total);',
      },
      { before: 'const done = min(processed, total);', after: 'const done = processed;' },
      {
        before: 'status === failed ? max(lostFiles, total - parsed) : done - parsed',
        after: 'done - parsed',
      },
      { before: 'sign * max(0, total - processed)', after: 'sign * (total - processed)' },
      { before: 'if (kind % jobTypes.length !== parse) return;', after: '' },
      { before: 'if (status !== complete) return;', after: '' },
      { before: 'if (!this.#exact) return null;', after: '' },
      { before: '    this.#names.fill(0);\n', after: '' },
      { before: 'more.set(this.#names);', after: '' },
      { before: 'if (abs(value) < 2 ** 48) return;', after: 'if (abs(value) < 2 ** 60) return;' },
    ],
  },
  {
    file: 'lib/snapshot/index/list-order.ts',
    checks: ['spec/snapshot/index/ordered-jobs', 'spec/snapshot/index/changing-leaves', ...index],
    faults: [
      {
        before: 'shifted(starts[other] ?? 0) - shifted(starts[one] ?? 0) ||',
        after: 'shifted(starts[one] ?? 0) - shifted(starts[other] ?? 0) ||',
      },
      { before: "status === 'running' ? 1 : 2", after: "status === 'running' ? 2 : 1" },
      { before: 'isMissing(start) ? noStart : start', after: 'start' },
      { before: "    ['high', digitBits],\n", after: '' },
      {
        before: 'if (begins.includes(keys.length)) return false;',
        after: 'if (begins.includes(keys.length - 1)) return false;',
      },
    ],
  },
  {
    file: 'lib/snapshot/index/job-amounts.ts',
    checks: [
      'spec/snapshot/index/changing-leaves',
      'spec/snapshot/index/ordinary-rows',
      'spec/snapshot/index/leaf-decoder',
      ...index,
    ],
    faults: [
      { before: '(processed ^ (usualProcessed[kind] ?? 0))', after: 'processed' },
      { before: '(total ^ (usualTotal[kind] ?? 0))', after: 'total' },
      { before: 'put(columns.filesFailed, slot, failed >>> 0);', after: '' },
      { before: '  put(columns.bytes, slot, bytes);\n', after: '' },
      { before: 'if (column[slot] !== value) column', after: 'if (value !== 0) column' },
      { before: '((columns.filesTotal[slot] ?? 0) ^ usual)', after: '(columns.filesTotal[slot] ?? 0)' },
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
  {
    file: 'lib/snapshot/index/slot-room.ts',
    checks: ['spec/snapshot/index/changing-leaves', ...index],
    faults: [
      {
        before:
          'for (const name of columnNames) columns[name].set(this.#columns[name].subarray(0, this.#end));',
        after: '',
      },
      { before: 'this.#columns[name].copyWithin(block, this.#end, this.#end + count);', after: '' },
      { before: '      this.#end += length;\n', after: '' },
    ],
  },
  {
    file: 'lib/snapshot/workers/recent-sights.ts',
    checks: ['spec/snapshot/workers/recent-sights', 'spec/snapshot/workers/worker-watch'],
    faults: [
      { before: 'claimants.filter((claimant) => !this.#gone.has(keyOf(claimant)))', after: 'claimants' },
      { before: 'claimant.claimedAt !== null &&\n', after: '' },
      { before: '    this.#gone = ended;\n', after: '' },
      { before: 'ended.has(keyOf(claimant)) ? gone : ', after: '' },
      {
        before: 'Math.abs(now - this.#lookedAt) < freshMilliseconds',
        after: 'now - this.#lookedAt < freshMilliseconds',
      },
      { before: 'isFresh && pids.every((pid) => this.#asked.has(pid))', after: 'isFresh' },
      { before: '    this.#lookedAt = now;\n', after: '' },
      { before: 'return `${pid} ${claimedAt}`;', after: 'return `${pid}`;' },
    ],
  },
];
