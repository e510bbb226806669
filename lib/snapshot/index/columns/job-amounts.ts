import { jobStatuses, jobTypes } from '../../../model/job.js';
import { type JobColumns, kindOf } from './job-columns.js';

const parse = jobTypes.indexOf('parse');
/**
 * The number of files of a job that doesn't count them, by its kind: a parse job has one, which is done once it is
 * complete.
 */
const usualTotal = new Uint8Array(jobStatuses.length * jobTypes.length);
const usualProcessed = new Uint8Array(usualTotal.length);
for (const status of jobStatuses.keys()) usualTotal[kindOf(status, parse)] = 1;
usualProcessed[kindOf(jobStatuses.indexOf('complete'), parse)] = 1;

/**
 * Writes how many files a job has, below 2^32 each, into its slot, whose kind must have been written before. The
 * columns hold the difference (XOR) between a number and the usual one, and untouched memory is never allocated:
 * so usual numbers need not be written.
 */
export function setFiles(
  columns: JobColumns,
  slot: number,
  processed: number,
  total: number,
  failed: number,
): void {
  const kind = columns.kinds[slot] ?? 0;
  put(columns.filesProcessed, slot, (processed ^ (usualProcessed[kind] ?? 0)) >>> 0);
  put(columns.filesTotal, slot, (total ^ (usualTotal[kind] ?? 0)) >>> 0);
  put(columns.filesFailed, slot, failed >>> 0);
}

/** Writes how many bytes a job's output has, at most 2^53. */
export function setBytes(columns: JobColumns, slot: number, bytes: number): void {
  put(columns.bytes, slot, bytes);
}

/** Writes a job's number of retries, up to `manyRetries`. */
export function setRetries(columns: JobColumns, slot: number, retries: number): void {
  put(columns.retries, slot, retries);
}

/** How many files the job in a slot has done, as passed to {@link setFiles}. */
export function filesProcessed(columns: JobColumns, slot: number): number {
  const usual = usualProcessed[columns.kinds[slot] ?? 0] ?? 0;
  return ((columns.filesProcessed[slot] ?? 0) ^ usual) >>> 0;
}

/** How many files the job in a slot has, as passed to {@link setFiles}. */
export function filesTotal(columns: JobColumns, slot: number): number {
  const usual = usualTotal[columns.kinds[slot] ?? 0] ?? 0;
  return ((columns.filesTotal[slot] ?? 0) ^ usual) >>> 0;
}

/** Writes a value only if it differs: memory that nothing is written to is never allocated. */
export function put(column: Uint8Array | Uint32Array | Float64Array, slot: number, value: number): void {
  if (column[slot] !== value) column[slot] = value;
}
