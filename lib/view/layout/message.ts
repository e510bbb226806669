import { isParticular, type JobFilter, listingFilter } from '../../model/filter.js';
import type { JobStatus } from '../../model/job.js';
import type { JobCounts, Picture, ReadProgress } from '../../model/picture.js';
import type { Problem, ProblemCode } from '../../model/problem.js';
import { shownPath, shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { bytesText, countText } from '../format/numbers.js';
import { briefDuration } from '../format/times.js';
import type { Line, StyleName } from '../frame.js';
import { blankLine, fitLine } from '../text/line.js';
import { fitPath, wrap } from '../text/width.js';
import { isWaiting } from '../words/connection-words.js';
import { margin } from './layout.js';

/** The text in place of the list if there is none: paragraphs of clean text, with empty ones for blank lines. */
export type Message = readonly Paragraph[];

/** One paragraph; a path stays on one line. */
export interface Paragraph {
  readonly text: string;
  readonly style: StyleName;
  readonly isPath?: boolean;
}

const gap: Paragraph = { text: '', style: 'plain' };

/** Nothing, or not enough, has been read yet; progress is shown as soon as it is known. */
export function loadingMessage(progress: ReadProgress | null, context: ViewContext): Message {
  const { ellipsis } = context.glyphs;
  if (progress === null) {
    return [{ text: `Reading the database${ellipsis}`, style: 'notice' }, fileOf(context)];
  }
  const { bytesRead, databaseBytes } = progress;
  const read = `Read ${bytesText(bytesRead)} of ${bytesText(databaseBytes)}`;
  return [countingHeading(context), fileOf(context), gap, { text: read, style: 'dim' }];
}

function countingHeading(context: ViewContext): Paragraph {
  return { text: `Counting the jobs${context.glyphs.ellipsis}`, style: 'notice' };
}

/** There is no job to show: the queue is empty, or the filter excludes all jobs, or that isn't known yet. */
export function noJobsMessage(picture: Picture, filter: JobFilter, context: ViewContext): Message {
  const alone = picture.databases?.find(({ name }) => name === filter.database);
  if (alone?.problem && !alone.isListed) return aloneMessage(alone.problem, context);
  // They are about to be listed.
  if (listingFilter(filter, picture.counts) !== filter) return loadingMessage(null, context);
  if (picture.counts === null) return [countingHeading(context), fileOf(context)];
  const hidden = hiddenJobs(picture.counts, filter);
  if (hidden === '') {
    return [
      { text: 'No jobs yet', style: 'notice' },
      fileOf(context),
      gap,
      { text: 'Jobs appear here as soon as they are in the queue.', style: 'dim' },
    ];
  }
  // Jobs that were cleared away are hidden too, and no filter brings them back.
  const by = filter.cleared === null ? ' by the filter' : '';
  const message: Paragraph[] = [
    { text: `No match. Hidden${by}: ${hidden}`, style: 'notice' },
    fileOf(context),
  ];
  if (filter.cleared !== null)
    message.push(gap, { text: 'X shows the completed jobs that are hidden.', style: 'dim' });
  return message;
}

const headings: Readonly<Record<ProblemCode, string>> = {
  missing: 'Waiting for the database',
  empty: 'Waiting for the database',
  'not-a-file': 'This is not a database file',
  unreadable: 'The database cannot be read',
  'not-a-database': 'This is not a SQLite database',
  duckdb: 'This is a DuckDB database',
  damaged: 'The database is damaged',
  foreign: 'There is no job queue in this database',
  busy: 'The database is busy',
  'no-memory': 'There is too little address space',
  failed: 'The database cannot be read',
  'no-link': 'There is no link to the host',
  'no-access': 'The host does not show its database',
  'no-server': 'There is no answer from the server',
  locked: 'The queue is locked',
  'no-entry': 'The server does not show the queue',
  'too-much': 'The answer is too large',
  silent: 'The database does not answer',
};

/**
 * Reads have failed since the start: the problem, the file, what to do, and for unexpected errors the system's
 * message.
 */
export function problemMessage(problem: Problem, since: number, context: ViewContext): Message {
  const about = aboutProblem(problem, context);
  const waited = context.now - since;
  if (waited < 1000 || isOther(problem)) return about;
  return [...about, gap, { text: `Waiting for ${briefDuration(waited)}`, style: 'dim' }];
}

/** Whether the path leads to something else, which won't become a queue by waiting. */
function isOther({ code }: Problem): boolean {
  return code === 'not-a-file' || code === 'duckdb';
}

/** The database that is shown alone can't be read, but others can. */
function aloneMessage(problem: Problem, context: ViewContext): Message {
  return [...aboutProblem(problem, context), gap, { text: 'Backspace shows the others.', style: 'dim' }];
}

function aboutProblem(problem: Problem, context: ViewContext): Message {
  const paragraphs: Paragraph[] = [
    { text: headings[problem.code], style: isWaiting(problem) ? 'notice' : 'error' },
    { text: shownPath(problem.file, context), style: 'path', isPath: true },
    gap,
    { text: shownText(problem.sentence, context), style: 'plain' },
    { text: shownText(problem.advice, context), style: 'plain' },
    { text: problem.code === 'failed' ? shownText(problem.detail ?? null, context) : '', style: 'dim' },
  ];
  return paragraphs.filter((paragraph) => paragraph === gap || paragraph.text !== '');
}

function fileOf(context: ViewContext): Paragraph {
  return { text: shownPath(context.databaseLabel, context), style: 'path', isPath: true };
}

const words: readonly (readonly [status: JobStatus, word: string])[] = [
  ['failed', 'failed'],
  ['running', 'running'],
  ['complete', 'done'],
  ['queued', 'queued'],
  ['cancelled', 'cancelled'],
  ['other', 'other'],
];

/** `45 queued jobs`, `45 queued, 3 cancelled jobs`: the jobs that the filter excludes; empty if there are none. */
function hiddenJobs(counts: JobCounts, filter: JobFilter): string {
  const narrows = filter.types !== null || isParticular(filter);
  const clears = filter.cleared !== null;
  const hidden = words.filter(
    ([status]) =>
      counts[status] > 0 &&
      (narrows || (clears && status === 'complete') || !(filter.statuses?.includes(status) ?? true)),
  );
  if (hidden.length === 0) return '';
  const total = hidden.reduce((sum, [status]) => sum + counts[status], 0);
  const list = hidden.map(([status, word]) => `${countText(counts[status])} ${word}`).join(', ');
  return `${list} ${total === 1 ? 'job' : 'jobs'}`;
}

/** A message as the lines of a panel: wrapped, a little above its middle, each line exactly `width` cells. */
export function messageLines(
  message: Message,
  width: number,
  height: number,
  context: ViewContext,
): readonly Line[] {
  const inner = width - 2 * margin;
  const { ellipsis } = context.glyphs;
  const lines = message.flatMap((paragraph) =>
    textLines(paragraph, inner, ellipsis).map(
      (text): Line => [...blankLine(margin), ...fitLine([{ text, style: paragraph.style }], width - margin)],
    ),
  );
  const above = Math.max(0, Math.floor((height - lines.length) / 3));
  return Array.from({ length: height }, (_, row) => lines[row - above] ?? blankLine(width));
}

/**
 * A paragraph as lines of at most `width` cells: a path stays on one line, an empty paragraph becomes an empty
 * line.
 */
export function textLines(paragraph: Paragraph, width: number, ellipsis: string): string[] {
  if (paragraph.isPath) return [fitPath(paragraph.text, width, ellipsis)];
  return paragraph.text === '' ? [''] : wrap(paragraph.text, width);
}
