import { countsAll } from '../../model/databases.js';
import type { JobId } from '../../model/job.js';
import { type Digest, lookAt, newFrom } from '../../model/look.js';
import { isCounted, type Picture } from '../../model/picture.js';
import type { JobsEvent } from '../state/event.js';
import { pictureOf } from '../state/job-window.js';
import { digestIn, isLooking } from '../state/news.js';
import type { JobsState, Looking } from '../state/state.js';
import { goTo, readAgain, type Transition } from '../transition.js';

/** An operator who was away for less, ms, isn't told what is new. */
const leastAwayMs = 60_000;
/** What was seen last is kept for the next start no more often than this, ms. */
const keepMs = 5000;
/** No more jobs are remembered as seen. */
const mostSeen = 2000;

/** The terminal's focus came or went. */
export function takeFocus(
  state: JobsState,
  { focused, at }: Extract<JobsEvent, { type: 'focus' }>,
): Transition {
  const { looking } = state;
  if (looking.focused === focused) return goTo(state);
  if (!focused) {
    // They were looking until now, so they have seen what is on the screen.
    const left = looked(state, at);
    return keeping(withLooking(left, { focused, leftAt: at }), at, true);
  }
  const { leftAt, last, since } = looking;
  const back = withLooking(state, { focused, leftAt: null });
  const isLong = leftAt !== null && at - leftAt >= leastAwayMs;
  if (!isLong || since !== null || last === null) return goTo(back);
  return readAgain(withLooking(back, { since: last, seen: new Set() }));
}

/** A pressed key shows that the operator is there. `before` is the state in which they pressed it. */
export function watched(before: JobsState, { state, commands }: Transition): Transition {
  const at = state.pressedAt;
  if (at === null || state === before) return { state, commands };
  const { looking, selection } = state;
  if (looking.since !== null) return { state: withSeen(state, selection.id), commands };
  const saved = isLooking(state, at) ? keeping(looked(state, at), at) : goTo(state);
  return { state: saved.state, commands: [...commands, ...saved.commands] };
}

/**
 * The operator has seen at an instant (ms) what is on the screen. While there is news to acknowledge, nothing changes.
 */
export function looked(state: JobsState, at: number): JobsState {
  const { connection, looking } = state;
  const picture = pictureOf(connection);
  if (looking.since !== null || picture === null || !isCounted(picture) || !countsAll(picture)) return state;
  // Later changes aren't on the screen yet.
  const isNow = connection.kind === 'live' && connection.overtakenSince === undefined;
  return withLooking(state, {
    last: lookAt(picture, isNow ? Math.max(at, picture.asOf) : picture.asOf, looking.last),
  });
}

/** Saves what was seen last for the next start, unless that was done recently and isn't urgent. */
export function keeping(state: JobsState, at: number, isUrgent = false): Transition {
  const { savedAt, last } = state.looking;
  const isDue = savedAt === null || Math.abs(at - savedAt) >= keepMs;
  if (last === null || !(isDue || isUrgent)) return goTo(state);
  return goTo(withLooking(state, { savedAt: at }), { type: 'keep' });
}

/** The operator knows what is new. */
export function acknowledge(state: JobsState): Transition {
  const at = state.pressedAt ?? pictureOf(state.connection)?.asOf ?? 0;
  return keeping(acknowledged(state), at, true);
}

/** Goes to the next new job that hasn't been selected yet; if none is left, acknowledges what is new. */
export function stepToNew(state: JobsState): Transition {
  const { looking, pending, selection, viewport } = state;
  if (looking.since === null) return goTo(state);
  // A step under way is another one if a job has been seen since: the one that was selected when it began.
  if (pending?.kind === 'new' && pending.seen.length === looking.seen.size) return goTo(state);
  const wanted = {
    kind: 'new',
    since: newFrom(looking.since),
    from: selection,
    seen: [...looking.seen],
  } as const;
  return readAgain({ ...state, pending: wanted, viewport: { ...viewport, pinned: false } });
}

/** The state with the result of the step, before the selection moves. */
export function withStep(state: JobsState, { found }: Picture): JobsState {
  const arrived: JobsState = { ...state, pending: null };
  const digest = digestIn(state);
  if (found === undefined || found.index !== null || digest === null) return arrived;
  if (found.matches === 0 && endedIn(digest) > 0)
    return { ...arrived, notice: { tone: 'nothing', text: 'No new job is in this list', at: null } };
  return acknowledged(arrived);
}

/** The state after a job has been selected while there is news. */
export function withSeen(state: JobsState, id: JobId | null): JobsState {
  const { since, seen } = state.looking;
  if (since === null || id === null || seen.has(id)) return state;
  const all = [...seen, id];
  return withLooking(state, { seen: new Set(all.slice(-mostSeen)) });
}

function acknowledged(state: JobsState): JobsState {
  const at = state.pressedAt ?? pictureOf(state.connection)?.asOf ?? 0;
  return looked(withLooking(state, { since: null, seen: new Set() }), at);
}

function endedIn({ done, failed, cancelled }: Digest): number {
  return done + failed + cancelled;
}

function withLooking(state: JobsState, looking: Partial<Looking>): JobsState {
  return { ...state, looking: { ...state.looking, ...looking } };
}
