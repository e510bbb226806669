import type { HeightOf } from '../../machine/state/state.js';
import type { Job, JobStatus } from '../../model/job.js';
import type { Density } from '../../model/saved-view.js';
import type { Appearance } from '../appearance.js';
import { contextOf } from '../context.js';
import type { Line } from '../frame.js';
import { type Part, type Row, rowLine, wholeWidth } from '../text/line.js';
import { cancelledRows, completeRows, failedRows, unknownRows } from './ended.js';
import { headRow, indent } from './head.js';
import { runningRows } from './running.js';
import type { RowContext } from './segments.js';
import { queuedRows } from './waiting.js';

/** A job's rows below its first line, by status. Their number depends on the job alone. */
const details: Readonly<Record<JobStatus, (job: Job, context: RowContext) => readonly (readonly Part[])[]>> =
  {
    queued: queuedRows,
    running: runningRows,
    complete: completeRows,
    failed: failedRows,
    cancelled: cancelledRows,
    other: unknownRows,
  };

/** A job as behaviour 4 draws it: one to four lines, each of exactly `width` cells. */
export function jobLines(job: Job, width: number, context: RowContext): readonly Line[] {
  const { ellipsis } = context.glyphs;
  return jobRows(job, context).map((row) => rowLine(row, width, ellipsis));
}

/** The same with nothing shortened: lines may be wider than `width`. */
export function wholeJobLines(job: Job, width: number, context: RowContext): readonly Line[] {
  const { ellipsis } = context.glyphs;
  return jobRows(job, context).map((row) => rowLine(row, Math.max(width, wholeWidth(row)), ellipsis));
}

/** How many lines a job takes in a list of that density. */
export function heightIn(density: Density): HeightOf {
  return density === 'compact' ? () => 1 : heightOf;
}

/** A job's lines in the comfortable list, including the blank one after it; the same at every width and time. */
export const heightOf: HeightOf = (job) => {
  const known = heights.get(job);
  if (known !== undefined) return known;
  const height = jobRows(job, nowhere).length + 1;
  heights.set(job, height);
  return height;
};

/** Jobs are immutable, and each frame asks for their heights many times. */
const heights = new WeakMap<Job, number>();

/** What is said of a job below its first line. */
export function detailRows(job: Job, context: RowContext): readonly (readonly Part[])[] {
  return details[job.status](job, context);
}

function jobRows(job: Job, context: RowContext): readonly Row[] {
  const margin: Part = { text: ' '.repeat(indent), style: 'plain' };
  const below = detailRows(job, context).map((parts): Row => ({ left: [margin, ...parts], right: [] }));
  return [headRow(job, context), ...below];
}

const plainest: Appearance = { unicode: true, home: null, databaseLabel: '', host: '', keys: [] };
const nowhere: RowContext = {
  ...contextOf(plainest, { now: 0, heldUntil: 0, size: { columns: 0, rows: 0 } }),
  progress: new Map(),
};
