import type { Clearing } from '../../model/filter.js';
import type { Picture } from '../../model/picture.js';
import { relisted } from '../state/listed.js';
import type { JobsState } from '../state/state.js';
import { goTo, readAgain, type Transition } from '../transition.js';

/** Hides completed jobs from this operator's list: those that the next picture lists. */
export function clearCompleted(state: JobsState): Transition {
  const notice = { tone: 'working', text: 'Hiding completed jobs', at: null } as const;
  return readAgain({ ...state, clearing: true, marked: new Map(), allMarked: null, notice });
}

/** Shows them again. */
export function showCleared(state: JobsState): Transition {
  const notice = {
    tone: 'working',
    text: 'Showing hidden jobs',
    onceListed: 'Hidden jobs are shown again',
    at: null,
  } as const;
  return readAndRemember({ ...recleared(state, null), notice });
}

/** Hides the completed jobs that a picture lists, if that was asked for; null if it wasn't. */
export function takeClearing(state: JobsState, picture: Picture): Transition | null {
  if (!state.clearing || picture.clearing === undefined) return null;
  if (picture.clearing === null) {
    const notice = { tone: 'nothing', text: 'No completed jobs to hide', at: null } as const;
    return { state: { ...state, clearing: false, notice }, commands: [] };
  }
  const notice = {
    tone: 'working',
    text: 'Hiding completed jobs',
    onceListed: 'Completed jobs are hidden; X shows them again',
    at: null,
  } as const;
  return readAndRemember({ ...recleared(state, picture.clearing), clearing: false, notice });
}

function recleared(state: JobsState, cleared: Clearing | null): JobsState {
  return relisted(state, { ...state.filter, cleared }, { ...state.savedFilter, cleared });
}

/** Reads another list, and saves the choice. */
function readAndRemember(state: JobsState): Transition {
  return goTo(state, { type: 'read' }, { type: 'remember' });
}
