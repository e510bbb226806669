import { type JobSort, sortKeys } from '../../model/sort.js';
import type { ViewContext } from '../context.js';
import type { Frame, Span } from '../frame.js';
import { directionText } from '../sort-words.js';
import { pad } from '../text/width.js';
import { dialogBox } from './box.js';

/** Widths of a value's name and of a direction, in cells. */
const nameWidth = 10;
const directionWidth = 24;
/** On a screen with fewer lines, the dialog has no blank line. */
const roomyRows = 18;

/**
 * What the list can be sorted by, each with its direction: for the chosen value the one that Enter would apply, for the
 * others the usual one, or that of `current`. `whyNoSizes` is why sorting by size would do nothing; null if it would
 * work.
 */
export function sortDialog(
  draft: JobSort,
  current: JobSort,
  whyNoSizes: string | null,
  context: ViewContext,
): NonNullable<Frame['dialog']> {
  const { selected } = context.glyphs;
  const rows = sortKeys.map((by): readonly Span[] => {
    const isChosen = by === draft.by;
    const sort = isChosen ? draft : by === current.by ? current : { ...draft, by, reversed: false };
    const isIdle = by === 'size' && whyNoSizes !== null;
    const said = isIdle ? 'no sizes are recorded' : directionText(sort);
    const text = `${isChosen ? selected : ' '} ${pad(by, nameWidth)}`;
    return [
      { text, style: isChosen ? 'focus' : isIdle ? 'dim' : 'plain' },
      { text: pad(said, directionWidth), style: isChosen && !isIdle ? 'focus' : 'dim' },
    ];
  });
  const box = draft.failedFirst ? '[x]' : '[ ]';
  return dialogBox(
    'SORT BY',
    [
      ...rows,
      ...(context.size.rows < roomyRows ? [] : [[]]),
      [{ text: `  ${box} failed on top`, style: 'plain' }],
    ],
    context,
  );
}
