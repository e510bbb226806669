import { errorInBrief } from '../../model/error-summary.js';
import type { Finding } from '../../model/problem.js';
import { type LostLetters, lettersLookedAt } from '../../snapshot/queries/lost-letters.js';
import { countText } from '../../view/format/numbers.js';
import { instantText } from '../../view/format/times.js';
import { clean } from './clean.js';

/**
 * The dead letters that the screen can't show, because their jobs are gone; empty where every letter still has its
 * job.
 */
export function lettersFinding(letters: LostLetters | null): readonly Finding[] {
  if (letters === null) return [];
  const { lost, letters: all } = letters;
  const among = all < lettersLookedAt ? countText(all) : `the newest ${countText(all)}`;
  const are = lost === 1 ? 'is of a job that is' : 'are of jobs that are';
  const where = `${countText(lost)} of ${among} ${are} no longer in the queue, and so not in the list`;
  return [{ topic: 'dead letters', verdict: 'note', text: `${where}; the newest: ${newestText(letters)}` }];
}

/** `job 99, fix_parser, /in/a.csv, 2026-01-13 10:38:15 UTC: what went wrong`. */
function newestText({ jobId, parser, file, movedAt, error }: LostLetters): string {
  const parts = [jobId === null ? '' : `job ${clean(jobId)}`, clean(parser ?? ''), clean(file ?? '')];
  const said = [...parts, instantText(movedAt)].filter((part) => part !== '').join(', ');
  const brief = clean(errorInBrief(error ?? '', null).error);
  return brief === '' ? said : `${said}: ${brief}`;
}
