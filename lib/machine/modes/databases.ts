import { pictureOf } from '../state/job-window.js';
import { chosenKey } from '../state/list-panel.js';
import type { JobsState } from '../state/state.js';
import { goTo, type Transition, toClipboard } from '../transition.js';
import { backToListOf } from './relisting.js';

/** Goes to the list, showing only the chosen database; all databases if only that one was shown already. */
export function showDatabase(state: JobsState): Transition {
  const chosen = chosenKey(state);
  if (chosen === null) return goTo(state);
  const { database, ...filter } = state.filter;
  return backToListOf(state, database === chosen ? filter : { ...filter, database: chosen });
}

/** Copies the path of the chosen database. */
export function copyDatabase(state: JobsState): Transition {
  const chosen = chosenKey(state);
  const text = pictureOf(state.connection)?.databases?.find(({ name }) => name === chosen)?.path;
  if (text === undefined) return goTo(state);
  return toClipboard(state, text, 'path of the database');
}
