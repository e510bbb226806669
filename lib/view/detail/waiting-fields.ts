import type { Job } from '../../model/job.js';
import { errorText } from '../job/error-words.js';
import type { RowContext } from '../job/row-context.js';
import { quoted, words } from '../job/segments.js';
import { whyWaiting } from '../job/waiting.js';
import { type FieldGroup, field } from './field.js';

/** Why a job is waiting; if its parser is paused, for what reason, and how to resume it. */
export function waitingFields(job: Job, context: RowContext): FieldGroup {
  const why = field('Waiting', whyWaiting(job, context));
  if (job.waiting?.kind !== 'paused') return [why];
  return [
    why,
    field('Last failure', quoted(errorText(job.waiting.lastFailure ?? '', null, context), 'error', context)),
    field('Until', words("`parser resume` is run for it; a retry won't help")),
  ];
}
