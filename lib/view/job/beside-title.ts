import { durationOf, type Job } from '../../model/job.js';
import { fraction } from '../../model/progress.js';
import { defaultSort, type SortKey, timeOf } from '../../model/sort.js';
import { ageText } from '../format/age.js';
import { barCells, filledCells } from '../format/bar.js';
import { bytesText } from '../format/bytes.js';
import { spanText } from '../format/duration.js';
import { percentText } from '../format/percentage.js';
import type { Part } from '../text/line.js';
import type { RowContext } from './row-context.js';

/** Cells of `100%`. */
const percentWidth = 4;

/**
 * What a row shows on its right: what the list is sorted by (behaviour 10.1), or how far a running job is. Jobs without
 * the value show none.
 */
export function besideTitle(job: Job, context: RowContext): readonly Part[] {
  const by = sortedBy(context);
  const value = valueText(job, context);
  if (job.status === 'running') {
    const bar = by === 'start' || by === 'duration' ? [] : progress(job, context);
    if (bar.length > 0) return bar;
    const text = value === '' ? 'running' : isGone(job) ? `started ${value}` : `running ${value}`;
    return [{ text, style: 'running' }];
  }
  if (value === '') return [];
  if (job.status === 'queued') return [{ text: `waiting ${value}`, style: 'dim' }];
  const said = by === 'start' ? `started ${value}` : by === 'duration' ? `took ${value}` : value;
  return [{ text: said, style: 'dim' }, ...besideValue(job, by, context)];
}

/** The other one of age and duration, if there is room for it. */
function besideValue(job: Job, by: SortKey, context: RowContext): readonly Part[] {
  const duration = durationOf(job, context.now);
  const took = duration === null ? '' : `took ${spanText(duration)}`;
  const text = by === 'duration' ? ageText(timeOf(job), context.now) : took;
  return text === '' ? [] : [{ text: `, ${text}`, style: 'dim', optional: true }];
}

/** The value alone: an age, how long it took or has run, a size; empty if there is none. */
export function valueText(job: Job, context: RowContext): string {
  const by = sortedBy(context);
  const { now } = context;
  if (job.status === 'queued') return isByTime(by) ? lasting(job.startedAt, now) : '';
  if (by === 'size') {
    const bytes = job.status === 'running' || job.isMeasured === true ? null : job.outputSizeBytes;
    return bytes === null || bytes <= 0n ? '' : bytesText(bytes);
  }
  if (job.status === 'running') {
    if (by === 'end') return '';
    // Nobody knows how long a job ran whose worker is gone.
    return isGone(job) ? ageText(job.startedAt, now) : lasting(job.startedAt, now);
  }
  if (by === 'duration') {
    const duration = durationOf(job, now);
    return duration === null ? '' : spanText(duration);
  }
  return ageText(by === 'start' ? job.startedAt : timeOf(job), now);
}

/** The heading above these values in the compact list. */
export const valueTitles: Readonly<Record<SortKey, string>> = {
  time: 'age',
  start: 'started',
  end: 'ended',
  duration: 'took',
  size: 'size',
  name: 'age',
};

/** How long a job took or has run; empty if that isn't known. */
export function tookText(job: Job, context: RowContext): string {
  const duration = isGone(job) ? null : durationOf(job, context.now);
  return duration === null ? '' : spanText(duration);
}

/** Bar and percentage (behaviour 4.4, 4.6, 4.7), the latter as the last part; empty if no progress is reported. */
export function progress(job: Job, { glyphs }: RowContext): readonly Part[] {
  const share = fraction(job);
  if (share === null) return [];
  const filled = filledCells(share);
  return [
    { text: glyphs.barFull.repeat(filled), style: 'bar' },
    { text: glyphs.barRest.repeat(barCells - filled), style: 'barRest' },
    { text: ` ${percentText(share).padStart(percentWidth)}`, style: 'plain' },
  ];
}

/** What the list is sorted by. */
export function sortedBy({ sort = defaultSort }: RowContext): SortKey {
  return sort.by;
}

const isByTime = (by: SortKey) => by === 'time' || by === 'name';
const isGone = ({ trouble }: Job) => trouble?.kind === 'gone';

/** How long something has lasted; empty if it has yet to begin. */
function lasting(since: number | null, now: number): string {
  return since === null || since > now ? '' : spanText(now - since);
}
