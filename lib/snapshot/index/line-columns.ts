import { put } from './job-amounts.js';
import type { JobColumns } from './job-columns.js';

/** The line of a job that isn't queued. */
export const inNoLine = 0;
/** The line of a queued job whose line or place only SQL can tell. */
export const inSomeLine = 255;
/** The priority of a job without one, which comes after all others. */
export const noPriority = Number.NEGATIVE_INFINITY;

/** The line of jobs that wait under a word of status, by the word's code. */
export function lineOf(word: number): number {
  return word < 0 || word + 1 >= inSomeLine ? inSomeLine : word + 1;
}

/**
 * Writes where a job waits: its line, its priority, and before when (ms) it isn't taken. Nothing is written for jobs
 * that aren't queued, nor for the usual priority 0: untouched memory is never allocated.
 */
export function setLine(
  columns: JobColumns,
  slot: number,
  line: number,
  priority: number,
  due: number,
): void {
  put(columns.lines, slot, line);
  put(columns.priorities, slot, priority);
  put(columns.dues, slot, due);
}
