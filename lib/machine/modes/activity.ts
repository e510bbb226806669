import { type FeedEntry, feedSentence } from '../../model/feed.js';
import { chosenIndex } from '../state/list-panel.js';
import { back } from '../state/mode-stack.js';
import type { JobsState } from '../state/state.js';
import { goTo, readAgain, type Transition, toClipboard } from '../transition.js';

/** The entry of the feed that keys act on; null if there is none. */
export function chosenEntry(state: JobsState): FeedEntry | null {
  const index = chosenIndex(state);
  return index === null ? null : (state.feed[index] ?? null);
}

/** Goes to the chosen entry's job in the list, if it is there. */
export function showEntry(state: JobsState): Transition {
  const id = chosenEntry(state)?.jobId ?? null;
  if (id === null) return goTo(state);
  const list = back(state);
  const viewport = { ...list.viewport, pinned: false };
  return readAgain({
    ...list,
    viewport,
    pending: { kind: 'job', id, index: list.selection.index, isSought: true },
  });
}

/** Copies the chosen entry as a sentence. */
export function copyEntry(state: JobsState): Transition {
  const entry = chosenEntry(state);
  if (entry === null) return goTo(state);
  const text = `${new Date(entry.at).toISOString()} ${feedSentence(entry)}`;
  return toClipboard(state, text, 'entry');
}
