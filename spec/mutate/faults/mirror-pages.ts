import type { FaultyFile } from '../fault.js';

const loader: readonly string[] = ['spec/snapshot/mirror/table-loader'];

const filling: readonly string[] = ['spec/postgres/mirror/filling'];

/** Pages of a mirror that are written without SQLite. */
export const mirrorPages: readonly FaultyFile[] = [
  {
    file: 'lib/snapshot/mirror/write-varint.ts',
    checks: loader,
    faults: [
      { before: '(place === end - 1 ? 0 : 0x80)', after: '0x80' },
      { before: 'value >= most; most *= 0x80', after: 'value > most; most *= 0x80' },
      { before: 'isLast && size === longestVarint ? 8n', after: 'isLast ? 8n' },
      { before: 'left > 0n && size < longestVarint', after: 'left > 0n' },
    ],
  },
  {
    file: 'lib/snapshot/mirror/record-writer.ts',
    checks: loader,
    faults: [
      { before: '(this.#typesLength + 1 < 0x80 ? 1 : 2)', after: '1' },
      { before: 'view.setInt8(at, value >> 16)', after: 'view.setUint8(at, value >> 8)' },
      { before: 'Math.floor(value / 2 ** 32)', after: 'Math.trunc(value / 2 ** 32)' },
      { before: 'value >= 0x800000000000', after: 'value > 0x800000000000' },
      { before: 'value < 0x800000)', after: 'value <= 0x800000)' },
      { before: 'this.#typesLength + typeRoom > this.#types.length', after: 'false' },
      { before: 'if (this.#bodyLength + length <= this.#body.length) return;', after: 'return;' },
      { before: 'this.#view = new DataView(this.#body.buffer);\n  }\n}', after: '}\n}' },
    ],
  },
  {
    file: 'lib/snapshot/mirror/table-loader.ts',
    checks: loader,
    faults: [
      { before: 'length <= pageSize - 35) return length', after: 'length <= pageSize) return length' },
      { before: 'fitting <= pageSize - 35 ? fitting : least', after: 'fitting' },
      { before: 'from + room < bytes.length', after: 'from + room <= bytes.length' },
      { before: 'this.#isOver || (this.#last', after: '(this.#last' },
      { before: 'number <= this.#last', after: 'number < this.#last' },
    ],
  },
  {
    file: 'lib/snapshot/mirror/new-leaf.ts',
    checks: [...loader, ...filling],
    faults: [
      { before: 'size <= this.#top', after: 'size <= this.#top + 2' },
      { before: 'this.#cells < 2 ?', after: 'true ?' },
      { before: '    this.#top = before;\n', after: '' },
      { before: 'this.view.setUint16(3, this.#cells);', after: 'this.view.setUint16(3, this.#cells - 1);' },
      { before: 'this.bytes.fill(0);', after: '', harmless: 'what is left between the rows is not read' },
    ],
  },
  {
    file: 'lib/snapshot/mirror/inner-pages.ts',
    checks: [...loader, ...filling],
    faults: [
      { before: 'children.slice(0, -1).entries()', after: 'children.slice(0, -2).entries()' },
      { before: 'while (level.length > most)', after: 'while (level.length > 2 * most)' },
      { before: '(besides + cells.longest)) + 1', after: '(besides + cells.longest)) + 2' },
      { before: 'view.setUint32(8, lastOf(children).page);', after: '' },
    ],
  },
  {
    file: 'lib/snapshot/mirror/new-pages.ts',
    checks: loader,
    faults: [
      { before: 'if (this.#end === lockedByte / this.pageSize + 1)', after: 'if (false)' },
      { before: 'view.setUint32(sizeAt, this.#end);', after: '' },
      { before: 'view.setUint32(sizeHoldsAt, changes);', after: '' },
    ],
  },
  {
    file: 'lib/snapshot/mirror/index-loader.ts',
    checks: filling,
    faults: [
      {
        before: '* 64) / 255',
        after: '* 80) / 255',
        harmless: 'entries have no word of more than 500 bytes, which is far below both',
      },
      { before: 'isLast ? this.#leaf.takeLast() : cellOf(record, size)', after: 'cellOf(record, size)' },
      { before: 'if (!isLast) return;', after: '' },
      { before: 'this.#longest = Math.max(this.#longest, size);', after: 'this.#longest = 9;' },
    ],
  },
  {
    file: 'lib/postgres/mirror/job-groups.ts',
    checks: filling,
    faults: [
      { before: "typeof key === 'bigint' || ", after: '' },
      { before: "|| typeof priority === 'bigint'", after: '' },
      { before: '|| isTooLong(status)', after: '' },
      { before: 'this.#isFit = false;', after: '' },
      { before: "kindOf('status') === 'text' && ", after: '' },
      { before: "[undefined, 'integer'].includes(kindOf('priority'))", after: 'true' },
      {
        before: 'Float64Array.from([...ofStatus.values()].flat()).sort()',
        after: '[...ofStatus.values()].flat()',
      },
      { before: 'one === null ? -1 : other === null ? 1 : one - other', after: '(one ?? 0) - (other ?? 0)' },
      { before: 'one === null ? -1 : other === null ? 1 : Buffer.compare', after: 'Buffer.compare' },
    ],
  },
  {
    file: 'lib/postgres/mirror/filling.ts',
    checks: [...filling, 'spec/postgres/by-ranges'],
    faults: [
      { before: 'if (groups?.isFit !== true) return;', after: 'if (groups === null) return;' },
      { before: 'if (this.#filled.has(name)) continue;', after: 'continue;' },
      { before: '    this.#loading = null;\n', after: '' },
      { before: 'if (this.#indexes.has(dispatchIndex)) groups', after: 'groups' },
    ],
  },
];
