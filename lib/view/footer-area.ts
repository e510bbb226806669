import type { JobsState, Mode } from '../machine/state/state.js';
import { rightOf, type SeparatorWords, separatorLine } from './border.js';
import type { ViewContext } from './context.js';
import type { Frame, Line, Span } from './frame.js';
import { type Layout, margin } from './layout.js';
import { currentNotice, noticeRows } from './notice-line.js';
import { blankLine, rowLine } from './text/line.js';

/** Modes whose keys are part of the question that they ask, so that nothing may cover them. */
const asking: readonly Mode[] = ['CONFIRM', 'FILTER_DIALOG', 'SORT_DIALOG', 'VIEWS_DIALOG', 'SEARCH'];

/**
 * The lower edge: the keys (or what is being typed), and above them, in the line that separates them from the
 * list, the notice and which part of the list is visible. A notice too long for that line replaces the keys as
 * well, unless they are a dialog's.
 */
export function footerArea(
  state: JobsState,
  keys: (width: number) => Line,
  layout: Layout,
  context: ViewContext,
  words: Pick<SeparatorWords, 'above' | 'inSight'> = { inSight: [] },
): NonNullable<Frame['footer']> {
  const { footer, separator } = layout;
  const below = indented(footer.width, keys);
  const notice = currentNotice(state.notice, context.here);
  if (notice === null) return { rect: footer, lines: [below] };
  const { glyphs, size } = context;
  // A blank and a bit of the line on either side.
  const room = footer.width - 6;
  const mayGoOn = !asking.includes(state.mode);
  const [first = [], second] = noticeRows(notice, room, mayGoOn ? 2 : 1, context);
  const inSight = rightOf(first, words, room, context);
  const above = separatorLine(size.columns, { search: first, inSight }, context);
  const edge: Span = { text: glyphs.vertical, style: 'border' };
  const line =
    second === undefined
      ? below
      : indented(footer.width, (width) => rowLine({ left: second, right: [] }, width, glyphs.ellipsis));
  return {
    rect: { left: 0, top: separator, width: size.columns, height: footer.top + footer.height - separator },
    lines: [above, [edge, ...line, edge]],
  };
}

function indented(width: number, lineOf: (width: number) => Line): Line {
  return [...blankLine(margin), ...lineOf(width - 2 * margin), ...blankLine(margin)];
}
