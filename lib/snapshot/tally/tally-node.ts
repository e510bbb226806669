import { jobStatuses, jobTypes } from '../../schema/filter-parameters.js';
import { Unfit } from '../index/unfit.js';
import type { GroupSums } from './group-sums.js';
import { IndexRecord } from './index-record.js';

/** A page of the index as far as it counts. */
export interface TallyNode {
  /** What the page's own entries come to. */
  readonly own: Float64Array;
  /** The pages below, none for a leaf. */
  readonly children: Uint32Array;
}

const interiorIndex = 0x02;
const leafIndex = 0x0a;
const noChildren = new Uint32Array();

/** Where the index `ix_jobs_view_status` keeps what is counted, by column. */
const column = {
  status: 0,
  listKey: 1,
  id: 2,
  type: 3,
  filesProcessed: 4,
  filesTotal: 5,
  bytes: 6,
  filesFailed: 7,
  end: 8,
} as const;

const complete = jobStatuses.indexOf('complete');

/** A place in the list: a job's list key and its id. */
export interface ListPlace {
  readonly key: bigint;
  readonly id: bigint;
}

/**
 * Counts a page of the index `ix_jobs_view_status` (SQLite file format, "B-tree Pages"), of which `usable` bytes are
 * used; `sums` is what to count with. Throws {@link Unfit} where it isn't as it should be, or more than this knows to
 * read.
 */
export function tallyNode(page: Uint8Array, usable: number, sums: GroupSums): TallyNode {
  sums.clear();
  const children = eachEntry(page, usable, (record) => addTo(sums, record));
  return { own: sums.list(), children };
}

/**
 * Which entries of a page stand up to a place in its status, the entry at the place included: how many of all, by which
 * the page below is found that goes on to the place, and how many of them are of that status and one of these types.
 * Statuses and types are their places in `jobStatuses` and `jobTypes`.
 */
export function entriesUpTo(
  page: Uint8Array,
  usable: number,
  status: number,
  place: ListPlace,
  types: ReadonlySet<number>,
): { readonly entries: number; readonly jobs: number } {
  const [key, id] = [halves(place.key), halves(place.id)];
  let entries = 0;
  let jobs = 0;
  eachEntry(page, usable, (record) => {
    const its = record.word(column.status, jobStatuses);
    const isUpTo =
      its === status
        ? (record.compare(column.listKey, ...key) || record.compare(column.id, ...id)) <= 0
        : (jobStatuses[its] ?? '') < (jobStatuses[status] ?? '');
    if (!isUpTo) return;
    entries += 1;
    if (its === status && types.has(record.word(column.type, jobTypes))) jobs += 1;
  });
  return { entries, jobs };
}

function halves(value: bigint): readonly [high: number, low: number] {
  return [Number(value >> 32n), Number(value & 0xffff_ffffn)];
}

/** Visits the entries in order; returns the pages below, none for a leaf. */
function eachEntry(page: Uint8Array, usable: number, visit: (record: IndexRecord) => void): Uint32Array {
  const view = new DataView(page.buffer, page.byteOffset, page.length);
  const kind = page[0];
  if (kind !== interiorIndex && kind !== leafIndex) throw new Unfit('no page of an index');
  const isInterior = kind === interiorIndex;
  const cells = view.getUint16(3);
  const head = isInterior ? 12 : 8;
  if (head + 2 * cells > usable) throw new Unfit('too many cells');
  const children = isInterior ? new Uint32Array(cells + 1) : noChildren;
  const record = new IndexRecord(page, view, usable);
  for (let index = 0; index < cells; index += 1) {
    const cell = view.getUint16(head + 2 * index);
    if (cell < head || cell + 4 > usable) throw new Unfit('a cell out of its page');
    if (isInterior) children[index] = view.getUint32(cell);
    record.open(cell + (isInterior ? 4 : 0));
    visit(record);
  }
  if (isInterior) children[cells] = view.getUint32(8);
  return children;
}

function addTo(sums: GroupSums, record: IndexRecord): void {
  const status = record.word(column.status, jobStatuses);
  const type = record.word(column.type, jobTypes);
  sums.addJob(
    status * jobTypes.length + type,
    record.integer(column.filesProcessed) ?? 0,
    record.integer(column.filesTotal) ?? 0,
    record.integer(column.filesFailed) ?? 0,
    record.high(column.bytes),
    record.low(column.bytes),
    status === complete ? record.integer(column.end) : null,
  );
}
