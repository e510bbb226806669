import type { Picture, PictureRequest } from '../model/picture.js';
import { covers, isWhole, pictureOf, positionOf, positionOfAnchor } from './job-window.js';
import { isBeyondFirstScreen, linesAbove, selectAt } from './selecting.js';
import type { JobsState } from './state.js';
import type { Surroundings, Transition } from './transition.js';
import { requestFor } from './window-request.js';

/**
 * Takes a new picture: the operator's wish to go somewhere is settled if the picture leads there; otherwise the
 * selected job stays selected and on its screen line, or gives way to the job now at its place if it is gone.
 * A picture that can do neither, because it answers an older request, changes nothing and is asked for again.
 */
export function takePicture(
  state: JobsState,
  picture: Picture,
  request: PictureRequest | undefined,
  surroundings: Surroundings,
): Transition {
  const window = picture.window;
  const next: JobsState = {
    ...state,
    connection: { kind: 'live', picture },
    progress: surroundings.recordProgress(state.progress, window.jobs, picture.asOf),
  };
  const asking = (asker: JobsState): Transition['commands'] => [{ type: 'read', request: requestFor(asker) }];
  // Older than what it replaces: overtaken on its way, or the clock was set back. Only a new read can tell.
  const isOlder = picture.asOf < (pictureOf(state.connection)?.asOf ?? picture.asOf);
  const settle = (settled: JobsState): Transition => ({
    state: settled,
    commands: isOlder || settled.pending !== null ? asking(settled) : [],
  });

  if (window.matching === 0) return settle(withoutJobs(next));

  if (state.pending !== null) {
    const target = positionOfAnchor(window, state.pending);
    if (covers(window, target)) {
      return settle(arriveAt({ ...next, pending: null }, state, target, surroundings));
    }
  }
  const kept = keepSelection(next, request, surroundings);
  return kept === null ? { state, commands: asking(state) } : settle(kept);
}

/** The list without a job: nothing is selected, and what comes in is shown from its top. */
function withoutJobs(state: JobsState): JobsState {
  return {
    ...state,
    selection: { id: null, index: 0 },
    viewport: { ...state.viewport, selectedLine: 0, pinned: true },
    pending: null,
  };
}

/** Selects the job that the operator went to. `before` is the state that he sees. */
function arriveAt(next: JobsState, before: JobsState, target: number, { heightOf }: Surroundings): JobsState {
  const window = pictureOf(next.connection)?.window;
  const origin = window && positionOf(window, before.selection.id);
  // From a job that is still at hand the list scrolls no further than it must; from one that isn't, the target
  // comes in at the edge that it lies behind.
  const line =
    window && typeof origin === 'number'
      ? before.viewport.selectedLine +
        linesAbove(window, target, heightOf) -
        linesAbove(window, origin, heightOf)
      : target < before.selection.index
        ? 0
        : before.viewport.lines;
  return selectAt(next, target, line, heightOf);
}

/** The state with the selection settled in its new picture, or null where the picture leaves it open. */
function keepSelection(
  next: JobsState,
  request: PictureRequest | undefined,
  { heightOf }: Surroundings,
): JobsState | null {
  const window = pictureOf(next.connection)?.window;
  const firstJob = window?.jobs[0];
  if (window === undefined) return null;
  const { selection, viewport } = next;
  const last = window.matching - 1;

  if (viewport.pinned && window.first === 0 && firstJob !== undefined) {
    const position = positionOf(window, selection.id) ?? Math.min(selection.index, last);
    // The top of the list matters more than a job that no longer fits below it.
    const selected = isBeyondFirstScreen(window, position, viewport.lines, heightOf) ? 0 : position;
    return selectAt(next, selected, linesAbove(window, selected, heightOf), heightOf);
  }

  const position = positionOf(window, selection.id);
  if (position !== null) return selectAt(next, position, viewport.selectedLine, heightOf);

  if (selection.id === null) {
    // The first jobs ever seen: any will do, the nearest best.
    const nearest = Math.max(window.first, Math.min(selection.index, window.first + window.jobs.length - 1));
    return covers(window, nearest) ? selectAt(next, nearest, 0, heightOf) : null;
  }
  const index = Math.min(selection.index, last);
  const isGone = isWhole(window) || request === undefined || asksFor(request, selection.id);
  return isGone && covers(window, index) ? selectAt(next, index, viewport.selectedLine, heightOf) : null;
}

/** Whether an answer without the job means that the job is gone. */
function asksFor(request: PictureRequest, id: string): boolean {
  return request.anchor.kind === 'job' && request.anchor.id === id;
}
