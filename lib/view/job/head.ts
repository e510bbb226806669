import type { Job, JobType } from '../../model/job.js';
import { shownText } from '../appearance.js';
import type { StyleName } from '../frame.js';
import type { Part, Row } from '../text/line.js';
import { pad } from '../text/width.js';
import { besideTitle } from './beside-title.js';
import type { RowContext } from './row-context.js';
import { runningTrouble } from './running.js';
import { titleOf } from './title.js';

/** Cells of the type column (behaviour 3.1). */
const typeWidth = 8;
/** Cells of the column of databases' names. */
const databaseWidth = 10;

/** Where a job's title and all of its other lines begin: after status glyph and type. */
export const indent = 2 + typeWidth + 1;

/**
 * A job's first line: status, type and title, and on the right how far it is, or when it ended and how long it took.
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
    right: besideTitle(job, context),
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
