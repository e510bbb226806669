import { jobsOfWorker } from '../../model/filter.js';
import { chosenKey } from '../state/list-panel.js';
import type { JobsState } from '../state/state.js';
import { goTo, type Transition, toClipboard } from '../transition.js';
import { backToListOf } from './relisting.js';

/** Goes to the list, showing only the jobs that the chosen worker has taken up. */
export function showWorker(state: JobsState): Transition {
  const worker = chosenKey(state);
  if (worker === null) return goTo(state);
  return backToListOf(state, jobsOfWorker(worker, state.filter.cleared));
}

/** Copies the chosen worker's name. */
export function copyWorker(state: JobsState): Transition {
  const text = chosenKey(state);
  if (text === null) return goTo(state);
  return toClipboard(state, text, 'name of the worker');
}
