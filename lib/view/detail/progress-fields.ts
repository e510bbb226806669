import type { Job } from '../../model/job.js';
import { fraction, passRate, speed, speeds, timeLeft } from '../../model/progress.js';
import { countText, passRateText, percentText, rateText } from '../format/numbers.js';
import { ageText, briefDuration, etaText, instantText } from '../format/times.js';
import { passRateSegment, reasonOf } from '../job/backtest.js';
import { errorText } from '../job/ended.js';
import { noProgress } from '../job/running.js';
import { whyWaiting } from '../job/waiting.js';
import {
  bulleted,
  firstOf,
  itemsDone,
  itemsSoFar,
  quoted,
  type RowContext,
  type Segment,
  words,
} from '../words/segments.js';
import { type Field, type FieldGroup, field } from './field.js';

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

/** A backtest's results: its pass rate as a gauge, its iteration, the high-failure files, and why it ended. */
export function backtestFields(job: Job, context: RowContext): FieldGroup {
  if (job.type !== 'backtest') return [];
  return [
    passRateField(job),
    field('Iteration', iteration(job)),
    field('High-failure', highFailure(job)),
    field('Ended as', reasonOf(job, context)),
  ];
}

/** `99.9%`: a figure that changes its width would move the end of the bar. */
const rateCells = 5;

function passRateField(job: Job): Field | null {
  const rate = passRate(job);
  if (rate === null) return null;
  const counts = passRateSegment(job).map((part) => ({
    ...part,
    text: part.text.replace(/^Pass rate: [\d.]+% ?/, ''),
  }));
  return {
    label: 'Pass rate',
    parts: counts.filter((part) => part.text !== ''),
    gauge: { share: rate, label: passRateText(rate).padStart(rateCells), style: 'bar' },
  };
}

function iteration(job: Job): Segment {
  const number = job.backtest?.iteration ?? null;
  return number === null ? [] : words(countText(number));
}

function highFailure(job: Job): Segment {
  const tested = job.backtest?.highFailureTested ?? null;
  const passed = job.backtest?.highFailurePassed ?? null;
  if (tested === null && passed === null) return [];
  if (tested === null) return words(`${countText(passed ?? 0)} passed`);
  if (passed === null) return words(`${countText(tested)} tested`);
  return words(`${countText(passed)} of ${countText(tested)} passed`, passed < tested ? 'warning' : 'plain');
}

/** `100%`: a figure that changes its width would move the end of the bar. */
const percentCells = 4;

/**
 * How far a job has come, how fast it is, and when it will be done, or since when and in what way it stands still.
 */
export function progressFields(job: Job, context: RowContext): FieldGroup {
  const items = itemsOf(job, context);
  if (job.status !== 'running') return [items.length === 0 ? null : { label: 'Items', parts: items }];
  const share = job.type === 'backtest' ? null : fraction(job);
  const parts = firstOf(items, share === null ? noProgress(context) : []);
  const progress: Field | null =
    parts.length === 0 && share === null
      ? null
      : {
          ...{ label: job.type === 'backtest' ? 'Items' : 'Progress', parts },
          ...(share !== null && {
            gauge: { share, label: percentText(share).padStart(percentCells), style: 'bar' } as const,
          }),
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
  if (rate === null || job.trouble?.kind === 'stalled') return null;
  const values = speeds(context.progress.get(job.id) ?? []);
  return {
    label: 'Rate',
    parts: [{ text: rateText(rate), style: 'plain' }],
    ...(values.length > 1 ? { sparkline: { values, style: 'bar' } as const } : {}),
  };
}

function forecastField(job: Job, context: RowContext): Field | null {
  const { trouble } = job;
  if (trouble?.kind === 'stalled')
    return { label: 'Stalled', parts: stalledWords(job, trouble.since, context) };
  // What is known about its worker says more.
  const left = trouble === null ? timeLeft(context.progress, job, context.heldUntil) : null;
  return left === null ? null : { label: 'ETA', parts: [{ text: etaText(left), style: 'plain' }] };
}

/**
 * Since when nothing has moved, and whether the worker still updates the row, which tells a stuck worker from one
 * that is gone.
 */
function stalledWords(job: Job, since: number, context: RowContext): Segment {
  const touchedLater = job.updatedAt !== null && job.updatedAt > since + 2000;
  return [
    {
      text: `${briefDuration(context.heldUntil - since)}: the count has not moved since ${instantText(since, context.zone)}`,
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
