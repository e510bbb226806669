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
      { before: 'isWhole(tag) || ', after: 'true || ' },
      { before: 'process < mostProcess) return', after: 'process <= mostProcess) return' },
      { before: 'name < manyNames && ', after: '' },
      { before: 'this.#grow();', after: 'this.#slots = new Int32Array(2 * this.#slots.length);' },
      { before: 'slots[at] !== tag', after: 'false' },
    ],
  },
  {
    file: 'lib/snapshot/index/worker-tallies.ts',
    checks: ['spec/snapshot/index/workers/tallies', 'spec/snapshot/index/workers/any-rows'],
    faults: [
      { before: 'this.#known?.revision === revision && ', after: 'this.#known !== null && ' },
      { before: ' && this.#known.from === from', after: '' },
      { before: '...running.keys(), ', after: '' },
      { before: ', ...this.#twins.of(heard)]', after: ']' },
      { before: 'running.has(worker) || this.#twins.has(worker)', after: 'running.has(worker)' },
      { before: ' - this.#twins.both(isWorking)', after: '' },
    ],
  },
  {
    file: 'lib/snapshot/index/worker-twins.ts',
    checks: ['spec/snapshot/index/workers/tallies'],
    faults: [
      { before: 'code !== null && workers.name(code) === name', after: 'code !== null' },
      { before: 'isSuch(one) && isSuch(other)', after: 'isSuch(one)' },
    ],
  },
  {
    file: 'lib/snapshot/index/worker-sums.ts',
    checks: ['spec/snapshot/index/workers/tallies'],
    faults: [
      {
        before: 'worker === 0 || status === queued) continue;\n      if',
        after: 'worker === 0) continue;\n      if',
      },
      { before: 'if (times === 1) this.#lastLost.add(worker);', after: '' },
      { before: '      this.last[worker] = this.#from;\n', after: '' },
      { before: 'this.#isAll || listed.length > 0', after: 'this.#isAll' },
      {
        before: 'if (runStart(columns, slot) === this.first[worker]) this.#firstLost.add(worker);',
        after: '',
      },
      { before: '(this.first[worker] ?? Number.NaN) <= to) sought', after: 'true) sought' },
      { before: 'if (this.#isAll || from < this.#from) return false;', after: '' },
      { before: 'const isGood = from < this.#goodTo;', after: 'const isGood = from <= this.#goodTo;' },
      { before: '    this.#running.set(leaf, hasRunning ? 0 : Number.POSITIVE_INFINITY);\n', after: '' },
      { before: 'if (jobs === 0) this.working -= 1;', after: '' },
      { before: 'this.#counts(status, end) && end <= to)', after: 'end <= to)' },
    ],
  },
  {
    file: 'lib/snapshot/index/kept-tallies.ts',
    checks: ['spec/snapshot/index/workers/tallies', 'spec/snapshot/index/parsers/tallies'],
    faults: [
      { before: '    for (const leaf of gone) kept.leave(columns, leaf);\n', after: '' },
      { before: 'if (!this.#kept?.moveTo(columns, from)) this', after: 'if (this.#kept === null) this' },
    ],
  },
  {
    file: 'lib/snapshot/index/parser-passes.ts',
    checks: ['spec/snapshot/index/parsers/tallies', 'spec/snapshot/index/parsers/any-rows'],
    faults: [
      {
        before: 'if (end > (starts[slot] ?? Number.NaN))',
        after: 'if (end >= (starts[slot] ?? Number.NaN))',
      },
      { before: 'return end > otherEnd || ', after: 'return end < otherEnd || ' },
    ],
  },
  {
    file: 'lib/snapshot/index/parser-runs.ts',
    checks: [
      'spec/snapshot/index/parsers/tallies',
      'spec/snapshot/index/parsers/kept',
      'spec/snapshot/index/rows/kept',
    ],
    faults: [
      { before: 'if (runs.last?.id === ids[slot]) runs.isLost = true;', after: '' },
      { before: 'if (from >= this.#goodTo) {', after: 'if (from > this.#goodTo) {' },
      { before: 'if (this.#isAll || from < this.#from) return false;', after: '' },
      {
        before: '    this.#ends.set(leaf, first);\n  }\n}',
        after: '  }\n}',
        harmless: 'the leaf is only looked at more often',
      },
      { before: '      if (end > to) {', after: '      if (end >= to) {' },
      { before: 'if (first < this.#goodTo) this.#goodTo = first;', after: '' },
      { before: 'if (runs.failed > 0) lost.add(runs);', after: '' },
      { before: '.everFailed -= 1;', after: '.everFailed -= 0;' },
      { before: 'runs.addRows(before, -1);', after: '' },
      { before: 'slot), -1);', after: 'slot), 1);' },
      {
        before: '(kind !== doneRun && kind !== failedRun) || !this.#isIn(ends[slot] ?? Number.NaN)) return;',
        after: 'kind !== doneRun && kind !== failedRun) return;',
      },
    ],
  },
  {
    file: 'lib/snapshot/index/parser-tallies.ts',
    checks: [
      'spec/snapshot/index/parsers/tallies',
      'spec/snapshot/index/parsers/kept',
      'spec/snapshot/index/rows/kept',
    ],
    faults: [
      { before: '      known.from === from &&\n', after: '' },
      {
        before: 'if (known?.revision === revision) return known.values;',
        after: 'if (known) return known.values;',
      },
      { before: 'if (text !== this.#groups.text) {', after: "if (this.#groups.text === '') {" },
      { before: 'runs.findLast(jobs, names.keys());', after: '' },
      { before: '      known.rows === rowsRevision &&\n', after: '' },
      { before: '    leaves?.recorded.suspect(pages);\n', after: '' },
      { before: '    leaves?.made.suspect(pages);\n', after: '' },
      { before: '    this.#rows.replace(columns, gone, come, jobs);\n', after: '' },
    ],
  },
  {
    file: 'lib/snapshot/index/rows/job-rows.ts',
    checks: ['spec/snapshot/index/rows/job-rows', 'spec/snapshot/index/rows/kept'],
    faults: [
      { before: 'return isComplete ? made.rowsIn(slot) : Number.NaN;', after: 'return made.rowsIn(slot);' },
      { before: 'if (recorded.has(slot)) return recorded.rowsIn(slot);', after: '' },
      { before: '        this.#strays.add(id);\n', after: '' },
      {
        before: 'recorded.put(slot, recorded.take(id));',
        after: '{ if (recorded.elsewhere.has(id)) recorded.put(slot, recorded.take(id)); }',
      },
      { before: '    if (after.outputs > 0) recorded.elsewhere.set(id, after);\n', after: '' },
      {
        before: 'outputs.rows > Number.MAX_SAFE_INTEGER',
        after: 'outputs.rows > 2 * Number.MAX_SAFE_INTEGER',
      },
    ],
  },
  {
    file: 'lib/snapshot/index/rows/recorded.ts',
    checks: ['spec/snapshot/index/rows/job-rows'],
    faults: [
      { before: '(isTold ? sign : 0)', after: 'sign' },
      {
        before: '    this.elsewhere.delete(id);\n',
        after: '',
        harmless: 'the job gets what it has already got',
      },
      { before: '    this.#telling[slot] = telling;\n', after: '    this.#telling[slot] = outputs;\n' },
    ],
  },
  {
    file: 'lib/snapshot/index/rows/exact-sum.ts',
    checks: ['spec/snapshot/index/rows/exact-sum'],
    faults: [
      { before: 'sign * Math.floor(number / part)', after: 'Math.floor(number / part)' },
      { before: 'Math.min(high * part + low, Number.MAX_SAFE_INTEGER)', after: 'high * part + low' },
      { before: '    this.#low += other.#low;\n', after: '' },
    ],
  },
  {
    file: 'lib/snapshot/index/rows/output-decoder.ts',
    checks: ['spec/snapshot/index/rows/any-outputs'],
    faults: [
      { before: 'if (!this.#isThere(uri)) return false;', after: '' },
      { before: 'isWord === this.#isWanted', after: 'isWord' },
      { before: 'Math.max(0, Math.min(recorded, Number.MAX_SAFE_INTEGER))', after: 'recorded' },
      { before: 'first > space && first < afterAscii', after: 'first >= space && first < afterAscii' },
      { before: '        forSql.push(record.page.open(row));\n', after: '' },
      { before: 'if (record.isOdd || (', after: 'if ((' },
    ],
  },
  {
    file: 'lib/snapshot/index/rows/output-leaves.ts',
    checks: ['spec/snapshot/index/rows/kept'],
    faults: [
      { before: 'if (pages === null) this.#suspects = null;', after: 'if (pages === null) return;' },
      {
        before: 'if (this.known.has(page) || this.branches.has(page))',
        after: 'if (this.branches.has(page))',
      },
      { before: ' || this.branches.has(page)', after: '' },
      { before: 'if (isOpen) this', after: 'if (false as boolean) this' },
    ],
  },
  {
    file: 'lib/snapshot/index/rows/rows-walk.ts',
    checks: ['spec/snapshot/index/rows/kept', 'spec/snapshot/index/rows/any-outputs'],
    faults: [
      { before: '    count(known?.pairs ?? [], -1);\n', after: '' },
      { before: 'if (!left.has(page)) put(page, null);', after: '' },
      {
        before: '!known.isBySql && ',
        after: '',
        harmless: 'only what an attempt that failed asked would be taken for proved',
      },
      { before: 'for (const number of numbers) leaf.pairs.push(...(read.get(number) ?? []));', after: '' },
      {
        before: '    rows.placeStrays(parts.jobs, onChange);\n',
        after: '',
        harmless: 'only where hundreds of leaves change at once',
      },
    ],
  },
  {
    file: 'lib/snapshot/index/leaf-times.ts',
    checks: ['spec/snapshot/index/leaf-times', 'spec/snapshot/index/parsers/tallies'],
    faults: [
      { before: '    if (count === 0) return;\n', after: '' },
      { before: 'if (time > after && time <= to)', after: 'if (time > after && time < to)' },
      { before: 'Number.NaN) <= to && (this', after: 'Number.NaN) < to && (this' },
      { before: 'if (!(time >= first) && ', after: 'if (!(time <= first) && ' },
      { before: 'if (!(time <= last) && ', after: 'if (!(time >= last) && ' },
    ],
  },
  {
    file: 'lib/snapshot/index/sorted-numbers.ts',
    checks: ['spec/snapshot/index/sorted-numbers'],
    faults: [
      { before: 'if (!this.#isSorted) this.#base.sort();', after: '' },
      { before: '    this.#newTaken = [];\n    const', after: '    const' },
      { before: 'upTo(this.#added, number) - upTo(this.#taken, number)', after: 'upTo(this.#added, number)' },
      { before: 'return count < rank;', after: 'return count <= rank;' },
      { before: 'found < nth) nth = found', after: 'found > nth) nth = found' },
      { before: 'isRaw || size === 0', after: 'isRaw || size > 0' },
    ],
  },
  {
    file: 'lib/snapshot/index/parser-durations.ts',
    checks: ['spec/snapshot/index/parsers/run-times'],
    faults: [
      { before: ' && each.version === version', after: '' },
      { before: '|| this.#known.revision !== revision', after: '' },
      { before: 'if (runs < leastRuns)', after: 'if (runs <= leastRuns)' },
    ],
  },
  {
    file: 'lib/model/run-times.ts',
    checks: ['spec/model/run-times'],
    faults: [{ before: 'percentile < durationMs', after: 'percentile <= durationMs' }],
  },
  {
    file: 'lib/snapshot/index/seen/seen-rows.ts',
    checks: ['spec/snapshot/index/seen/seen-rows', 'spec/snapshot/index/seen/kept'],
    faults: [
      { before: '        memory.put(slot, row);\n', after: '' },
      { before: '    attempt.whenKept(() => memory.leaves.keep());\n', after: '' },
      { before: '    attempt.whenProved(() => memory.leaves.keepLeaves());\n', after: '' },
      { before: 'if (others.length > 0) for', after: 'if (others.length > 1) for' },
      {
        before: 'if (slot === null || leaf === undefined) {',
        after: 'if (slot === null || leaf === undefined || missing.size > 3) {',
      },
    ],
  },
  {
    file: 'lib/snapshot/index/seen/seen-memory.ts',
    checks: ['spec/snapshot/index/seen/seen-rows', 'spec/snapshot/index/seen/kept'],
    faults: [{ before: 'this.#rows[slot] = undefined;', after: 'slot += 0;' }],
  },
];
