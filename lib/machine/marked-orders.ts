import { listingFilter } from '../model/filter.js';
import { changeable, type JobAction } from '../model/marks.js';
import { ask } from './orders.js';
import { pictureOf } from './state/job-window.js';
import { marksIn } from './state/marks.js';
import type { JobsState } from './state/state.js';
import { goTo, type Transition } from './transition.js';

/**
 * Changes those marked jobs that the action can change, after the operator has said yes. Which jobs those are is read
 * while the question is open.
 */
export function askAboutMarks(state: JobsState, change: JobAction): Transition {
  const marks = marksIn(state);
  if (marks === null) return goTo(state);
  const filter = listingFilter(state.filter, pictureOf(state.connection)?.counts ?? null);
  const order = { action: 'all-marked', change, filter, rows: null } as const;
  const { state: next, commands } = ask(state, order, changeable(marks.tally, change), marks.tally);
  return goTo(next, ...commands, { type: 'read' });
}
