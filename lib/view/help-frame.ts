import type { JobsState } from '../machine/state/state.js';
import { type Appearance, shownText } from './appearance.js';
import { borderLines } from './border.js';
import { stateWords } from './connection-words.js';
import { footerLine } from './footer.js';
import { footerArea } from './footer-area.js';
import type { Frame, Line, Size } from './frame.js';
import { helpLines } from './help.js';
import { helpRect, layoutOf, margin } from './layout.js';
import { placesOf } from './places.js';
import { blankLine, type Part } from './text/line.js';
import { withMatches } from './text/matches.js';

/** The help on a screen that is large enough: as much of it as there is room for, and above the keys which part that is. */
export function helpFrame(
  state: JobsState,
  size: Size,
  title: string,
  now: number,
  appearance: Appearance,
): Frame {
  const layout = layoutOf(size);
  const rect = helpRect(size);
  const all = helpLines(rect.width - 2 * margin, appearance, state);
  const top = Math.max(0, Math.min(state.helpTop, all.length - rect.height));
  const sought = state.helpSearch?.text ?? '';
  const lines = Array.from({ length: rect.height }, (_, row): Line => {
    const line = all[top + row];
    if (line === undefined) return blankLine(rect.width);
    return [...blankLine(margin), ...withMatches(line, sought), ...blankLine(margin)];
  });
  const extent = {
    first: top + 1,
    last: Math.min(all.length, top + rect.height),
    count: all.length,
    noun: 'lines',
  };
  const { inSight } = placesOf({ ...state, search: null }, extent, appearance);
  const search: readonly Part[] =
    state.mode === 'HELP' && sought !== ''
      ? [{ text: `/${shownText(sought, appearance)}`, style: 'notice', fit: 'end' }]
      : [];
  const words = stateWords(state, now, appearance);
  return {
    size,
    title,
    border: borderLines(size, { ...layout, rule: -1 }, words, appearance, 'HELP', { search, inSight }),
    status: null,
    list: null,
    panel: { rect, lines },
    footer: footerArea(
      state,
      (width) => footerLine(state, width, appearance, extent),
      size,
      layout,
      now,
      appearance,
      inSight,
    ),
  };
}
