import type { Job } from '../../model/job.js';
import { type Estimate, estimate, fraction } from '../../model/progress.js';
import { workerNameOf } from '../../model/worker.js';
import { countText } from '../format/count.js';
import { etaText, spanText } from '../format/duration.js';
import { percentText } from '../format/percentage.js';
import type { Part } from '../text/line.js';
import { highFailureSoFar, passesSoFar } from './backtest.js';
import { itemsSoFar } from './items.js';
import type { RowContext } from './row-context.js';
import { bulleted, firstOf, optional, pathOf, quoted, type Segment, words } from './segments.js';
import { signlessWords, troubleBrief } from './worker.js';

/**
 * A running job's progress (behaviour 4.4, 4.6, 4.7): what it has done, and when it will be done, since when it
 * stands still, or what is wrong with its worker. Always one row, at any time.
 */
export function runningRows(job: Job, context: RowContext): readonly (readonly Part[])[] {
  const counted = job.type === 'backtest' ? passesSoFar(job) : itemsSoFar(job);
  const source = job.type === 'scan' ? [] : pathOf(job.sourcePath, context);
  const doubt = firstOf(troubleBrief(job, context), signlessWords(job, context));
  return [
    bulleted(
      [
        firstOf(counted, source, shareOf(job), doubt.length > 0 ? [] : words('no progress reported', 'dim')),
        // If there isn't room for both, when it will be done matters more (behaviour 11).
        job.type === 'backtest' ? optional(highFailureSoFar(job)) : failedSoFar(job),
        counted.length === 0 ? workerOf(job, context) : [],
        outlookOf(job, context),
      ],
      context,
    ),
  ];
}

/**
 * What is wrong with a running job's worker, else when the job will be done, or since when it stands still, or that
 * there has been no sign of its worker.
 */
export function outlookOf(job: Job, context: RowContext): Segment {
  return firstOf(
    troubleBrief(job, context),
    forecast(estimate(context.progress, job, context.heldUntil)),
    signlessWords(job, context),
  );
}

/**
 * What is wrong with a running job: its worker is in trouble, or it stands still. Empty if nothing is known to be
 * wrong.
 */
export function runningTrouble(job: Job, context: RowContext): Segment {
  const trouble = troubleBrief(job, context);
  if (trouble.length > 0) return trouble;
  const estimated = estimate(context.progress, job, context.heldUntil);
  return estimated.kind === 'stalled' ? forecast(estimated) : [];
}

/** Who is working on it: shown if nothing was counted. */
function workerOf(job: Job, context: RowContext): Segment {
  const worker = quoted(workerNameOf(job.workerHost, job.workerPid), 'plain', context);
  return worker.length === 0 ? [] : optional([{ text: 'on ', style: 'plain' }, ...worker]);
}

function shareOf(job: Job): Segment {
  const share = fraction(job);
  return share === null ? [] : words(`${percentText(share)} done`);
}

function failedSoFar(job: Job): Segment {
  const failed = job.itemsFailed ?? 0;
  return failed > 0 ? words(`${countText(failed)} failed`, 'failed') : [];
}

function forecast(estimated: Estimate): Segment {
  switch (estimated.kind) {
    case 'eta':
      return words(`ETA ${etaText(estimated.ms)}`);
    case 'stalled':
      return words(`stalled ${spanText(estimated.ms)}`, 'warning');
    case 'none':
      return [];
  }
}
