import { jobStatuses, jobTypes } from '../../schema/filter-parameters.js';
import type { GroupSums } from './group-sums.js';
import { IndexRecord, Unfit } from './index-record.js';

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
  type: 3,
  filesProcessed: 4,
  filesTotal: 5,
  bytes: 6,
  filesFailed: 7,
  end: 8,
} as const;

const complete = jobStatuses.indexOf('complete');

/**
 * Counts a page of the index `ix_jobs_view_status` (SQLite file format, "B-tree Pages"), of which `usable` bytes are
 * used; `sums` is what to count with. Throws {@link Unfit} where it isn't as it should be, or more than this knows to read.
 */
export function tallyNode(page: Uint8Array, usable: number, sums: GroupSums): TallyNode {
  const view = new DataView(page.buffer, page.byteOffset, page.length);
  const kind = page[0];
  if (kind !== interiorIndex && kind !== leafIndex) throw new Unfit('no page of an index');
  const isInterior = kind === interiorIndex;
  const cells = view.getUint16(3);
  const head = isInterior ? 12 : 8;
  if (head + 2 * cells > usable) throw new Unfit('too many cells');
  const children = isInterior ? new Uint32Array(cells + 1) : noChildren;
  sums.clear();
  const record = new IndexRecord(page, view, usable);
  for (let index = 0; index < cells; index += 1) {
    const cell = view.getUint16(head + 2 * index);
    if (cell < head || cell + 4 > usable) throw new Unfit('a cell out of its page');
    if (isInterior) children[index] = view.getUint32(cell);
    record.open(cell + (isInterior ? 4 : 0));
    addTo(sums, record);
  }
  if (isInterior) children[cells] = view.getUint32(8);
  return { own: sums.list(), children };
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
