import type { FaultyFile } from '../fault.js';

const copies = 'spec/postgres/mirror/copied-rows';

/** Rows that a server copies, on their way into a mirror. */
export const postgresCopies: readonly FaultyFile[] = [
  {
    file: 'lib/postgres/mirror/copied-rows.ts',
    checks: ['spec/postgres/mirror/copied-values', 'spec/postgres/mirror/filling', copies],
    faults: [
      { before: '[0x76, 0x0b],', after: '' },
      { before: '[0x62, 0x08],', after: '' },
      { before: 'bytes[end - 1] === nullLetter;', after: 'true;' },
      { before: '!isPlain && end === this.#from + 2', after: '!isPlain && end >= this.#from + 2' },
      { before: '      end += 1;\n    }', after: '    }' },
      { before: 'isPlain &&= !this.#buffer.subarray(from, end).includes(backslash);', after: '' },
      { before: 'newlineAt < 0 ? rest.length : newlineAt', after: 'rest.length' },
      { before: 'bytes.lastIndexOf(newline, bytes.length - 2)', after: 'bytes.indexOf(newline)' },
      { before: "kind === 'key') record.null()", after: "kind === 'text') record.null()" },
      { before: 'this.#plain.length < to - from', after: 'false' },
      { before: 'const mostExact = 15;', after: 'const mostExact = 17;' },
      { before: 'return isNegative ? -number : number;', after: 'return number;' },
      { before: '!/^-?\\d/.test(text)', after: 'false' },
      { before: 'whole === BigInt.asIntN(64, whole)', after: 'true' },
      { before: 'const wholeBelow = 2 ** 63;', after: 'const wholeBelow = 2 ** 64;' },
      {
        before: "kind === 'number' && Number.isInteger(number)",
        after: 'Number.isInteger(number)',
        harmless: 'SQLite keeps whole numbers in a column of reals so itself, and reads them as reals',
      },
      {
        before:
          '  for (let at = 0; at < bytes.length; at = bytes.indexOf(newline, at) + 1) {\n    const key = keyAt(bytes, at);\n    if (key === last) return true;',
        after:
          '  for (let at = 0; at < bytes.length; at = bytes.indexOf(newline, at) + 1) {\n    const key = keyAt(bytes, at);\n    if (key === last) return false;',
      },
      { before: '    last = key;\n', after: '' },
      { before: 'count: count - 1,', after: 'count,' },
      { before: 'bytes: bytes.subarray(0, lastRowIn(bytes)) };', after: 'bytes };' },
      { before: 'length - 2) + 1;', after: 'length - 1) + 1;' },
      { before: 'known.length === length ? 0 : -1', after: 'known.length === length ? length : -1' },
      { before: "    this.#priorityAt = place('priority');", after: '    this.#priorityAt = -1;' },
      { before: "if (typeof value === 'number') this.#record.integer(value);\n    else if", after: 'if' },
      { before: 'else if (value instanceof Uint8Array) this.#record.blob(value);', after: '' },
      { before: '      isPlain = false;\n', after: '' },
      { before: 'escapes.get(letter) ?? letter', after: 'letter' },
      { before: 'for (let at = isNegative ? from + 1 : from;', after: 'for (let at = from;' },
      { before: '/^-?\\d+$/.test(text)', after: '/^\\d+$/.test(text)' },
      { before: 'Math.abs(number) < wholeBelow', after: 'Math.abs(number) <= wholeBelow' },
    ],
  },
  {
    file: 'lib/postgres/link/copy-query.ts',
    checks: ['spec/postgres/mirror/copied-values', copies],
    faults: [
      { before: 'if (error) reject(error);', after: 'if (false) reject(error);' },
      { before: 'this.#bytes.subarray(0, this.#length) });', after: 'this.#bytes });' },
      { before: 'larger.set(this.#bytes.subarray(0, this.#length));', after: '' },
      { before: 'if (this.#length + length > mostBytes) {', after: 'if (false) {' },
      { before: '      this.#length = mostBytes + 1;\n', after: '' },
      { before: 'else if (this.#length > mostBytes) reject', after: 'else if (false) reject' },
      { before: "code: '57014'", after: "code: '54000'" },
      {
        before: 'if (this.#length + length > this.#bytes.length)',
        after: 'if (length > this.#bytes.length)',
      },
      { before: 'Number(result?.rowCount ?? 0)', after: '0' },
      { before: '    this.#length += length;\n', after: '' },
    ],
  },
];
