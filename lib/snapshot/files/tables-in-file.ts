import { readDatabaseHeader } from './database-header.js';
import { nodeSystem } from './node-system.js';
import { OpenedFile } from './opened-file.js';
import { varintAt } from './varint.js';

/** Of a larger schema the tables aren't looked up in this way. */
const mostPages = 256;
const headerBytes = 100;
const interiorTable = 5;
const leafTable = 13;

/**
 * The names of the tables in a database's file, in small letters, by the rows of its schema: SQLite needn't be loaded for
 * it. Of tables that are in the WAL alone nothing is known here. None if there is no file; null if the schema is large, or
 * isn't written in UTF-8. Throws a `ReadFailure` for what is no database, and a `RangeError` for a damaged one.
 */
export function tablesInFile(path: string): ReadonlySet<string> | null {
  const names = new Set<string>();
  const file = OpenedFile.open(nodeSystem, path);
  if (file === null) return names;
  try {
    const { pageSize } = readDatabaseHeader(file);
    if (file.read(0, headerBytes).readUInt32BE(56) > 1) return null;
    const pages = [1];
    for (const [at, number] of pages.entries()) {
      if (at > mostPages) return null;
      const page = file.read((number - 1) * pageSize, pageSize);
      const start = number === 1 ? headerBytes : 0;
      const isLeaf = page[start] === leafTable;
      const pointers = start + (isLeaf ? 8 : 12);
      if (page[start] === interiorTable) pages.push(page.readUInt32BE(start + 8));
      else if (!isLeaf) return null;
      for (let cell = 0; cell < page.readUInt16BE(start + 3); cell += 1) {
        const offset = page.readUInt16BE(pointers + 2 * cell);
        if (!isLeaf) pages.push(page.readUInt32BE(offset));
        else if (rowAt(page, offset)[0] === 'table') names.add(rowAt(page, offset)[1].toLowerCase());
      }
    }
    return names;
  } finally {
    file.close();
  }
}

/** What kind of thing a row of the schema is about, and its name (SQLite file format, "Record Format"). */
function rowAt(page: Buffer, offset: number): readonly [kind: string, name: string] {
  let next = offset;
  const number = (): number => {
    const varint = varintAt(page, next);
    if (varint === null) throw new RangeError('a row out of its page');
    ({ next } = varint);
    return Number(varint.value);
  };
  // The row's length, and its number.
  number();
  number();
  const begin = next;
  const head = number();
  const [kind, name] = [textLength(number()), textLength(number())];
  const values = begin + head;
  return [
    page.toString('utf8', values, values + kind),
    page.toString('utf8', values + kind, values + kind + name),
  ];
}

/** The bytes of a text, by its serial type. */
function textLength(type: number): number {
  return Math.max(0, Math.floor((type - 13) / 2));
}
