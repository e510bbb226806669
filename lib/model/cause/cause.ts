import { errorInBrief, jobErrorInBrief } from '../error-summary.js';
import { failuresInMessage } from '../failures-in-message.js';
import type { Job } from '../job.js';
import { firstLineOf } from './first-line.js';
import { keyOf } from './key.js';
import { withoutVarying } from './varying.js';

/** Why jobs failed, in words that are the same for all that failed for the same reason. */
export interface Cause {
  /**
   * 12 lower-case hex digits, always the same for the same cause; computed from the whole cause, not from `text`.
   */
  readonly key: string;
  /**
   * One line of at most 200 characters, untrusted like the error; the view sanitises it and cuts it to its width.
   */
  readonly text: string;
}

/**
 * The cause of an error in brief (`jobErrorInBrief`): the exception's type, as it is, and the first line of its
 * message with `<n>`, `<path>.csv`, `"<…>"` and so on in place of what varies, in the order given at {@link
 * withoutVarying}.
 *
 * Digits stay in words (`utf-8`, `int64`, `x86_64`), and in codes that tell one cause from another: a status of
 * HTTP,
 * an errno, a signal, an exit code, SQLSTATE, `ORA-00942`, and the pair that a driver's error is.
 * Any text has a cause, an empty one too. Linear in the text's length; of a line 4,096 characters count.
 */
export function causeOf(error: string): Cause {
  const { line, typeEnd, open } = firstLineOf(error);
  const whole = withoutVarying(line, typeEnd, open);
  return { key: keyOf(whole), text: capped(whole) };
}

/**
 * The cause in a row's own error text, or in a recorded failure with its stack trace: the first failure counts, as
 * in the list of jobs. Null if there is no error.
 */
export function causeOfText(text: string | null, stackTrace: string | null): Cause | null {
  const said = text ?? '';
  const error = failuresInMessage(said, 1)[0]?.error.trim() || said;
  const brief = errorInBrief(error, stackTrace);
  return brief.error.trim() === '' ? null : causeOf(brief.error);
}

/** The cause of a job's failure; null if the record has no error. */
export function causeOfJob(job: Pick<Job, 'failures' | 'errorMessage'>): Cause | null {
  const brief = jobErrorInBrief(job);
  return brief === null ? null : causeOf(brief.error);
}

const longestText = 200;

/** A text cut to at most that many characters, without splitting one. */
function capped(text: string): string {
  if (text.length <= longestText) return text;
  const characters = Array.from(text.slice(0, 2 * longestText + 2));
  return characters.length <= longestText
    ? text
    : `${characters
        .slice(0, longestText - 1)
        .join('')
        .trimEnd()}…`;
}
