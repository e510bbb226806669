import { isArgument } from '../../model/filter/column-filter.js';
import { databaseOf, type Job, type JobId } from '../../model/job.js';
import { type Marks, sizeOf } from '../../model/marks.js';
import { locationOfOutput } from '../../model/output.js';
import { type Anchor, type JobWindow, type Picture, unrecorded } from '../../model/picture.js';
import { fieldColumns, usualColumns } from '../../model/saved-view.js';
import { type SortedBy, sortColumns, sortKeys } from '../../model/sort.js';
import { isPanelOpen } from './mode-stack.js';
import type { ColumnsDraft, Connection, JobsState } from './state.js';
import type { Copying } from './write-order.js';

/** The picture on the screen, or null if nothing has been read yet. */
export function pictureOf(connection: Connection): Picture | null {
  return connection.kind === 'live' || connection.kind === 'stale' ? connection.picture : null;
}

/** The columns that the dialog offers: its own, then those that the arguments of the loaded jobs have besides. */
export function offeredColumns({ connection }: JobsState, { rows }: ColumnsDraft): readonly string[] {
  return [...new Set([...rows, ...(pictureOf(connection)?.argKeys ?? [])])];
}

/** Columns of ours that some jobs may have a value for: all, and those of a list that nobody has chosen any for. */
export function recordedColumns({ connection }: Pick<JobsState, 'connection'>) {
  const lacking = unrecorded(pictureOf(connection));
  const among = (columns: typeof fieldColumns | typeof usualColumns) =>
    columns.filter((each) => !lacking.has(each));
  return { all: among(fieldColumns), usual: among(usualColumns) };
}

/**
 * What the dialog can sort by: besides keys and columns of ours that some jobs may have a value for, what the list is sorted
 * by, and arguments that it shows.
 */
export function offeredSorts({
  columns,
  connection,
  sort,
}: Pick<JobsState, 'columns' | 'connection' | 'sort'>): readonly SortedBy[] {
  const lacking = unrecorded(pictureOf(connection));
  const ours = [...sortKeys, ...sortColumns].filter((each) => each === sort.by || !lacking.has(each));
  return [...new Set([...ours, ...[...(columns ?? []), sort.by].filter(isArgument)])];
}

/** Whether the job at a position in the list is loaded. */
export function covers(window: JobWindow, index: number): boolean {
  return index >= window.first && index < window.first + window.jobs.length;
}

/** Whether the window is known to hold every matching job. */
export function isWhole({ counts, window }: Picture): boolean {
  return counts !== null && window.jobs.length >= window.matching;
}

/** The last job's position in the list; Infinity while the jobs are still being counted. */
export function lastPosition({ counts, window }: Picture): number {
  return counts === null ? Number.POSITIVE_INFINITY : window.matching - 1;
}

/** A job's position in the list, or null if it isn't loaded. */
export function positionOf(window: JobWindow, id: JobId | null): number | null {
  const offset = window.jobs.findIndex((job) => job.id === id);
  return offset < 0 ? null : window.first + offset;
}

/**
 * The position in the list that an anchor means, as far as the picture tells; Infinity for the last job while its
 * position is unknown.
 */
export function positionOfAnchor(picture: Picture, anchor: Anchor): number {
  const { window } = picture;
  const last = Math.max(0, lastPosition(picture));
  switch (anchor.kind) {
    case 'index':
      return Math.min(anchor.index, last);
    case 'job':
      return positionOf(window, anchor.id) ?? Math.min(anchor.index, last);
    case 'last':
      return last;
    case 'match':
    case 'new':
      return positionOf(window, anchor.from.id) ?? Math.min(anchor.from.index, last);
  }
}

/** The job that keys act on, as it is on the screen: the panel's, else the selected one; null if there is none. */
export function selectedJob(state: JobsState): Job | null {
  const picture = pictureOf(state.connection);
  const inPanel = isPanelOpen(state);
  const id = inPanel ? state.detailId : state.selection.id;
  const detail = inPanel ? picture?.detail : undefined;
  if (detail?.job.id === id && detail !== null && detail !== undefined) return detail.job;
  return picture?.window.jobs.find((job) => job.id === id) ?? null;
}

/** The jobs that an action applies to: the marked ones, else the selected one; in the panel always the panel's. */
export function jobsConcerned(state: JobsState): readonly Job[] {
  if (state.marked.size > 0 && !isPanelOpen(state)) return [...state.marked.values()].map(({ job }) => job);
  const job = selectedJob(state);
  return job === null ? [] : [job];
}

