import { carryOut } from './carry-out.js';
import { back, over } from './mode-stack.js';
import type { JobsState } from './state.js';
import { goTo, ordering, type Transition } from './transition.js';
import { requestFor } from './window-request.js';
import type { Question, WriteOrder } from './writing.js';

/** Asks before something is done. The dialog opens on "no". */
export function ask(state: JobsState, order: WriteOrder, count: number): Transition {
  const question: Question = { order, count, yes: false };
  // What the last key did is past; what is still under way is not.
  const notice = state.notice?.tone === 'working' ? state.notice : null;
  return goTo({ ...over(state, 'CONFIRM'), question, notice });
}

/** Chooses "no" (to the left) or "yes". */
export function chooseAnswer(state: JobsState, by: 1 | -1): JobsState {
  return state.question === null ? state : { ...state, question: { ...state.question, yes: by === 1 } };
}

/** Answers with what is chosen. */
export function takeAnswer(state: JobsState): Transition {
  return answer(state, state.question?.yes ?? false);
}

/** Closes the dialog, and does what it asked about if the answer is yes. What changed meanwhile is shown now. */
export function answer(state: JobsState, yes: boolean): Transition {
  const { question } = state;
  const closed: JobsState = { ...back(state), question: null };
  const { state: next, commands } =
    question !== null && yes ? carryOut(closed, question.order) : goTo(closed);
  return ordering(next, ...commands, { type: 'read', request: requestFor(next) });
}
