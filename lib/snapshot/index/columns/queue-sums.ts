import { jobStatuses, jobTypes } from '../../../model/job.js';
import { field, GroupTable, groupWidth } from './group-table.js';
import { filesProcessed, filesTotal, type JobColumns } from './job-columns.js';

// Local copies, because they are used in loops over all jobs.
const { abs, floor, max, min } = Math;

const half = 2 ** 32;
const complete = jobStatuses.indexOf('complete');
const failed = jobStatuses.indexOf('failed');
const parse = jobTypes.indexOf('parse');
/** How many numbers each name has: files, and sizes in halves. */
const nameWidth = 3;

/** What the parse jobs of one name and version have done. */
export interface NameSums {
  readonly files: number;
  readonly outputBytes: bigint;
}

/** A job's numbers that are too large for its columns. */
export interface LargeNumbers {
  readonly filesProcessed: number;
  readonly filesTotal: number;
  readonly filesFailed: number;
  readonly bytes: bigint;
}

/** Sums over the queue by status and type, and by name, updated for every job that is added or removed. */
export class QueueSums {
  readonly #groups = new Float64Array(jobStatuses.length * jobTypes.length * groupWidth);
  #names = new Float64Array(64 * nameWidth);
  /**
   * True as long as no sum has exceeded what a double counts exactly: only then can what was added be subtracted again.
   */
  #exact = true;

  /**
   * Adds the job in a slot, or subtracts it if `sign` is -1. `large`: its numbers, if they are too large for the
   * columns.
   */
  count(columns: JobColumns, slot: number, sign: 1 | -1, large: LargeNumbers | undefined): void {
    const kind = columns.kinds[slot] ?? 0;
    const status = floor(kind / jobTypes.length);
    const processed = large?.filesProcessed ?? filesProcessed(columns, slot);
    const total = large?.filesTotal ?? filesTotal(columns, slot);
    const lostFiles = large?.filesFailed ?? columns.filesFailed[slot] ?? 0;
    const bytes = columns.bytes[slot] ?? 0;
    const high = large ? Number(large.bytes >> 32n) : floor(bytes / half);
    const low = large ? Number(large.bytes & 0xffff_ffffn) : bytes - high * half;
    const done = min(processed, total);
    const parsed = max(0, done - lostFiles);

    const groups = this.#groups;
    const at = kind * groupWidth;
    add(groups, at + field.jobs, sign);
    add(groups, at + field.filesProcessed, sign * processed);
    add(groups, at + field.filesTotal, sign * total);
    add(groups, at + field.bytesHigh, sign * high);
    add(groups, at + field.bytesLow, sign * low);
    carry(groups, at + field.bytesHigh, at + field.bytesLow);
    add(groups, at + field.filesParsed, sign * parsed);
    add(
      groups,
      at + field.filesLost,
      sign * (status === failed ? max(lostFiles, total - parsed) : done - parsed),
    );
    add(groups, at + field.filesLeft, sign * max(0, total - processed));
    // Groups are added up later, so all of them together must be exact.
    if (large !== undefined)
      this.#exact &&= groups.reduce((sum, each) => sum + abs(each), 0) <= Number.MAX_SAFE_INTEGER;
    if (kind % jobTypes.length !== parse) return;
    const name = this.#nameAt(columns.names[slot] ?? 0);
    add(this.#names, name, sign * processed);
    if (status !== complete) return;
    add(this.#names, name + 1, sign * high);
    add(this.#names, name + 2, sign * low);
    carry(this.#names, name + 1, name + 2);
  }

  /** The whole queue by status and type; null if its sums are too large to be exact. */
  table(): GroupTable | null {
    return this.#exact ? new GroupTable(this.#groups) : null;
  }

  /** The parse jobs of these names, given by code; null if the sums are too large to be exact. */
  named(codes: Iterable<number>): NameSums | null {
    if (!this.#exact) return null;
    let files = 0;
    let outputBytes = 0n;
    for (const code of codes) {
      const at = this.#nameAt(code);
      files += this.#names[at] ?? 0;
      outputBytes += (BigInt(this.#names[at + 1] ?? 0) << 32n) + BigInt(this.#names[at + 2] ?? 0);
    }
    return { files, outputBytes };
  }

  clear(): void {
    this.#groups.fill(0);
    this.#names.fill(0);
    this.#exact = true;
  }

  /** Where a name's numbers begin. */
  #nameAt(code: number): number {
    const at = code * nameWidth;
    if (at >= this.#names.length) {
      const more = new Float64Array(max(at + nameWidth, this.#names.length * 2));
      more.set(this.#names);
      this.#names = more;
    }
    return at;
  }
}

function add(numbers: Float64Array, at: number, value: number): void {
  numbers[at] = (numbers[at] ?? 0) + value;
}

/** Moves a carry from the lower half to the higher one, so that sums stay exact for any number of jobs. */
function carry(numbers: Float64Array, high: number, low: number): void {
  const value = numbers[low] ?? 0;
  if (abs(value) < 2 ** 48) return;
  add(numbers, high, floor(value / half));
  numbers[low] = value - floor(value / half) * half;
}
