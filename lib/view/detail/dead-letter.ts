import { verdictIn, verdictOf } from '../../model/error-summary.js';
import type { JobDetail } from '../../model/job-detail.js';
import { gaveUp } from '../job/error-words.js';
import { bulleted, quoted, type Segment, words } from '../job/segments.js';
import type { Sight } from '../job/sight.js';
import { instantSegment } from './instant-segment.js';

/** `2026-01-15 11:58:00 UTC (2m ago) • gave up after 3 retries`: when the queue put a job aside, and why. */
export function deadLetterWords(detail: JobDetail | null, sight: Sight): Segment {
  const letter = detail?.deadLetter ?? null;
  if (detail === null || letter === null) return [];
  const moved = instantSegment(letter.movedAt, sight);
  const earlier = letter.movedAt !== null && detail.claimedAt !== null && letter.movedAt < detail.claimedAt;
  return bulleted(
    [
      moved.length > 0 ? moved : words('at an unknown time', 'dim'),
      reasonOf(letter.reason, letter.retries, sight),
      earlier || detail.job.status !== 'failed' ? words('of an earlier attempt', 'dim') : [],
    ],
    sight,
  );
}

function reasonOf(reason: string | null, retries: number | null, sight: Sight): Segment {
  const after = retries === null || retries < 1 ? [] : words(gaveUp(retries).replace('gave up ', ''));
  const verdict = verdictOf(reason ?? '');
  if (verdict === 'gave up') return words(gaveUp(retries ?? 0));
  const why = verdict === 'permanent' ? words('permanent error') : quoted(reason, 'plain', sight);
  return bulleted([why, after], sight);
}

/** What a dead letter tells of the error that the job's own row no longer holds; empty where it tells nothing more. */
export function deadLetterError(detail: JobDetail | null, told: string): string {
  const { error } = verdictIn(detail?.deadLetter?.error ?? '');
  return told.includes(error.trim()) ? '' : error;
}
