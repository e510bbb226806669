import { jobStatuses, jobTypes } from '../../schema/filter-parameters.js';

/** One group of jobs: those of a status and a type, by their places in {@link jobStatuses} and {@link jobTypes}. */
export const groups = jobStatuses.length * jobTypes.length;

/** What is known of each group, and where it stands in the group's numbers. */
export const field = {
  group: 0,
  jobs: 1,
  filesProcessed: 2,
  filesTotal: 3,
  /** Recorded sizes of outputs, in halves of 32 bits that are summed apart. */
  bytesHigh: 4,
  bytesLow: 5,
  /** Files that were parsed, and files that failed or were left undone by a job that failed. */
  filesParsed: 6,
  filesLost: 7,
  /** Files that are still to be done. */
  filesLeft: 8,
  /** When the first and the last of the complete jobs ended, ms since the epoch. */
  firstEnd: 9,
  lastEnd: 10,
} as const;

/** How many numbers stand for one group. */
export const groupWidth = 11;

const half = 2 ** 32;
const failed = jobStatuses.indexOf('failed');

/**
 * Sums by group that are being made. A list of groups, as {@link list} gives it, is one run of numbers: for each group
 * that has jobs its {@link groupWidth} fields.
 */
export class GroupSums {
  readonly #numbers = new Float64Array(groups * groupWidth);
  /** Where the groups begin that have jobs. */
  readonly #present: number[] = [];

  /** Adds one job. `bytes` in halves; `end` is null for a job that isn't complete. */
  addJob(
    group: number,
    filesProcessed: number,
    filesTotal: number,
    filesFailed: number,
    bytesHigh: number,
    bytesLow: number,
    end: number | null,
  ): void {
    const numbers = this.#numbers;
    const at = this.#open(group);
    const done = Math.min(filesProcessed, filesTotal);
    const parsed = Math.max(0, done - filesFailed);
    const isFailed = Math.floor(group / jobTypes.length) === failed;
    const lost = isFailed ? Math.max(filesFailed, filesTotal - parsed) : done - parsed;
    add(numbers, at + field.jobs, 1);
    add(numbers, at + field.filesProcessed, filesProcessed);
    add(numbers, at + field.filesTotal, filesTotal);
    add(numbers, at + field.bytesHigh, bytesHigh);
    add(numbers, at + field.bytesLow, bytesLow);
    add(numbers, at + field.filesParsed, parsed);
    add(numbers, at + field.filesLost, lost);
    add(numbers, at + field.filesLeft, Math.max(0, filesTotal - filesProcessed));
    if (end !== null) this.#widen(at, end, end);
  }

  /** Adds a list of groups. */
  addList(list: Float64Array): void {
    const numbers = this.#numbers;
    for (let from = 0; from < list.length; from += groupWidth) {
      const at = this.#open(list[from] ?? 0);
      for (let each = field.jobs; each <= field.filesLeft; each += 1) {
        add(numbers, at + each, list[from + each] ?? 0);
      }
      this.#widen(at, list[from + field.firstEnd] ?? 0, list[from + field.lastEnd] ?? 0);
    }
  }

  /** The groups that have jobs. */
  list(): Float64Array {
    const numbers = this.#numbers;
    const list = new Float64Array(this.#present.length * groupWidth);
    this.#present.forEach((at, index) => {
      const low = numbers[at + field.bytesLow] ?? 0;
      // So that the lower half stays exact however many jobs there are.
      numbers[at + field.bytesHigh] = (numbers[at + field.bytesHigh] ?? 0) + Math.floor(low / half);
      numbers[at + field.bytesLow] = low % half;
      list.set(numbers.subarray(at, at + groupWidth), index * groupWidth);
    });
    return list;
  }

  /** Begins anew. */
  clear(): void {
    for (const at of this.#present) this.#numbers.fill(0, at, at + groupWidth);
    this.#present.length = 0;
  }

  #open(group: number): number {
    const numbers = this.#numbers;
    const at = group * groupWidth;
    if (numbers[at + field.jobs] === 0) {
      this.#present.push(at);
      numbers[at + field.group] = group;
      numbers[at + field.firstEnd] = Number.POSITIVE_INFINITY;
      numbers[at + field.lastEnd] = Number.NEGATIVE_INFINITY;
    }
    return at;
  }

  #widen(at: number, first: number, last: number): void {
    const numbers = this.#numbers;
    numbers[at + field.firstEnd] = Math.min(numbers[at + field.firstEnd] ?? 0, first);
    numbers[at + field.lastEnd] = Math.max(numbers[at + field.lastEnd] ?? 0, last);
  }
}

function add(numbers: Float64Array, at: number, value: number): void {
  numbers[at] = (numbers[at] ?? 0) + value;
}
