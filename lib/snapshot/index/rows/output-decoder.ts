import { WordTable } from '../columns/word-table.js';
import { LeafPage } from '../decode/leaf-page.js';
import { missingValues, type TextEncoding } from '../decode/missing-values.js';
import type { TableLayout } from '../decode/queue-layout.js';
import { RowRecord } from '../decode/row-record.js';
import { RowValues } from '../decode/row-values.js';

/** Which rows of a table are outputs of a job. */
export interface OutputColumns {
  /** A column and a word: only rows with this word in this column count if `isWanted`, else only those without it. */
  readonly kind: string;
  readonly word: string;
  readonly isWanted: boolean;
  /** The column with the output's URI: rows without one don't count. */
  readonly uri: string;
}

const noWord = -1;
const space = 0x20;
const afterAscii = 0x7f;

/** Reads from leaf pages which rows are outputs of which job, and how many rows these have. */
export class OutputDecoder {
  readonly #record: RowRecord;
  readonly #values: RowValues;
  readonly #words: WordTable;
  readonly #isWanted: boolean;
  readonly #places: Readonly<Record<'job' | 'kind' | 'uri' | 'rows', number>>;

  /** `usable` bytes of each page are used; texts are in the database's `encoding`. */
  constructor(layout: TableLayout, columns: OutputColumns, usable: number, encoding: TextEncoding) {
    const names = { job: 'job_id', kind: columns.kind, uri: columns.uri, rows: 'rows' };
    const present = Object.values(names).flatMap((name) => layout.columns.get(name) ?? []);
    const nowhere = layout.columns.size;
    const missing = missingValues(present, encoding);
    const placeOf = (name: string) => layout.columns.get(name)?.place ?? nowhere;
    this.#places = {
      job: placeOf(names.job),
      kind: placeOf(names.kind),
      uri: placeOf(names.uri),
      rows: placeOf(names.rows),
    };
    this.#record = new RowRecord(new LeafPage(usable, missing.bytes), present, missing, nowhere);
    this.#values = new RowValues(this.#record, encoding);
    this.#words = new WordTable([[columns.word, 0]]);
    this.#isWanted = columns.isWanted;
  }

  /**
   * Adds the outputs on a page to `pairs`, alternately a job's id and the output's rows (NaN: not recorded), and to
   * `forSql` the numbers of table rows that have to be read by SQL. Returns whether some of the latter reach into other
   * pages. Throws `NotWalkable` if the page isn't a leaf of a table.
   */
  decode(page: Uint8Array, pairs: number[], forSql: number[]): boolean {
    const record = this.#record;
    const { job, rows: rowsPlace } = this.#places;
    const values = this.#values;
    const rows = record.page.load(page, noOverflow);
    let isOpen = false;
    for (let row = 0; row < rows; row += 1) {
      const number = this.#open(row);
      if (number === null) {
        forSql.push(record.page.open(row));
        isOpen = true;
        continue;
      }
      values.begin();
      const id = values.whole(job);
      const counts = this.#counts();
      const recorded = values.whole(rowsPlace);
      if (record.needsSql || (!Number.isNaN(id) && !Number.isSafeInteger(id))) forSql.push(number);
      else if (counts && !Number.isNaN(id))
        pairs.push(
          id,
          Number.isNaN(recorded) ? recorded : Math.max(0, Math.min(recorded, Number.MAX_SAFE_INTEGER)),
        );
    }
    return isOpen;
  }

  /** Goes to a row, and returns its number; null if it reaches into other pages. */
  #open(row: number): number | null {
    const record = this.#record;
    record.page.open(row);
    return record.page.isCut ? null : record.open(row);
  }

  #counts(): boolean {
    const record = this.#record;
    const values = this.#values;
    const { kind, uri } = this.#places;
    if (!this.#isThere(uri)) return false;
    const isWord = values.word(kind, this.#words) !== noWord;
    return isWord === this.#isWanted && !record.needsSql;
  }

  /** Whether the output has a URI. One that doesn't begin with a visible ASCII character makes the row odd. */
  #isThere(uri: number): boolean {
    const values = this.#values;
    if (values.isNull(uri)) return false;
    const length = values.beginning(uri, 1);
    const first = length > 0 ? (values.bytes[values.start] ?? 0) : 0;
    if (first > space && first < afterAscii) return true;
    this.#record.needsSql = true;
    return false;
  }
}

function noOverflow(): never {
  throw new Error('rows that reach into other pages are left to SQL');
}
