import { jobStatuses, jobTypes } from '../../../model/job.js';
import { listed, meanings } from '../../../schema/statement.js';
import { WordTable } from './word-table.js';

/** Added to a status whose word means complete, but only partly. */
export const partly = 8;

/** The indexes in `jobStatuses` of statuses that are treated differently from others. */
export const [queued, complete, failed, cancelled, otherStatus] = (
  ['queued', 'complete', 'failed', 'cancelled', 'other'] as const
).map((word) => jobStatuses.indexOf(word)) as [number, number, number, number, number];

/** Indexes in `jobTypes`. */
export const [parse, otherType] = (['parse', 'other'] as const).map((word) => jobTypes.indexOf(word)) as [
  number,
  number,
];

const partialWords = new Set(listed('partial_word', 'upper(trim(argument.value))'));

/** fragment.status_word: indexes in `jobStatuses`, some with {@link partly}. */
export const statusWords = new WordTable(
  meanings('status_word').map(([word, meaning]) => [
    word,
    placeIn(jobStatuses, meaning) + (partialWords.has(word) ? partly : 0),
  ]),
);

/** fragment.job_type: indexes in `jobTypes`. */
export const typeWords = new WordTable(
  meanings('job_type').map(([word, meaning]) => [word, placeIn(jobTypes, meaning)]),
);

/** Older tools' messages that mean, in fragment.job_status, that a failed job was cancelled. */
export const cancelledBy = new WordTable(
  listed('job_status', 'lower(trim(substr(job.error_message, 1, 40)))').map((text) => [text, cancelled]),
);

/** At most this many characters of a message are compared. */
export const cancelledByLength = 40;

function placeIn(words: readonly string[], word: string): number {
  const place = words.indexOf(word);
  if (place < 0) throw new Error(`schema: no such status or type as ${word}`);
  return place;
}
