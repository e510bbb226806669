import type { Job } from '../../model/job.js';
import type { Part } from '../text/line.js';
import { highFailureAtTheEnd, isAchieved, passRateSegment, reasonOf } from './backtest.js';
import { errorSegments } from './error-words.js';
import { warningRows } from './failure.js';
import { itemsDone, itemsSoFar } from './items.js';
import { outputOf, quarantineOf, rowsOf, withOutput } from './output.js';
import { bulleted, firstOf, optional, pathOf, quoted, type Segment, words } from './segments.js';
import type { Sight } from './sight.js';

type Rows = readonly (readonly Part[])[];

/** What a job did and where its output is (behaviour 4.1, 4.2, 4.5, 4.8); rows with nothing to say are left out. */
export function completeRows(job: Job, sight: Sight): Rows {
  const details = completeDetails[job.type](job, sight).filter((row) => row.length > 0);
  const last = bulleted([details.at(-1) ?? [], quarantineOf(job)], sight);
  return [...details.slice(0, -1), last, ...warningRows(job, sight)].filter((row) => row.length > 0);
}

const completeDetails: Readonly<Record<Job['type'], (job: Job, sight: Sight) => Rows>> = {
  scan: (job, sight) => [bulleted([outputOf(job, sight), noteOf(job, sight)], sight)],
  parse: fromAndTo,
  export: (job, sight) => [bulleted([firstOf(itemsDone(job), rowsOf(job)), noteOf(job, sight)], sight)],
  backtest: (job, sight) => {
    const resolved = highFailureAtTheEnd(job);
    const needsReason = !isAchieved(job) || resolved.length === 0;
    const reason = needsReason ? reasonOf(job, sight) : [];
    return [
      bulleted([passRateSegment(job), resolved, reason], sight),
      bulleted([outputOf(job, sight), noteOf(job, sight)], sight),
    ];
  },
  other: fromAndTo,
};

function fromAndTo(job: Job, sight: Sight): Rows {
  const source = pathOf(job.sourcePath, sight).map((part) => ({ ...part, yields: true }));
  const from = firstOf(itemsDone(job), source);
  return [bulleted([withOutput(from, job, sight), rowsOf(job), optional(noteOf(job, sight))], sight)];
}

function noteOf(job: Job, sight: Sight): Segment {
  return quoted(job.note, 'plain', sight);
}

/** How far a job came before it was cancelled, and what it said then. Always a row. */
export function cancelledRows(job: Job, sight: Sight): Rows {
  const byUser = /^\s*cancell?ed by user\.?\s*$/i.test(job.errorMessage?.slice(0, 100) ?? '');
  const done = job.type === 'backtest' ? [] : itemsSoFar(job);
  const who = byUser ? 'Cancelled by user' : 'Cancelled';
  const cancelled = done.map((part): Part => ({ ...part, text: `${who} after ${part.text}` }));
  return [
    bulleted(
      [
        firstOf(cancelled, words(who)),
        job.type === 'backtest' ? passRateSegment(job) : [],
        job.type === 'backtest' ? reasonOf(job, sight) : [],
        ...(byUser ? [] : errorSegments(job.errorMessage, null, 'plain', sight)),
        job.type === 'export' ? [] : outputOf(job, sight),
      ],
      sight,
    ),
  ];
}

/** A status that this program doesn't know, as it stands, and all that the record says besides. */
export function unknownRows(job: Job, sight: Sight): Rows {
  const status = firstOf(quoted(job.statusText, 'other', sight), words('unknown', 'other'));
  const counted = job.type === 'backtest' ? passRateSegment(job) : itemsSoFar(job);
  return [
    [{ text: 'Status ', style: 'plain' }, ...bulleted([status, counted], sight)],
    bulleted(errorSegments(job.errorMessage, null, 'error', sight), sight),
    [...(job.type === 'export' ? [] : outputOf(job, sight))],
  ].filter((row): row is Part[] => row.length > 0);
}
