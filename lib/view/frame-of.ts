import type { Connection, JobsState } from '../machine/state.js';
import type { Picture } from '../model/picture.js';
import { type Appearance, glyphsOf } from './appearance.js';
import { borderLines } from './border.js';
import { noticeOf, stateWord, watchNoticeOf } from './connection-words.js';
import { footerLine } from './footer.js';
import type { Frame, Line, Rect, Size } from './frame.js';
import { helpLines } from './help.js';
import type { Sight } from './job/sight.js';
import { isLargeEnough, layoutOf, margin } from './layout.js';
import { blankLine, rowLine } from './line.js';
import { listProps } from './list.js';
import { loadingMessage, type Message, noJobsMessage, problemMessage } from './message.js';
import { messageLines } from './message-lines.js';
import { statusLine } from './status-bar.js';
import { tooSmallFrame } from './too-small.js';
import { windowTitle } from './window-title.js';

/**
 * The whole screen for a state at a size and an instant (ms since the epoch): the one function between state
 * machine and widgets. Total: whatever the state holds, every line has exactly its widget's width. `watchNotice` says
 * what hampers the watch for changes, if anything does.
 */
export function frameOf(
  state: JobsState,
  size: Size,
  now: number,
  appearance: Appearance,
  watchNotice: string | null = null,
): Frame {
  const title = windowTitle(state.connection, appearance);
  if (!isLargeEnough(size)) return tooSmallFrame(size, title, appearance);
  const layout = layoutOf(size);
  return {
    size,
    title,
    border: borderLines(size, layout, stateWord(state.connection, now), appearance),
    status: statusOf(state, layout.status, now, appearance, watchNotice),
    ...bodyOf(state, layout.list, now, appearance),
    footer: {
      rect: layout.footer,
      lines: [indented(layout.footer.width, (width) => footerLine(appearance.keys, state, width))],
    },
  };
}

/** The list, or what stands in its place. */
function bodyOf(
  state: JobsState,
  rect: Rect,
  now: number,
  appearance: Appearance,
): Pick<Frame, 'list' | 'panel'> {
  if (state.mode === 'HELP') return { list: null, panel: { rect, lines: helpOf(state, rect, appearance) } };
  const { connection } = state;
  const window = pictureOf(connection)?.window;
  if (window === undefined || window.matching === 0) {
    const message = messageFor(state, now, appearance);
    const lines = messageLines(message, rect.width, rect.height, appearance);
    return { list: null, panel: { rect, lines } };
  }
  const sight: Sight = {
    appearance,
    now,
    heldUntil: connection.kind === 'stale' ? connection.since : now,
    progress: state.progress,
  };
  return { list: { rect, props: listProps(window, state, rect.width, rect.height, sight) }, panel: null };
}

function pictureOf(connection: Connection): Picture | null {
  return connection.kind === 'live' || connection.kind === 'stale' ? connection.picture : null;
}

/** What to say where there is no job to list. */
function messageFor(state: JobsState, now: number, appearance: Appearance): Message {
  const { connection } = state;
  switch (connection.kind) {
    case 'loading':
      return loadingMessage(appearance);
    case 'down':
      return problemMessage(connection.problem, connection.since, now, appearance);
    case 'live':
    case 'stale':
      return noJobsMessage(connection.picture, state.filter, appearance);
  }
}

/**
 * Counts and totals; below them, or at short heights in place of the totals, what is wrong with the connection. What
 * is wrong with the watch alone gives way to all of these.
 */
function statusOf(
  state: JobsState,
  rect: Rect,
  now: number,
  appearance: Appearance,
  watchNotice: string | null,
): Frame['status'] {
  const picture = pictureOf(state.connection);
  if (picture === null) return null;
  const glyphs = glyphsOf(appearance);
  const notice = noticeOf(state.connection, now, appearance);
  if (rect.height === 1) {
    const brief = notice.filter((part) => !part.optional);
    return { rect, lines: [indented(rect.width, (width) => statusLine(picture, width, glyphs, brief))] };
  }
  const second = notice.length > 0 ? notice : watchNoticeOf(watchNotice, appearance);
  return {
    rect,
    lines: [
      indented(rect.width, (width) => statusLine(picture, width, glyphs)),
      indented(rect.width, (width) => rowLine({ left: second, right: [] }, width, glyphs.ellipsis)),
    ],
  };
}

function helpOf(state: JobsState, rect: Rect, appearance: Appearance): readonly Line[] {
  const all = helpLines(rect.width - 2 * margin, appearance);
  const top = Math.max(0, Math.min(state.helpTop, all.length - rect.height));
  return Array.from({ length: rect.height }, (_, row) => {
    const line = all[top + row];
    return line === undefined ? blankLine(rect.width) : indented(rect.width, () => line);
  });
}

function indented(width: number, lineOf: (width: number) => Line): Line {
  return [...blankLine(margin), ...lineOf(width - 2 * margin), ...blankLine(margin)];
}
