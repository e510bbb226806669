import { put } from './job-amounts.js';
import type { JobColumns } from './job-columns.js';

/** The line of a job that isn't queued. */
export const notQueued = 0;
/** Stands for the line of a queued job whose line or place has to be read by SQL. */
export const lineUnknown = 255;
/** The turn of a queued job that workers may take, see `schema/fragments/turn_word.sql`. */
export const takable = 2;
/** The turn of a queued job that is in no line. */
export const outOfLine = 3;
/** The priority of a job without one, which comes after all others. */
export const noPriority = Number.NEGATIVE_INFINITY;

/**
 * The line of jobs that wait with a status's word, by the word's code; {@link lineUnknown} if that is negative or too
 * large.
 */
export function lineOf(word: number): number {
  return word < 0 || word + 1 >= lineUnknown ? lineUnknown : word + 1;
}

/** fragment.turn_word for a queued job's word, in a queue with `scheduled_at` or without. */
export function turnOfWord(word: string, isScheduled: boolean): number {
  const known = word.trim().toUpperCase();
  if (known === 'DISPATCHING') return 1;
  return known === 'PENDING' && isScheduled ? outOfLine : takable;
}

/**
 * Writes where a job waits: its turn as fragment.turn_word has it, its line, its priority, and `due` (ms), before which
 * no worker takes it. Nothing is written for jobs that aren't queued, nor for the usual priority 0: untouched memory is
 * never allocated.
 */
export function setLine(
  columns: JobColumns,
  slot: number,
  turn: number,
  line: number,
  priority: number,
  due: number,
): void {
  put(columns.turns, slot, turn);
  put(columns.lines, slot, line);
  put(columns.priorities, slot, priority);
  put(columns.dues, slot, due);
}
