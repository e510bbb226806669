import type { Job } from '../../model/job.js';
import { passRate } from '../../model/progress.js';
import { countText } from '../format/count.js';
import { passRateText } from '../format/percentage.js';
import { passRateSegment, reasonOf } from '../job/backtest.js';
import type { RowContext } from '../job/row-context.js';
import { type Segment, words } from '../job/segments.js';
import { type Field, type FieldGroup, field } from './field.js';

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
