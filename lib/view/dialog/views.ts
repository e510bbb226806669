import type { NamedView } from '../../model/saved-view.js';
import { shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { choiceText } from '../filter-words.js';
import type { Frame, Span } from '../frame.js';
import { directionText } from '../sort-words.js';
import { cells, clip, pad } from '../text/width.js';
import { dialogBox } from './box.js';

const widestName = 24;
const widest = 70;
/** Lines of the screen outside of the dialog, and its edges. */
const linesAround = 8;

/** The configured views, each with its number and what it shows; `chosen` is the place of the one in focus. */
export function viewsDialog(
  views: readonly NamedView[],
  chosen: number,
  context: ViewContext,
): NonNullable<Frame['dialog']> {
  const { selected, ellipsis, bullet } = context.glyphs;
  const width = Math.min(widest, context.size.columns - 12);
  const names = views.map(({ name }) => clip(shownText(name, context), widestName, ellipsis));
  const nameWidth = Math.max(...names.map(cells), 1);
  const lines = Math.max(1, context.size.rows - linesAround);
  const top = Math.max(0, Math.min(chosen - Math.floor(lines / 2), views.length - lines));
  const rows = views.map((view, index): readonly Span[] => {
    const isChosen = index === chosen;
    const sign = isChosen ? selected : ' ';
    const number = index < 9 ? String(index + 1) : ' ';
    const label = `${sign}${number} ${pad(names[index] ?? '', nameWidth)}`;
    const words = [
      choiceText(view.filter, context),
      ...(view.sort === undefined ? [] : [`by ${view.sort.by}, ${directionText(view.sort)}`]),
      ...(view.density === undefined ? [] : [view.density]),
    ].join(` ${bullet} `);
    return [
      { text: label, style: isChosen ? 'focus' : 'plain' },
      { text: `  ${clip(words, Math.max(0, width - cells(label) - 2), ellipsis)}`, style: 'dim' },
    ];
  });
  return dialogBox('VIEWS', rows.slice(top, top + lines), context);
}
