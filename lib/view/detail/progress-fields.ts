import type { Job } from '../../model/job.js';
import { type Estimate, estimate, fraction, speed, speeds } from '../../model/progress.js';
import { ageText } from '../format/age.js';
import { countText } from '../format/count.js';
import { briefDuration, etaText } from '../format/duration.js';
import { instantText } from '../format/instant.js';
import { percentText } from '../format/percentage.js';
import { rateText } from '../format/rate.js';
import { itemsDone, itemsSoFar } from '../job/items.js';
import type { RowContext } from '../job/row-context.js';
import { bulleted, firstOf, type Segment, words } from '../job/segments.js';
import type { Field, FieldGroup } from './field.js';

/** `100%`: a figure that changes its width would move the end of the bar. */
const percentCells = 4;

/**
 * How far a job has come, how fast it is, and when it will be done, or since when and in what way it stands still.
 */
export function progressFields(job: Job, context: RowContext): FieldGroup {
  const items = itemsOf(job, context);
  if (job.status !== 'running') return [items.length === 0 ? null : { label: 'Items', parts: items }];
  const share = job.type === 'backtest' ? null : fraction(job);
  const progress: Field = {
    label: job.type === 'backtest' ? 'Items' : 'Progress',
    parts: firstOf(items, words(share === null ? 'no progress reported' : '', 'dim')),
    ...(share === null
      ? {}
      : { gauge: { share, label: percentText(share).padStart(percentCells), style: 'bar' } as const }),
  };
  return [progress, rateField(job, context), forecastField(job, context)];
}

/** `203/334 files • 3 failed`; the total is left out where a complete job did all of it. */
function itemsOf(job: Job, context: RowContext): Segment {
  const { status, itemsProcessed, itemsTotal, itemsFailed } = job;
  const isWhole = status === 'complete' && itemsProcessed === itemsTotal;
  const failed = itemsFailed ?? 0;
  return bulleted(
    [
      firstOf(isWhole ? itemsDone({ ...job, itemsFailed: 0 }) : [], itemsSoFar(job)),
      failed > 0 ? words(`${countText(failed)} failed`, 'warning') : [],
    ],
    context,
  );
}

function rateField(job: Job, context: RowContext): Field | null {
  const rate = speed(context.progress, job, context.heldUntil);
  // A job that stands still has no rate.
  const isStalled = estimate(context.progress, job, context.heldUntil).kind === 'stalled';
  if (rate === null || isStalled) return null;
  const values = speeds(context.progress.get(job.id) ?? []);
  return {
    label: 'Rate',
    parts: [{ text: rateText(rate), style: 'plain' }],
    ...(values.length > 1 ? { sparkline: { values, style: 'bar' } as const } : {}),
  };
}

function forecastField(job: Job, context: RowContext): Field | null {
  // What is known about its worker says more.
  if (job.trouble !== null) return null;
  const estimated = estimate(context.progress, job, context.heldUntil);
  switch (estimated.kind) {
    case 'none':
      return null;
    case 'eta':
      return { label: 'ETA', parts: [{ text: etaText(estimated.ms), style: 'plain' }] };
    case 'stalled':
      return { label: 'Stalled', parts: stalledWords(job, estimated, context) };
  }
}

/**
 * Since when nothing has moved, and whether the worker still updates the row, which tells a stuck worker from one
 * that is gone.
 */
function stalledWords(
  job: Job,
  { ms }: Extract<Estimate, { kind: 'stalled' }>,
  context: RowContext,
): Segment {
  const since = context.heldUntil - ms;
  const touchedLater = job.updatedAt !== null && job.updatedAt > since + 2000;
  return [
    {
      text: `${briefDuration(ms)}: the count has not moved since ${instantText(since)}`,
      style: 'warning',
      fit: 'end',
    },
    {
      text: touchedLater
        ? `; the row was updated ${ageText(job.updatedAt, context.now)}, so the worker is alive`
        : ', nor has the row been updated',
      style: 'dim',
      fit: 'end',
      optional: true,
    },
  ];
}
