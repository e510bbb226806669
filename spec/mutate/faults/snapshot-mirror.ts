import type { FaultyFile } from '../fault.js';

const pages: readonly string[] = ['spec/snapshot/mirror/mirror-pages'];
const database: readonly string[] = ['spec/snapshot/mirror/mirror-database'];

/** A database in memory, which is read as one in files is. */
export const snapshotMirror: readonly FaultyFile[] = [
  {
    file: 'lib/snapshot/mirror/mirror-pages.ts',
    checks: [...pages, ...database],
    faults: [
      { before: 'getUint32(28) * this.pageSize', after: 'getUint32(28)' },
      { before: 'getUint32(28)', after: 'getUint32(24)' },
      { before: 'const at = (number - 1) * this.pageSize;', after: 'const at = number * this.pageSize;' },
      { before: 'const from = at % pieceBytes;', after: 'const from = at % (pieceBytes - this.pageSize);' },
      { before: 'into.set(part, done);', after: 'into.set(part, 0);' },
      {
        before: 'const part = this.#piece(position + done).subarray',
        after: 'const part = this.#piece(position).subarray',
      },
      {
        before: 'const piece = this.#piece(position + done);',
        after: 'const piece = this.#piece(position);',
      },
      { before: 'bytes.subarray(done, done + pieceBytes - from)', after: 'bytes.subarray(done)' },
      {
        before: 'bytes.subarray(done, done + pieceBytes - from)',
        after: 'bytes.subarray(0, pieceBytes - from)',
      },
      { before: '(position + bytes.length - 1) / this.pageSize', after: 'position / this.pageSize' },
      {
        before: '(position + bytes.length - 1) / this.pageSize',
        after: '(position + bytes.length) / this.pageSize',
      },
      { before: 'this.#written = new Set();', after: '' },
      { before: 'this.#pieces[index] = made;', after: '' },
      { before: 'this.#pages.copy(bytes, begin);', after: '' },
    ],
  },
  {
    file: 'lib/snapshot/mirror/mirror-system.ts',
    checks: [...pages, ...database],
    faults: [
      { before: 'size: BigInt(pages.length)', after: 'size: 0n' },
      { before: 'Math.max(0, pages.length - position)', after: 'into.length' },
      { before: 'Math.max(0, pages.length - position)', after: 'pages.length - position' },
      { before: 'pages.copy(part, position);', after: 'pages.copy(part, 0);' },
      { before: 'return part.length;', after: 'return into.length;' },
    ],
  },
  {
    file: 'lib/snapshot/mirror/mirror-database.ts',
    checks: [...database, 'spec/snapshot/mirror/table-loader'],
    faults: [
      { before: 'writer.transaction(() => work(writer))', after: 'work(writer)' },
      { before: 'this.#writer?.close();\n    this.#writer = null;', after: '' },
      { before: 'meter.begin();', after: '' },
      {
        before: "if (!(error instanceof Unfinished)) return { kind: 'problem'",
        after: "if (error instanceof Unfinished) return { kind: 'problem'",
      },
      { before: 'value: this.#query(queries), asOf }', after: 'value: this.#query(queries), asOf: 0 }' },
      { before: 'problemOfSqlite(error, file)', after: "problemOfSqlite(error, '')" },
      { before: 'texts.isHurried = sound <= most;', after: '' },
      { before: 'texts.isHurried = sound <= most;', after: 'texts.isHurried = true;' },
      { before: 'most = Math.max(most, sound);', after: '' },
      { before: 'await nextTurn();', after: '' },
      {
        before: 'if (this.#changed !== null) for (const page of written) this.#changed.add(page);',
        after: '',
      },
      { before: '      this.#keep(kept);\n      return value;', after: '      return value;' },
      { before: 'if (error instanceof Unfinished) this.#keep(kept);', after: '' },
      {
        before: 'if (error instanceof Unfinished) this.#keep(kept);',
        after: 'this.#keep(kept);',
        harmless: 'what was read before the query failed is right: nobody writes during a query',
      },
      { before: 'this.#memory.forget(this.#changed);', after: '' },
      { before: 'for (const keep of kept) keep();', after: '' },
      { before: 'this.#changed = new Set();', after: '' },
      { before: 'page: (number) => pages.page(number),', after: 'page: (number) => pages.page(number + 1),' },
      { before: 'changed: () => changed,', after: 'changed: () => new Set(),' },
      { before: 'changed: () => changed,', after: 'changed: () => null,' },
      { before: 'isKept: () => true,', after: 'isKept: () => false,' },
      { before: 'isLost: () => false,', after: 'isLost: () => true,' },
      { before: 'offset: (number - 1) * pageSize', after: 'offset: number * pageSize' },
      { before: 'fetches: (count) => meter.add(count * pageSize, length),', after: 'fetches: () => {},' },
      { before: 'meter.add(count * pageSize, length)', after: 'meter.add(count, length)' },
      { before: 'whenKept: (keep) => void kept.push(keep),', after: 'whenKept: () => {},' },
      {
        before: 'whenProved: (then) => void kept.push(then),',
        after: 'whenProved: () => {},',
        harmless: 'leaves with rows that SQL has to answer are decoded again with each read then',
      },
    ],
  },
];
