import { durationOf } from '../../model/duration.js';
import type { Job, JobStatus, JobType } from '../../model/job.js';
import { fraction } from '../../model/progress.js';
import { shownText } from '../appearance.js';
import { ageText } from '../format/age.js';
import { barCells, filledCells } from '../format/bar.js';
import { spanText } from '../format/duration.js';
import { percentText } from '../format/percentage.js';
import type { StyleName } from '../frame.js';
import type { Part, Row } from '../text/line.js';
import { pad } from '../text/width.js';
import type { RowContext } from './row-context.js';
import { runningTrouble } from './running.js';
import { titleOf } from './title.js';

/** Cells of the type column (behaviour 3.1). */
const typeWidth = 8;
/** Cells of the column of databases' names. */
const databaseWidth = 10;
/** Cells of `100%`. */
const percentWidth = 4;

/** Where a job's title and all of its other lines begin: after status glyph and type. */
export const indent = 2 + typeWidth + 1;

/**
 * A job's first line: status, type and title, and on the right how far it is, or when it started and how long it
 * took.
 */
export function headRow(job: Job, context: RowContext): Row {
  const glyph = context.glyphs.statuses[job.status];
  return {
    left: [
      { text: `${glyph} `, style: signStyle(job, context) },
      { text: `${typeWord(job, context)} `, style: 'strong' },
      ...databaseColumn(job, context),
      ...titleOf(job, context),
    ],
    right: besideType[job.status](job, context),
  };
}

/** The name of the job's database, where there are several. */
function databaseColumn({ database }: Job, context: RowContext): readonly Part[] {
  if (database === undefined) return [];
  const name = pad(shownText(database, context), databaseWidth, 'left', context.glyphs.ellipsis);
  return [{ text: `${name} `, style: 'path' }];
}

/** Something wrong with a running or complete job shows in its sign too. */
function signStyle(job: Job, context: RowContext): StyleName {
  if (job.status === 'complete') return job.warnings ? 'warning' : 'complete';
  return (job.status === 'running' ? runningTrouble(job, context)[0]?.style : undefined) ?? job.status;
}

const typeWords: Readonly<Record<Exclude<JobType, 'other'>, string>> = {
  scan: 'SCAN',
  parse: 'PARSE',
  export: 'EXPORT',
  backtest: 'BACKTEST',
};

function typeWord(job: Job, context: RowContext): string {
  const word =
    job.type === 'other'
      ? shownText(job.typeText.slice(0, 100).toUpperCase(), context) || 'JOB'
      : typeWords[job.type];
  return pad(word, typeWidth, 'left', context.glyphs.ellipsis);
}

const besideType: Readonly<Record<JobStatus, (job: Job, context: RowContext) => readonly Part[]>> = {
  // A start in the future is shown below, with the reason for waiting.
  queued: (job, context) => ((job.startedAt ?? 0) > context.now ? [] : age(job.startedAt, context)),
  running: progress,
  complete: ended,
  failed: ended,
  cancelled: ended,
  other: ended,
};

/** `2h ago, took 1m 40s`: the age is that of the start, which the list is sorted by (behaviour 10.1). */
function ended(job: Job, context: RowContext): readonly Part[] {
  const began = age(job.startedAt ?? job.completedAt ?? job.updatedAt, context);
  const duration = durationOf(job, context.now);
  if (began.length === 0 || duration === null) return began;
  return [...began, { text: `, took ${spanText(duration)}`, style: 'dim', optional: true }];
}

function age(then: number | null, context: RowContext): readonly Part[] {
  const text = ageText(then, context.now);
  return text === '' ? [] : [{ text, style: 'dim' }];
}

/** Bar and percentage (behaviour 4.4, 4.6, 4.7); if a worker reports no progress, how long it has run. */
function progress(job: Job, context: RowContext): readonly Part[] {
  const share = fraction(job);
  if (share === null) {
    const text = job.startedAt === null ? 'running' : `running ${spanText(context.now - job.startedAt)}`;
    return [{ text, style: 'running' }];
  }
  const { barFull, barRest } = context.glyphs;
  const filled = filledCells(share);
  return [
    { text: barFull.repeat(filled), style: 'bar' },
    { text: barRest.repeat(barCells - filled), style: 'barRest' },
    { text: ` ${percentText(share).padStart(percentWidth)}`, style: 'plain' },
  ];
}
