import { LeafPage, type OverflowPages } from '../decode/leaf-page.js';
import { missingValues, type TextEncoding } from '../decode/missing-values.js';
import type { TableLayout } from '../decode/queue-layout.js';
import { RowRecord } from '../decode/row-record.js';
import { noText, RowValues } from '../decode/row-values.js';

/** The length at which `schema/fragments/long_text.sql` cuts: of a longer text both ends are shown. */
const longestText = 65_536;

/** Stands for a text that has to be read by SQL. */
export const textNeedsSql = Symbol('only SQL can tell the text');

/** Reads the error texts of the queue's rows from leaf pages. */
export class ErrorTexts {
  readonly #record: RowRecord;
  readonly #values: RowValues;
  readonly #place: number;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  /** `usable` bytes of each page are used; texts are in the database's `encoding`. */
  constructor({ columns }: TableLayout, usable: number, encoding: TextEncoding) {
    const column = columns.get('error_message');
    const present = column === undefined ? [] : [column];
    const nowhere = columns.size;
    const missing = missingValues(present, encoding);
    const page = new LeafPage(usable, missing.bytes);
    this.#place = column?.place ?? nowhere;
    this.#record = new RowRecord(page, present, missing, nowhere);
    this.#values = new RowValues(this.#record, encoding);
  }

  /** Loads a page; returns the number of its rows. Throws `NotWalkable` if it isn't a leaf of a table. */
  load(page: Uint8Array, overflow: OverflowPages): number {
    return this.#record.page.load(page, overflow);
  }

  /** Overflow pages that rows of the page were read from. */
  get chain(): readonly number[] {
    return this.#record.page.chain;
  }

  /** Goes to a row; returns its number. */
  open(row: number): number {
    return this.#record.open(row);
  }

  /** The text of the current row; null if there is none, {@link textNeedsSql} if it has to be read by SQL. */
  text(): string | null | typeof textNeedsSql {
    const record = this.#record;
    const values = this.#values;
    if (values.isNull(this.#place)) return record.needsSql ? textNeedsSql : null;
    values.begin();
    const length = values.text(this.#place, longestText);
    if (length === noText || record.needsSql) return textNeedsSql;
    const bytes = values.bytes.subarray(values.start, values.start + length);
    // SQLite takes a text to end at a NUL.
    if (bytes.includes(0)) return textNeedsSql;
    try {
      return this.#decoder.decode(bytes) || null;
    } catch {
      return textNeedsSql;
    }
  }
}
