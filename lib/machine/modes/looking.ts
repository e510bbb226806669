import type { JobId } from '../../model/job.js';
import { type Digest, lookAt, newFrom } from '../../model/look.js';
import { isCounted, type Picture } from '../../model/picture.js';
import type { JobsEvent } from '../state/event.js';
import { pictureOf } from '../state/job-window.js';
import type { Looking } from '../state/looking.js';
import { digestIn, isLooking } from '../state/news.js';
import type { JobsState } from '../state/state.js';
import { goTo, readAgain, type Transition } from '../transition.js';

/** Whoever was away for less, ms, has missed nothing that they need to be told. */
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
    // Until now they were looking: what is on the screen, they saw.
    const left = looked(state, at);
    return keeping(withLooking(left, { focused, leftAt: at }), at, true);
  }
  const { leftAt, last, since } = looking;
  const back = withLooking(state, { focused, leftAt: null });
  const isLong = leftAt !== null && at - leftAt >= leastAwayMs;
  if (!isLong || since !== null || last === null) return goTo(back);
  return readAgain(withLooking(back, { since: last, seen: new Set() }));
}

/** What a key says of where the operator looks. `before` is the state in which they pressed it. */
export function watched(before: JobsState, { state, commands }: Transition): Transition {
  const at = state.pressedAt;
  if (at === null || state === before) return { state, commands };
  const { looking, selection } = state;
  if (looking.since !== null) return { state: withSeen(state, selection.id), commands };
  const kept = isLooking(state, at) ? keeping(looked(state, at), at) : goTo(state);
  return { state: kept.state, commands: [...commands, ...kept.commands] };
}

/** The state in which the operator has seen at an instant (ms) what is on the screen, unless there is news to acknowledge. */
export function looked(state: JobsState, at: number): JobsState {
  const { connection, looking } = state;
  const picture = pictureOf(connection);
  if (looking.since !== null || picture === null || !isCounted(picture)) return state;
  // What is new by now isn't on the screen yet.
  const isNow = connection.kind === 'live' && connection.overtakenSince === undefined;
  return withLooking(state, {
    last: lookAt(picture, isNow ? Math.max(at, picture.asOf) : picture.asOf, looking.last),
  });
}

/** Has what was seen last kept for the next start, where that wasn't done just now. */
export function keeping(state: JobsState, at: number, isUrgent = false): Transition {
  const { keptAt, last } = state.looking;
  const isDue = keptAt === null || Math.abs(at - keptAt) >= keepMs;
  if (last === null || !(isDue || isUrgent)) return goTo(state);
  return goTo(withLooking(state, { keptAt: at }), { type: 'keep' });
}

/** The operator knows what is new. */
export function acknowledge(state: JobsState): Transition {
  const at = state.pressedAt ?? pictureOf(state.connection)?.asOf ?? 0;
  return keeping(acknowledged(state), at, true);
}

/** To the next new job that hasn't been selected yet; where none is left, what is new is acknowledged. */
export function stepToNew(state: JobsState): Transition {
  const { looking, pending, selection, viewport } = state;
  if (looking.since === null || pending?.kind === 'new') return goTo(state);
  const wanted = {
    kind: 'new',
    since: newFrom(looking.since),
    from: selection,
    seen: [...looking.seen],
  } as const;
  return readAgain({ ...state, pending: wanted, viewport: { ...viewport, pinned: false } });
}

/** The state with what the step found, before the selection goes there. */
export function withStep(state: JobsState, { found }: Picture): JobsState {
  const arrived: JobsState = { ...state, pending: null };
  const digest = digestIn(state);
  if (found === undefined || found.index !== null || digest === null) return arrived;
  if (found.matches === 0 && endedIn(digest) > 0)
    return { ...arrived, notice: { tone: 'nothing', text: 'No new job is in this list', at: null } };
  return acknowledged(arrived);
}

/** The state in which a job has been selected while there is news. */
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
