import type { Job } from '../../model/job.js';
import { pictureOf } from './job-window.js';
import { isPanelOpen } from './mode-stack.js';
import type { JobsState } from './state.js';

/** The job that keys act on, as it is on the screen: the panel's, else the selected one; null if there is none. */
export function selectedJob(state: JobsState): Job | null {
  const picture = pictureOf(state.connection);
  const inPanel = isPanelOpen(state);
  const id = inPanel ? state.detailId : state.selection.id;
  const told = inPanel ? picture?.detail : undefined;
  if (told?.job.id === id && told !== null && told !== undefined) return told.job;
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
