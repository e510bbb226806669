import type { Job } from '../../model/job.js';
import type { Part } from '../line.js';
import { highFailureAtTheEnd, isAchieved, passRateSegment, reasonOf } from './backtest.js';
import { warningRows } from './failure.js';
import { itemsDone, itemsSoFar } from './items.js';
import { outputOf, withOutput } from './output.js';
import { bulleted, firstOf, optional, pathOf, quoted, type Segment, words } from './segments.js';
import type { Sight } from './sight.js';

type Rows = readonly (readonly Part[])[];

/** What a job did and where its output is (SPEC 4.1, 4.2, 4.5, 4.8); rows with nothing to say are left out. */
export function completeRows(job: Job, sight: Sight): Rows {
  return [...completeDetails[job.type](job, sight), ...warningRows(job, sight)].filter(
    (row) => row.length > 0,
  );
}

const completeDetails: Readonly<Record<Job['type'], (job: Job, sight: Sight) => Rows>> = {
  scan: (job, sight) => [bulleted([outputOf(job, sight), noteOf(job, sight)], sight)],
  parse: fromAndTo,
  export: (job, sight) => [bulleted([itemsDone(job), noteOf(job, sight)], sight)],
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
  const from = firstOf(itemsDone(job), pathOf(job.sourcePath, sight));
  return [bulleted([withOutput(from, job, sight), optional(noteOf(job, sight))], sight)];
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
        byUser ? [] : quoted(job.errorMessage, 'plain', sight),
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
    [...quoted(job.errorMessage, 'error', sight)],
    [...(job.type === 'export' ? [] : outputOf(job, sight))],
  ].filter((row): row is Part[] => row.length > 0);
}
