import type { JobId } from '../../../model/job.js';
import type { JobColumns } from '../columns/job-columns.js';
import type { JobIds } from '../columns/job-ids.js';
import { NotWalkable, RowsOutOfOrder } from '../pages/table-tree.js';
import { columnPositions, JobValues, type JobWords } from './job-values.js';
import { LeafPage, type OverflowPages } from './leaf-page.js';
import { missingValues, type TextEncoding } from './missing-values.js';
import type { QueueLayout, StoredColumn } from './queue-layout.js';
import { RowRecord } from './row-record.js';
import { RowValues } from './row-values.js';

/** An id is no longer than this, in characters. */
const longestId = 1000;

/**
 * Decodes leaf pages of the queue's table into columns, as the fragments of `schema/fragments/` define them. It decodes
 * only values that every build of SQLite treats in the same way; all others have to be read by SQL, which is the
 * reference.
 */
export class LeafDecoder {
  /** Slots of the last page whose values are unusual: SQL has to interpret them. */
  readonly unusual: number[] = [];
  /**
   * Whether such a row reaches into overflow pages that aren't in {@link chain}: they may change without the leaf
   * changing.
   */
  isOpen = false;
  readonly #record: RowRecord;
  readonly #values: JobValues;
  readonly #texts: RowValues;
  /** Where a row has its job's id, and what knows those; null: the id is the row's number. */
  readonly #ids: { readonly place: number; readonly known: JobIds } | null;

  /**
   * `usable` bytes of each page are used; texts are in the database's `encoding`; `words` give codes, and their `ids`
   * are told of ids that are texts.
   */
  constructor(
    layout: QueueLayout,
    usable: number,
    encoding: TextEncoding,
    words: JobWords & { readonly ids?: JobIds },
  ) {
    const present: StoredColumn[] = [];
    const nowhere = layout.columns.size;
    const places = columnPositions((name) => {
      const column = layout.columns.get(name);
      if (column === undefined) return nowhere;
      present.push(column);
      return column.place;
    });
    const { idColumn } = layout;
    const { ids } = words;
    this.#ids = idColumn === undefined || ids === undefined ? null : { place: idColumn.place, known: ids };
    if (idColumn !== undefined) present.push(idColumn);
    const missing = missingValues(present, encoding);
    const record = new RowRecord(new LeafPage(usable, missing.bytes), present, missing, nowhere);
    this.#record = record;
    const values = new RowValues(record, encoding);
    this.#texts = values;
    const isScheduled = layout.columns.has('scheduled_at');
    this.#values = new JobValues(record, values, places, words, isScheduled);
  }

  /** Overflow pages that rows of the last page were read from. */
  get chain(): readonly number[] {
    return this.#record.page.chain;
  }

  /**
   * Decodes a page into slots from `from` on, of which there must be enough; returns the number of its rows. The
   * rows are ordered by number: throws {@link RowsOutOfOrder} if they aren't. Throws `NotWalkable` if the page isn't a
   * leaf of a table, contradicts the file format or has a row beyond 2^53, and whatever `overflow` throws, which
   * returns an overflow page's bytes.
   */
  decode(page: Uint8Array, into: JobColumns, from: number, overflow: OverflowPages): number {
    const record = this.#record;
    this.unusual.length = 0;
    this.isOpen = false;
    const rows = record.page.load(page, overflow);
    if (from + rows > into.ids.length) throw new RangeError('not enough slots');
    let last = Number.NEGATIVE_INFINITY;
    for (let row = 0; row < rows; row += 1) {
      const id = record.open(row);
      if (id <= last) throw new RowsOutOfOrder('rows out of order on a page');
      last = id;
      into.ids[from + row] = id;
      if (this.#ids !== null) this.#ids.known.set(id, this.#textAt(this.#ids.place));
      this.#values.write(into, from + row);
      if (!record.needsSql) continue;
      this.unusual.push(from + row);
      this.isOpen ||= record.page.isCut;
    }
    return rows;
  }

  #textAt(place: number): JobId {
    const values = this.#texts;
    values.begin();
    const length = values.text(place, longestId);
    if (length <= 0) throw new NotWalkable('an id that is no short text');
    return Buffer.from(values.bytes.subarray(values.start, values.start + length)).toString();
  }
}
