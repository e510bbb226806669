import type { FaultyFile } from '../fault.js';

/** Tables of a server that are read range by range. */
export const postgresRanges: readonly FaultyFile[] = [
  {
    file: 'lib/postgres/mirror/key-ranges.ts',
    checks: [
      ...['spec/postgres/mirror/key-ranges', 'spec/postgres/partitions', 'spec/postgres/large-texts'],
      'spec/postgres/by-ranges',
    ],
    faults: [
      { before: 'this.#most = Math.max(1, Math.floor(before / fewer));', after: '' },
      { before: 'if (bytes > mostBytes) this.#most', after: 'if (bytes < 0) this.#most' },
      { before: 'Math.ceil(more * this.#most)', after: 'this.#most' },
      { before: 'if (isSame) return true;', after: 'return true;' },
      { before: '...range, from: to + 1n', after: '...range, from: to + 2n' },
      { before: 'range.to = to;', after: '' },
      {
        before: 'found.filter((row) => BigInt(row[at] ?? 0) !== next)',
        after: 'found',
        harmless: 'those rows are of the next range, and are read again with it',
      },
      { before: 'next > range.from ? next - 1n : next', after: 'next' },
      { before: 'await read(next, mostOfOne)', after: 'found' },
      { before: 'pen.load(this.rows, copied, !isMore);', after: 'pen.load(this.rows, copied, true);' },
      { before: 'else from = middle + 1;', after: 'else to = middle;' },
      { before: 'here.filter((key) => !there.has(key)),', after: '[],' },
      { before: 'this.#next = (this.#next + 1) % this.#ranges.length;', after: '' },
      { before: '      this.rows.remove(writer, gone);\n', after: '' },
      { before: '      this.rows.fill(writer, missing);\n', after: '' },
      {
        before: 'if (range.right === null && this.rows.table.key !== null) await',
        after: 'if (range.right === null) await',
      },
      { before: 'return last === null || this.#greatest <= 0n ? 0 :', after: 'return last === null ? 0 :' },
      { before: 'this.#ranges[this.#next - 1]?.to', after: 'this.#ranges[this.#next]?.to' },
      { before: 'if (this.oldest !== null) return 1;', after: '' },
      { before: 'return this.#most < before;', after: 'return this.#most <= before;' },
      { before: 'Math.floor((count * mostBytes) / bytes)', after: 'Math.floor(mostBytes / bytes)' },
      {
        before: 'Math.min(this.#rowsAtOnce, Math.ceil(more * this.#most))',
        after: 'Math.ceil(more * this.#most)',
      },
      { before: 'Math.ceil(more', after: 'Math.floor(more' },
      { before: 'if (range !== undefined) range.count = null;', after: '' },
      {
        before: 'if (key <= (this.#ranges[middle]?.to ?? greatest))',
        after: 'if (key < (this.#ranges[middle]?.to ?? greatest))',
      },
      { before: 'Number(changed) > most || ', after: '' },
      { before: ' || (Number(count) > 2 * this.#rowsAtOnce && from < to)', after: '' },
      { before: 'if (read.length > 0 || range.count === null)', after: 'if (range.count === null)' },
      {
        before: 'if (read.length > 0 || range.count === null)',
        after: 'if (read.length > 0)',
        harmless: 'their keys are compared then, and the same is found',
      },
      {
        before: 'if (table.key === null) range.count = null;',
        after: '',
        harmless: 'a place is free for another row only after a deletion, by which the counts differ anyway',
      },
      { before: 'if (there.size < keys.length) throw sameIds();', after: '' },
      {
        before: 'filter((key) => !there.delete(key)),',
        after: 'filter((key) => !there.has(key)),',
        harmless: 'all of the range is read again then',
      },
      { before: '    range.count = null;\n    return true;', after: '    return true;' },
      { before: 'if (table.isParted && hasKeyTwice(found.bytes)) throw sameIds();', after: '' },
      { before: 'const most = this.#most + 1;', after: 'const most = this.#most;' },
      { before: 'found.count >= most', after: 'found.count > most' },
      { before: 'lastKey(copied.bytes)', after: 'lastKey(found.bytes)' },
      {
        before: 'range.count = copied.count;',
        after: 'range.count = found.count;',
        harmless: 'before anything is shown it is compared once more, and counted with that',
      },
      { before: '    this.#learn(found.count, found.bytes.length);\n', after: '' },
      { before: '    this.#learn(found.length, bytesOf(found));\n', after: '' },
      {
        before: 'range.count = this.rows.table.key === null ? null : read.length;',
        after: 'range.count = read.length;',
        harmless: 'a place is free for another row only after a deletion, by which the counts differ anyway',
      },
      {
        before:
          '    if (table.key !== null && found.some(([key], at) => at > 0 && key === found[at - 1]?.[0]))\n      throw sameIds();\n',
        after: '',
      },
      { before: 'const at = 1 + table.columns', after: 'const at = table.columns' },
      { before: 'if (to >= range.to) return;', after: 'if (to > range.to) return;' },
      { before: 'this.#ranges.splice(this.#next + 1, 0,', after: 'this.#ranges.splice(this.#next, 0,' },
      {
        before: 'found.length > most ? BigInt',
        after: 'found.length >= most ? BigInt',
        harmless: 'the range ends a number sooner, and the next one has what it leaves out',
      },
      { before: '`"${place}"`', after: 'place' },
    ],
  },
];
