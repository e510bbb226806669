import type { FaultyFile } from '../fault.js';

const loader: readonly string[] = ['spec/snapshot/mirror/table-loader'];

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
      { before: 'size > this.#top', after: 'size > this.#top + 2' },
      { before: 'length <= pageSize - 35) return length', after: 'length <= pageSize) return length' },
      { before: 'fitting <= pageSize - 35 ? fitting : least', after: 'fitting' },
      { before: 'from + room < bytes.length', after: 'from + room <= bytes.length' },
      { before: 'children.slice(0, -1).entries()', after: 'children.slice(0, -2).entries()' },
      { before: 'while (level.length > most + 1)', after: 'while (level.length > 2 * most)' },
      { before: 'if (this.#end === lockedByte / this.#pages.pageSize + 1)', after: 'if (false)' },
      { before: 'view.setUint32(sizeAt, this.#end);', after: '' },
      { before: 'view.setUint32(sizeHoldsAt, changes);', after: '' },
      { before: 'this.#isOver || (this.#last', after: '(this.#last' },
      { before: 'number <= this.#last', after: 'number < this.#last' },
      { before: 'this.#leaf.fill(0);', after: '', harmless: 'what is left between the rows is not read' },
    ],
  },
];
