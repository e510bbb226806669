import type { Job } from '../../model/job.js';
import type { Part } from '../text/line.js';
import { highFailureAtTheEnd, isAchieved, passRateSegment, reasonOf } from './backtest.js';
import { errorSegments } from './error-words.js';
import { warningRows } from './failure.js';
import { itemsDone, itemsSoFar } from './items.js';
import { outputOf, quarantineOf, rowsOf, withOutput } from './output.js';
import type { RowContext } from './row-context.js';
import { bulleted, firstOf, optional, pathOf, quoted, type Segment, words } from './segments.js';

type Rows = readonly (readonly Part[])[];

/** What a job did and where its output is (behaviour 4.1, 4.2, 4.5, 4.8); empty rows are left out. */
export function completeRows(job: Job, context: RowContext): Rows {
  const details = completeDetails[job.type](job, context).filter((row) => row.length > 0);
  const last = bulleted([details.at(-1) ?? [], quarantineOf(job)], context);
  return [...details.slice(0, -1), last, ...warningRows(job, context)].filter((row) => row.length > 0);
}

const completeDetails: Readonly<Record<Job['type'], (job: Job, context: RowContext) => Rows>> = {
  scan: (job, context) => [bulleted([outputOf(job, context), noteOf(job, context)], context)],
  parse: fromAndTo,
  export: (job, context) => [bulleted([firstOf(itemsDone(job), rowsOf(job)), noteOf(job, context)], context)],
  backtest: (job, context) => {
    const resolved = highFailureAtTheEnd(job);
    const needsReason = !isAchieved(job) || resolved.length === 0;
    const reason = needsReason ? reasonOf(job, context) : [];
    return [
      bulleted([passRateSegment(job), resolved, reason], context),
      bulleted([outputOf(job, context), noteOf(job, context)], context),
    ];
  },
  other: fromAndTo,
};

function fromAndTo(job: Job, context: RowContext): Rows {
  const source = pathOf(job.sourcePath, context).map((part) => ({ ...part, yields: true }));
  const from = firstOf(itemsDone(job), source);
  return [bulleted([withOutput(from, job, context), rowsOf(job), optional(noteOf(job, context))], context)];
}

function noteOf(job: Job, context: RowContext): Segment {
  return quoted(job.note, 'plain', context);
}

/** How far a job came before it was cancelled, and its error if it has one. Always a row. */
export function cancelledRows(job: Job, context: RowContext): Rows {
  const byUser = /^\s*cancell?ed by user\.?\s*$/i.test(job.errorMessage?.slice(0, 100) ?? '');
  const done = job.type === 'backtest' ? [] : itemsSoFar(job);
  const who = byUser ? 'Cancelled by user' : 'Cancelled';
  const cancelled = done.map((part): Part => ({ ...part, text: `${who} after ${part.text}` }));
  const said = bulleted(
    [
      firstOf(cancelled, words(who)),
      job.type === 'backtest' ? passRateSegment(job) : [],
      job.type === 'backtest' ? reasonOf(job, context) : [],
      ...(byUser ? [] : errorSegments(job.errorMessage, null, 'plain', context)),
    ],
    context,
  );
  const hasOutput = job.type !== 'export' && outputOf(job, context).length > 0;
  return [hasOutput ? withOutput(said, job, context) : said];
}

/** A status that this program doesn't know, as it is written, and everything else in the record. */
export function unknownRows(job: Job, context: RowContext): Rows {
  const status = firstOf(quoted(job.statusText, 'other', context), words('unknown', 'other'));
  const counted = job.type === 'backtest' ? passRateSegment(job) : itemsSoFar(job);
  return [
    [{ text: 'Status ', style: 'plain' }, ...bulleted([status, counted], context)],
    bulleted(errorSegments(job.errorMessage, null, 'error', context), context),
    [...(job.type === 'export' ? [] : outputOf(job, context))],
  ].filter((row): row is Part[] => row.length > 0);
}
