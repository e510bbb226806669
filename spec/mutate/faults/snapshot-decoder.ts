import type { FaultyFile } from '../fault.js';

const decoder: readonly string[] = [
  'spec/snapshot/index/ordinary-rows',
  'spec/snapshot/index/damaged-pages',
  'spec/snapshot/index/leaf-decoder',
  'spec/snapshot/index/queue-index',
];

/** From the bytes of a leaf page to the columns of the index. */
export const snapshotDecoder: readonly FaultyFile[] = [
  {
    file: 'lib/snapshot/index/row-record.ts',
    checks: ['spec/snapshot/index/row-record', ...decoder],
    faults: [
      { before: '[0, 1, 2, 3, 4, 6, 8, 8][type]', after: '[0, 1, 2, 3, 4, 5, 8, 8][type]' },
      { before: 'if (length > page.length) throw', after: 'if (length < 0) throw' },
      { before: '      this.#at = keptHeads * this.#stride;\n', after: '' },
      {
        before: 'length > longestHead ? 0 : this',
        after: 'length > longestHead ? 1 : this',
        harmless: 'which place a long head takes is all the same',
      },
      {
        before: 'if (this.#lengths[slot] !== page.length) throw',
        after: 'if (this.#lengths[slot] === 0) throw',
      },
      { before: '      this.#headLengths[slot] = 0;\n', after: '' },
      {
        before: 'if (length <= longestHead) this.#keep',
        after: 'if (length < longestHead) this.#keep',
        harmless: 'only which heads are remembered',
      },
      { before: 'if (this.#headLengths[slot] !== length) return false;', after: '' },
      {
        before: 'if (this.#headsView.getInt32(kept + at) !== view.getInt32(base + at)) return false;',
        after: ';',
      },
      {
        before: 'for (; at < length; at += 1) if (this.#heads',
        after: 'for (; at < length - 1; at += 1) if (this.#heads',
      },
      { before: 'if (at >= needed) continue;', after: 'if (at > needed) continue;' },
      { before: 'if (next > end || value !== page.length) throw', after: 'if (value !== page.length) throw' },
      { before: 'if (next > end || value !== page.length) throw', after: 'if (next > end) throw' },
      { before: 'types[at] = missing.types[at - this.#at] ?? 0;', after: 'types[at] = 0;' },
      { before: 'if (type > 0 && type < 12) types', after: 'if (type > 0 && type < 7) types' },
      {
        before: 'return type >= 12 ? (type - 12) >>> 1 : 0;',
        after: 'return type > 12 ? (type - 13) >>> 1 : 0;',
      },
      { before: '    this.isOdd = true;\n    return false;', after: '    return false;' },
    ],
  },
  {
    file: 'lib/snapshot/index/leaf-page.ts',
    checks: ['spec/snapshot/index/leaf-page', ...decoder],
    faults: [
      { before: 'page[0] !== leafTable || ', after: '' },
      { before: '    this.chain.length = 0;\n', after: '' },
      {
        before: 'if (headBytes + 2 * this.#rows > this.#usable) throw',
        after: 'if (this.#rows > this.#usable) throw',
      },
      {
        before: 'if (pointer < headBytes + 2 * this.#rows || pointer + 4 > this.#usable)',
        after: 'if (pointer + 4 > this.#usable)',
      },
      {
        before: 'if (pointer < headBytes + 2 * this.#rows || pointer + 4 > this.#usable)',
        after: 'if (pointer < headBytes + 2 * this.#rows)',
      },
      {
        before: 'const local = length > this.#mostLocal ?',
        after: 'const local = length >= this.#mostLocal ?',
        harmless: 'all of a row of this length stands in its page, whichever way that is found',
      },
      { before: "if (end > pageEnd) throw new Unfit('a row out of its page');", after: '' },
      { before: "if (end + pointerBytes > pageEnd) throw new Unfit('a row out of its page');", after: '' },
      {
        before: 'return end <= this.#have || this.#fetch(end);',
        after: 'return this.#fetch(end);',
        harmless: 'the other asks the same again',
      },
      { before: 'if (end > this.#payload + mostPayload) return false;', after: '' },
      {
        before: 'if (this.#away === 0 || this.#nextPage === 0) throw',
        after: 'if (this.#nextPage === 0) throw',
      },
      { before: '      this.chain.push(this.#nextPage);\n', after: '' },
      {
        before: 'min(this.#away, this.#usable - pointerBytes, room)',
        after: 'min(this.#away, this.#usable, room)',
      },
      { before: '      this.#away -= size;\n', after: '' },
      { before: 'if (byte < 0x80 && value <= 0x7fff_ffff) {', after: 'if (byte < 0x80) {' },
      {
        before: 'for (let at = start; at < start + 8; at += 1) {',
        after: 'for (let at = start; at < start + 9; at += 1) {',
      },
      { before: 'if (!Number.isSafeInteger(id)) throw', after: 'if (Number.isNaN(id)) throw' },
      { before: 'return this.#away > 0;', after: 'return false;' },
    ],
  },
  {
    file: 'lib/snapshot/index/leaf-decoder.ts',
    checks: decoder,
    faults: [
      { before: '    this.unusual.length = 0;\n', after: '' },
      { before: '    this.isOpen = false;\n    const rows', after: '    const rows' },
      { before: 'if (id <= last) throw', after: 'if (id < last) throw' },
      { before: 'if (!record.isOdd) continue;', after: 'if (record.isOdd) continue;' },
      { before: 'this.isOpen ||= record.page.isCut;', after: '' },
    ],
  },
  {
    file: 'lib/snapshot/index/row-values.ts',
    checks: ['spec/snapshot/index/row-values', ...decoder],
    faults: [
      { before: 'if (time === oddTime) this.#record.isOdd = true;', after: '' },
      {
        before: 'if (type === 0 || type === real || isWhole(type)) return -1;',
        after: 'if (type === 0 || isWhole(type)) return -1;',
      },
      {
        before: 'if (length > 0 && (bytes[start] === space || bytes[start + length - 1] === space))',
        after: 'if (length > 0 && bytes[start] === space)',
      },
      { before: '!isText(type) || length > most * this.#unit', after: '!isText(type)' },
      { before: '!isText(type) || length > most * this.#unit', after: '!isText(type) || length > most' },
      { before: 'if (type > 6) return type - 8;', after: 'if (type > 6) return type - 7;' },
      {
        before: 'view.getInt8(at) * 65536 + view.getUint16(at + 1)',
        after: 'view.getUint8(at) * 65536 + view.getUint16(at + 1)',
      },
      {
        before: 'view.getInt16(at) * half + view.getUint32(at + 2)',
        after: 'view.getInt16(at) * half + view.getInt32(at + 2)',
      },
      {
        before: 'view.getInt32(at) * half + view.getUint32(at + 4)',
        after: 'view.getUint32(at) * half + view.getUint32(at + 4)',
      },
      { before: 'if (!this.#record.reach(at + length)) return noText;', after: 'this.#record.reach(at);' },
      { before: 'if (length % 2 !== 0 || start', after: 'if (start' },
      { before: 'const low = this.#encoding === 2 ? 0 : 1;', after: 'const low = 0;' },
      { before: 'byte > 0x7f || bytes', after: 'bytes' },
      { before: 'this.#narrowEnd = start + size;', after: '' },
      {
        before: 'return (type >= 1 && type <= 6) || type === 8 || type === 9;',
        after: 'return (type >= 1 && type <= 6) || type === 8;',
      },
      { before: 'return type >= firstText && type % 2 === 1;', after: 'return type >= firstText;' },
    ],
  },
  {
    file: 'lib/snapshot/index/word-table.ts',
    checks: ['spec/snapshot/index/word-table', ...decoder],
    faults: [
      { before: 'while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;', after: '' },
      { before: '- start === length && this', after: '- start >= length && this' },
      {
        before: 'byte !== letter && (byte !== letter + 0x20 || byte < 0x61 || byte > 0x7a)',
        after: 'byte !== letter',
      },
      { before: ' || byte < 0x61 || byte > 0x7a)', after: ')' },
      {
        before: 'while (end < at + length && text.getUint8(end) !== 0) end += 1;',
        after: 'end = at + length;',
      },
      { before: 'while (from < end && text.getUint8(from) === space) from += 1;', after: '' },
      {
        before: 'while (index + 4 <= length && text',
        after: 'while (index + 4 < length && text',
        harmless: 'the last four are compared one by one',
      },
    ],
  },
  {
    file: 'lib/snapshot/index/name-bytes.ts',
    checks: ['spec/snapshot/index/name-bytes', ...decoder],
    faults: [
      { before: 'entries[at + 2] === nameLength &&', after: '' },
      { before: 'entries[at + 3] === versionLength &&', after: '' },
      {
        before: 'this.#holds(entries[at + 1] ?? 0, name, nameLength) &&',
        after: '',
      },
      { before: 'if (plugin === null || own === null) return -1;', after: 'if (plugin === null) return -1;' },
      { before: "own === '' ? null : own", after: 'own' },
      { before: '    this.#keptEnd += length;\n', after: '' },
      {
        before: 'if (this.#keptView.buffer !== this.#kept.buffer) this',
        after: 'if (this.#keptView.buffer === this.#kept.buffer) this',
      },
      {
        before: 'for (let each = 1; each <= this.#count; each += 1) this',
        after: 'for (let each = 1; each < this.#count; each += 1) this',
      },
      {
        before: "return text.includes('\\0') || text.startsWith('\\ufeff') ? null : text;",
        after: 'return text;',
      },
      { before: 'bytes[from] === 0x20 || bytes[from + length - 1] === 0x20', after: 'bytes[from] === 0x20' },
      { before: 'fatal: true, ', after: '' },
    ],
  },
  {
    file: 'lib/snapshot/index/summary-size.ts',
    checks: ['spec/snapshot/index/summary-size', ...decoder],
    faults: [
      {
        before: 'if (!json.key() || json.isEscaped) return oddSize;',
        after: 'if (!json.key()) return oddSize;',
      },
      {
        before: 'if (value === oddSize || seen & (1 << key)) return oddSize;',
        after: 'if (value === oddSize) return oddSize;',
      },
      {
        before: 'if (key < best) {',
        after: 'if (key <= best) {',
        harmless: 'of one key there is one value only',
      },
      { before: 'if (key < best) {', after: 'if (key > best) {' },
      { before: 'return json.at === json.end ? size : oddSize;', after: 'return size;' },
      { before: 'if (key?.length !== end - start) continue;', after: 'if (key === undefined) continue;' },
      { before: 'digits > mostDigits || ', after: '' },
      { before: ' || isPadded ?', after: ' ?' },
      { before: 'json.next === minus || isDigit(json.next)', after: 'isDigit(json.next)' },
    ],
  },
  {
    file: 'lib/snapshot/index/plain-json.ts',
    checks: ['spec/snapshot/index/plain-json', ...decoder],
    faults: [
      { before: 'if (byte === 0x0b || byte === 0x0c) return;', after: '' },
      {
        before: 'for (let byte = this.next; byte >= 0x20; byte = this.next) {',
        after: 'for (let byte = this.next; byte >= 0; byte = this.next) {',
      },
      {
        before: 'if (byte === backslash && !this.#escape()) return false;',
        after: 'if (byte === backslash) this.#escape();',
      },
      {
        before: 'if (byte !== smallU) return escapes.includes(byte);',
        after: 'if (byte !== smallU) return true;',
      },
      { before: 'digit < 4; digit', after: 'digit < 3; digit' },
      {
        before: 'if (this.takes(point) && !this.#digits()) return false;',
        after: 'if (this.takes(point)) this.#digits();',
      },
      {
        before: 'if (!this.takes(zero) && !this.#digits()) return false;',
        after: 'if (!this.#digits()) return false;',
      },
      { before: 'if (depth > deepest) return false;', after: '' },
      {
        before: 'if (close === closeBrace && !this.key()) return false;',
        after: 'if (close === closeBrace) this.key();',
      },
      { before: 'return this.takes(close);', after: 'return true;' },
      { before: 'if (!this.takes(colon)) return false;', after: 'this.takes(colon);' },
      { before: 'small >= 0x61 && small <= 0x66', after: 'small >= 0x61 && small <= 0x67' },
    ],
  },
  {
    file: 'lib/snapshot/index/stored-time.ts',
    checks: ['spec/snapshot/index/stored-time', ...decoder],
    faults: [
      { before: 'if (value < 1 || value', after: 'if (value < 0 || value' },
      { before: 'value > 8_640_000_000_000_000) return none;', after: 'false) return none;' },
      { before: 'value < secondsEnd ? value * 1000', after: 'value <= secondsEnd ? value * 1000' },
      { before: 'if (length < 19) return digitsTime', after: 'if (length < 18) return digitsTime' },
      { before: ' || bytes[at] === zero) return oddTime;', after: ') return oddTime;' },
      { before: 'digits > mostDigits || bytes', after: 'bytes' },
      { before: 'hour > 23 ||', after: 'hour > 24 ||' },
      { before: 'second > 59) return', after: 'second > 60) return' },
      { before: '(year % 100 !== 0 || year % 400 === 0)', after: 'true' },
      { before: 'isLeap && month > 2 ? 1 : 0', after: 'isLeap && month > 1 ? 1 : 0' },
      { before: 'trunc((year - 1601) / 400)', after: 'trunc((year - 1600) / 400)' },
      { before: 'unit = unit === 1 ? 0 : unit / 10', after: 'unit /= 10' },
      { before: 'if (at === from + 1) return oddTime;', after: '' },
      { before: 'return at + 1 === end ? ms : oddTime;', after: 'return ms;' },
      { before: 'at + 6 === end && ', after: '' },
      { before: 'hours > mostOffsetHours || ', after: '' },
      { before: 'ms - offset : ms + offset', after: 'ms + offset : ms - offset' },
    ],
  },
];