/** Whether the selection has reached the match, so that the search continues only to count the others. */
export function isAtMatch({ search, pending }: JobsState): boolean {
  return pending?.kind === 'match' && search?.isThere === true;
}

/**
 * The folder, or the file in it, to open for a job: its first output on a disk once it is complete, or for a scan
 * the folder that it scans.
 */
export function folderOf(job: Job): string | null {
  const recorded = job.outputs.list.find(({ path }) => path !== null)?.path ?? null;
  const written = job.outputs.count > 0 ? recorded : job.outputPath;
  const output = job.status === 'complete' ? written : null;
  return output ?? (job.type === 'scan' ? job.sourcePath : null);
}

/** The other host that a job's database is on, if there are several databases; null: this one. */
export function hostOf({ connection }: JobsState, jobId: JobId): string | null {
  const name = databaseOf(jobId);
  if (name === null) return null;
  return pictureOf(connection)?.databases?.find((database) => database.name === name)?.host ?? null;
}

/**
 * What the copy key copies: the command that a notice names, else the first thing that the selected job has; null if it
 * has nothing.
 */
export function copyOf(state: JobsState): Copying | null {
  const asked = state.copying ?? state.offered;
  if (asked !== null) return asked;
  const job = selectedJob(state);
  if (job === null) return null;
  const jobId = job.id;
  const host = hostOf(state, jobId);
  const error = job.errorMessage ?? job.failures[0]?.error ?? null;
  if (job.outputPath !== null) {
    const others = job.outputs.list.slice(1).map(locationOfOutput);
    return {
      ...{ jobId, ...copiedFrom(host, job.outputPath), what: 'output path' },
      ...(others.length > 0 && { others: { locations: others, count: job.outputs.count - 1 } }),
    };
  }
  if (job.sourcePath !== null) return { jobId, ...copiedFrom(host, job.sourcePath), what: 'source path' };
  return error === null ? null : { jobId, text: error, what: 'error' };
}

/** A path as other hosts know it, `host:/path`, or in a container `docker://name/path`; anything that isn't a path on a disk stays as it is. */
function copiedFrom(host: string | null, path: string): Pick<Copying, 'text' | 'path'> {
  const isElsewhere = host !== null && !/^[A-Za-z][\w+.-]*:\/\//.test(path);
  if (isElsewhere && host.includes('://')) return { text: `${host}${path}`, path };
  const named = host?.includes(':') ? `[${host}]` : host;
  return isElsewhere ? { text: `${named}:${path}`, path } : { text: path };
}

/** Whether the operator has marked jobs. */
export function hasMarks({ marked, allMarked }: Pick<JobsState, 'marked' | 'allMarked'>): boolean {
  return marked.size > 0 || allMarked !== null;
}

/** Whether the job with this id, which is in the list, is marked. */
export function isMarked({ marked, allMarked }: Pick<JobsState, 'marked' | 'allMarked'>, id: JobId): boolean {
  return allMarked === null ? marked.has(id) : !allMarked.but.has(id);
}

/** Whether actions apply to all jobs of the list, except some. */
export function actsOnAll(state: JobsState): boolean {
  return state.allMarked !== null && !isPanelOpen(state);
}

/** What is known of all marked jobs; null if not all are marked, or until they have been read. */
export function marksIn({ allMarked, connection }: JobsState): Marks | null {
  return allMarked === null ? null : (pictureOf(connection)?.marks ?? null);
}

/** How many jobs are marked. */
export function markedCount(state: JobsState): number {
  const { marked, allMarked, connection } = state;
  if (allMarked === null) return marked.size;
  const marks = marksIn(state);
  // A job was in the list when it was unmarked.
  return marks === null
    ? Math.max(0, (pictureOf(connection)?.window.matching ?? 0) - allMarked.but.size)
    : sizeOf(marks.tally) + marks.but - allMarked.but.size;
}

/** Whether there is no job in the list that isn't marked. */
export function areAllMarked(state: JobsState): boolean {
  const window = pictureOf(state.connection)?.window;
  if (window === undefined || window.matching === 0) return false;
  if (state.allMarked !== null) return markedCount(state) >= window.matching;
  return window.jobs.length === window.matching && window.jobs.every(({ id }) => state.marked.has(id));
}
