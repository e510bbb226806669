import type { JobId } from '../../model/job.js';
import type { JobWindow } from '../../model/picture.js';
import { areAllMarked, selectedJob } from '../state/job-window.js';
import type { AllMarks, JobsState } from '../state/state.js';
import { type SeenJob, seen } from '../state/write-order.js';
import { goTo, readAgain, type Transition, type ViewMetrics } from '../transition.js';
import { navigateJobs } from './job-list.js';

/** Marks the selected job, or removes its mark, and moves to the next one. */
export function mark(state: JobsState, _: unknown, view: ViewMetrics): Transition {
  const job = selectedJob(state);
  if (job === null) return goTo(state);
  if (state.allMarked !== null) return markAmongAll(state, job.id, state.allMarked, view);
  const marked = new Map(state.marked);
  if (!marked.delete(job.id)) marked.set(job.id, seen(job));
  return navigateJobs({ ...state, marked }, { kind: 'items', by: 1 }, view);
}

function markAmongAll(state: JobsState, id: JobId, { but: old }: AllMarks, view: ViewMetrics): Transition {
  const but = new Set(old);
  if (!but.delete(id)) but.add(id);
  const moved = navigateJobs({ ...state, allMarked: { but } }, { kind: 'items', by: 1 }, view);
  // The statuses of the other marked jobs have yet to be read.
  return readAgain(moved.state);
}

/** Marks all jobs that pass the filter, including later ones; if all are marked, removes the marks. */
export function markAll(state: JobsState): Transition {
  const marked = new Map();
  if (areAllMarked(state)) return goTo({ ...state, marked, allMarked: null });
  return readAgain({ ...state, marked, allMarked: { but: new Set() } });
}

/** Removes all marks and the search. */
export function unmark(state: JobsState): JobsState {
  const { pending } = state;
  return {
    ...state,
    marked: new Map(),
    allMarked: null,
    search: null,
    pending: pending?.kind === 'match' ? null : pending,
  };
}

/**
 * The marks, with their jobs as a new picture shows them; jobs that it doesn't hold stay as they were last seen.
 */
export function refreshed(
  marked: ReadonlyMap<JobId, SeenJob>,
  window: JobWindow,
): ReadonlyMap<JobId, SeenJob> {
  if (marked.size === 0) return marked;
  const next = new Map(marked);
  for (const job of window.jobs) if (next.has(job.id)) next.set(job.id, seen(job));
  return next;
}
