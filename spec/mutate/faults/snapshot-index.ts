import type { FaultyFile } from '../fault.js';
import { index } from './checks.js';

/** The index of the queue, and what is recalled of its workers. */
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
        before: 'for (const leaf of left) this.#forget(leaf);',
        after: 'for (const leaf of lost) this.#forget(leaf);',
      },
      { before: 'if (!this.#leaves.has(page)) yield page;', after: 'yield page;' },
      { before: '      if (leaf.isOpen) this.#open.add(leaf.page);\n', after: '' },
      { before: 'for (const page of leaf.chain ?? []) this.#chains.set(page, leaf.page);', after: '' },
      { before: 'if (last < id) low = middle + 1;', after: 'if (last <= id) low = middle + 1;' },
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
    ],
  },
  {
    file: 'lib/snapshot/index/line-places.ts',
    checks: ['spec/snapshot/index/line-places'],
    faults: [
      { before: '  if (strange.count > 0) return null;\n', after: '' },
      { before: ' + due.placeFor(columns, slot)', after: '' },
      { before: ' ?? due.positionOf(columns, slot)', after: '' },
      { before: '  if (slots.length === 0) return places;\n', after: '' },
    ],
  },
  {
    file: 'lib/snapshot/index/line-lists.ts',
    checks: ['spec/snapshot/index/line-places'],
    faults: [
      { before: 'known.at <= at', after: 'true' },
      { before: 'JSON.stringify([line, paused])', after: 'JSON.stringify([line])' },
      {
        before: '(dues[slot] ?? 0) <= at;\n    const dueIn',
        after: '(dues[slot] ?? 0) < at;\n    const dueIn',
      },
      { before: 'if (due.count > this.#of.jobs * manyMoves + 1000) {', after: 'if (due.count < 0) {' },
      { before: '    this.#unused = 0;\n', after: '' },
      { before: 'this.#unused > longUnused ||', after: '' },
      { before: '[ready, later, strange]) list.move', after: '[ready, later]) list.move' },
      { before: '&& !isPaused(names[slot] ?? 0)', after: '' },
      { before: 'known[code] ??= plugins.has', after: 'known[code] = known[0] ??= plugins.has' },
      { before: 'lines[slot] === inNoLine', after: 'lines[slot] !== 1' },
    ],
  },
  {
    file: 'lib/snapshot/index/line-order.ts',
    checks: ['spec/snapshot/index/line-places'],
    faults: [
      { before: '(ids[one] ?? 0) - (ids[other] ?? 0)', after: '(ids[other] ?? 0) - (ids[one] ?? 0)' },
      { before: 'priority > others ? -1 : 1', after: 'priority < others ? -1 : 1' },
      { before: 'isNegative ? above : ', after: '' },
      { before: 'isNegative ? below : ', after: '' },
      { before: '{ low: 32, high: 32 }', after: '{ low: 0, high: 32 }' },
    ],
  },
  {
    file: 'lib/snapshot/index/moves.ts',
    checks: ['spec/snapshot/index/changing-leaves', ...index],
    faults: [
      { before: 'from: old <= next ? from : null, to', after: 'from: old < next ? from : null, to' },
      { before: 'if (next <= old) to += 1;', after: 'to += 1;' },
    ],
  },
  {
    file: 'lib/snapshot/index/ordered-jobs.ts',
    checks: ['spec/snapshot/index/ordered-jobs', 'spec/snapshot/index/changing-leaves', ...index],
    faults: [
      {
        before:
          'if (found === slot) return at;\n      if (this.#order.compare(columns, found, slot) !== 0) return null;',
        after: 'return found === slot ? at : null;',
        harmless: 'an id is there twice in a torn index only, and then the list is made once more',
      },
      { before: 'this.#order.compare(columns, from, is) === 0', after: 'true' },
      { before: 'if (was !== null) leaving.push(was);', after: '' },
      { before: 'leaving.sort((one, other) => one - other)', after: 'leaving' },
      {
        before: 'arriving.sort((one, other) => this.#order.compare(columns, one, other))',
        after: 'arriving',
      },
      {
        before: 'if (was !== null && from !== null && this.#isFailed',
        after: 'if (from !== null && this.#isFailed',
      },
      { before: 'if (is !== null && this.#isFailed(columns, is)) this.#failed += 1;', after: '' },
      {
        before: 'positions[index + 1] ?? this.#count',
        after: 'positions[index + 1] ?? this.#slots.length',
      },
      { before: '    this.#count = to;\n', after: '' },
      {
        before: 'this.#order.compare(columns, at, slot) < 0',
        after: 'this.#order.compare(columns, at, slot) <= 0',
      },
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
    file: 'lib/snapshot/index/slot-room.ts',
    checks: ['spec/snapshot/index/worker-table', 'spec/snapshot/index/changing-leaves', ...index],
    faults: [
      { before: "  'moreWorkers',\n", after: '' },
      { before: "  'retries',\n", after: '' },
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
    file: 'lib/snapshot/workers/recent-processes.ts',
    checks: ['spec/snapshot/workers/recent-processes', 'spec/snapshot/workers/worker-watch'],
    faults: [
      { before: 'claimants.filter((claimant) => !this.#gone.has(keyOf(claimant)))', after: 'claimants' },
      { before: 'claimant.claimedAt !== null &&\n', after: '' },
      { before: '    this.#gone = ended;\n', after: '' },
      { before: 'ended.has(keyOf(claimant)) ? gone : ', after: '' },
      {
        before: 'Math.abs(now - this.#checkedAt) < freshMs',
        after: 'now - this.#checkedAt < freshMs',
      },
      { before: 'isFresh && pids.every((pid) => this.#requested.has(pid))', after: 'isFresh' },
      { before: '    this.#checkedAt = now;\n', after: '' },
      { before: 'return `${pid} ${claimedAt}`;', after: 'return `${pid}`;' },
    ],
  },
];
