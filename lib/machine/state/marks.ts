import type { JobId } from '../../model/job.js';
import { type Marks, sizeOf } from '../../model/marks.js';
import { pictureOf } from './job-window.js';
import { isPanelOpen } from './mode-stack.js';
import type { JobsState } from './state.js';

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
