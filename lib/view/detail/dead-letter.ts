import { verdictIn, verdictOf } from '../../model/error-summary.js';
import type { JobDetail } from '../../model/job-detail.js';
import { gaveUp } from '../job/error-words.js';
import type { RowContext } from '../job/row-context.js';
import { bulleted, quoted, type Segment, words } from '../job/segments.js';
import { instantSegment } from './instant-segment.js';

/** `2026-01-15 11:58:00 UTC (2m ago) • gave up after 3 retries`: when the queue gave up the job, and why. */
export function deadLetterWords(detail: JobDetail | null, context: RowContext): Segment {
  const letter = detail?.deadLetter ?? null;
  if (detail === null || letter === null) return [];
  const moved = instantSegment(letter.movedAt, context);
  const earlier = letter.movedAt !== null && detail.claimedAt !== null && letter.movedAt < detail.claimedAt;
  return bulleted(
    [
      moved.length > 0 ? moved : words('at an unknown time', 'dim'),
      reasonOf(letter.reason, letter.retries, context),
      earlier || detail.job.status !== 'failed' ? words('of an earlier attempt', 'dim') : [],
    ],
    context,
  );
}

function reasonOf(reason: string | null, retries: number | null, context: RowContext): Segment {
  const after = retries === null || retries < 1 ? [] : words(gaveUp(retries).replace('gave up ', ''));
  const verdict = verdictOf(reason ?? '');
  if (verdict === 'gave up') return words(gaveUp(retries ?? 0));
  const why = verdict === 'permanent' ? words('permanent error') : quoted(reason, 'plain', context);
  return bulleted([why, after], context);
}

/** What a dead letter says about the error, if the job's own row no longer says it; empty if it adds nothing. */
export function deadLetterError(detail: JobDetail | null, told: string): string {
  const { error } = verdictIn(detail?.deadLetter?.error ?? '');
  return told.includes(error.trim()) ? '' : error;
}
