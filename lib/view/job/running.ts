import { type Estimate, estimate } from '../../model/estimate.js';
import type { Job } from '../../model/job.js';
import { fraction } from '../../model/progress.js';
import { countText } from '../format/count.js';
import { briefDuration, etaText } from '../format/duration.js';
import { percentText } from '../format/percentage.js';
import type { Part } from '../text/line.js';
import { highFailureSoFar, passesSoFar } from './backtest.js';
import { itemsSoFar } from './items.js';
import { bulleted, firstOf, optional, pathOf, quoted, type Segment, words } from './segments.js';
import type { Sight } from './sight.js';
import { troubleBrief } from './worker.js';

/**
 * How a running job gets on (behaviour 4.4, 4.6, 4.7): what it has done, and when it will be through, since when it
 * stands still, or what is wrong with its worker. Always one row, whatever time it is.
 */
export function runningRows(job: Job, sight: Sight): readonly (readonly Part[])[] {
  const counted = job.type === 'backtest' ? passesSoFar(job) : itemsSoFar(job);
  const source = job.type === 'scan' ? [] : pathOf(job.sourcePath, sight);
  const trouble = troubleBrief(job, sight);
  return [
    bulleted(
      [
        firstOf(
          counted,
          source,
          shareOf(job),
          trouble.length > 0 ? [] : words('no progress reported', 'dim'),
        ),
        // When it will be through matters more where there is no room for both (behaviour 11).
        job.type === 'backtest' ? optional(highFailureSoFar(job)) : failedSoFar(job),
        counted.length === 0 ? workerOf(job, sight) : [],
        firstOf(trouble, forecast(estimate(sight.progress, job, sight.heldUntil))),
      ],
      sight,
    ),
  ];
}

/** What is wrong with a running job: its worker is in trouble, or it stands still. Empty where nothing is known to be. */
export function runningTrouble(job: Job, sight: Sight): Segment {
  const trouble = troubleBrief(job, sight);
  if (trouble.length > 0) return trouble;
  const estimated = estimate(sight.progress, job, sight.heldUntil);
  return estimated.kind === 'stalled' ? forecast(estimated) : [];
}

/** Where nothing was counted, who works on it is what there is to say. */
function workerOf(job: Job, sight: Sight): Segment {
  const worker = quoted(job.workerHost, 'plain', sight);
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
      return words(`stalled ${briefDuration(estimated.ms)}`, 'warning');
    case 'none':
      return [];
  }
}
