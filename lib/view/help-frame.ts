import type { JobsState } from '../machine/state/state.js';
import { shownText } from './appearance.js';
import { borderLines } from './border.js';
import { stateWords } from './connection-words.js';
import type { ViewContext } from './context.js';
import { footerLine } from './footer.js';
import { footerArea } from './footer-area.js';
import type { Frame, Line } from './frame.js';
import { helpText } from './help.js';
import { helpRect, layoutOf, margin } from './layout.js';
import { separatorWordsOf } from './separator-words.js';
import { blankLine, type Part } from './text/line.js';
import { withMatches } from './text/matches.js';

/** The help on a screen that is large enough: the part of it that fits, and above the keys which part that is. */
export function helpFrame(state: JobsState, title: string, context: ViewContext): Frame {
  const layout = layoutOf(context.size);
  const rect = helpRect(context.size);
  const all = helpText(rect.width - 2 * margin, context, state);
  const top = Math.max(0, Math.min(state.helpTop, all.height - rect.height));
  const sought = state.helpSearch?.text ?? '';
  const lines = Array.from({ length: rect.height }, (_, row): Line => {
    const line = all.line(top + row);
    if (line === undefined) return blankLine(rect.width);
    return [...blankLine(margin), ...withMatches(line, sought), ...blankLine(margin)];
  });
  const extent = {
    first: top + 1,
    last: Math.min(all.height, top + rect.height),
    count: all.height,
    noun: 'lines',
  };
  const { inSight } = separatorWordsOf({ ...state, search: null }, extent, context);
  const search: readonly Part[] =
    state.mode === 'HELP' && sought !== ''
      ? [{ text: `/${shownText(sought, context)}`, style: 'notice', fit: 'end' }]
      : [];
  const words = stateWords(state, context);
  return {
    size: context.size,
    title,
    border: borderLines({ ...layout, rule: -1 }, words, context, 'HELP', { search, inSight }),
    status: null,
    list: null,
    panel: { rect, lines },
    footer: footerArea(state, (width) => footerLine(state, width, context, extent), layout, context, {
      inSight,
    }),
  };
}
