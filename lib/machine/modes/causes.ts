import { type CauseGroup, type Causes, causeText } from '../../model/causes.js';
import type { JobFilter } from '../../model/filter.js';
import { grouped } from '../../model/text.js';
import { pictureOf } from '../state/job-window.js';
import { chosenIndex } from '../state/list-panel.js';
import type { JobsState } from '../state/state.js';
import { goTo, type Transition, toClipboard } from '../transition.js';
import { backToListOf } from './relisting.js';

/** The causes that the panel shows; null until they have been read. */
export function causesOf({ connection }: JobsState): Causes | null {
  return pictureOf(connection)?.causes ?? null;
}

/** The cause that keys act on; null if there is none. */
export function chosenCause(state: JobsState): CauseGroup | null {
  const index = chosenIndex(state);
  return index === null ? null : (causesOf(state)?.groups[index] ?? null);
}

/** The filter for the failed jobs of a cause, among those that the panel counts. */
export function filterOf({ filter }: JobsState, { key, text }: CauseGroup): JobFilter {
  return { ...filter, statuses: ['failed'], cause: { key, text } };
}

/** Goes to the list, showing only the chosen cause's jobs. */
export function showCause(state: JobsState): Transition {
  const group = chosenCause(state);
  if (group === null) return goTo(state);
  return backToListOf(state, filterOf(state, group));
}

/**
 * Copies the chosen cause with its count: `7,048 × SchemaViolation at row <n>`; `at least 4,021 × …` while causes are
 * still being read.
 */
export function copyCause(state: JobsState): Transition {
  const group = chosenCause(state);
  if (group === null) return goTo(state);
  const least = causesOf(state)?.unread === 0 ? '' : 'at least ';
  const text = `${least}${grouped(group.count)} \u00d7 ${causeText(group)}`;
  return toClipboard(state, text, 'cause with its count');
}
