import type { ColumnsDraft } from '../../machine/state/state.js';
import type { NamedView } from '../../model/saved-view.js';
import type { JobSort, SortedBy } from '../../model/sort.js';
import { shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { countOf } from '../format/numbers.js';
import type { Frame, Span } from '../frame.js';
import { cells, clip, pad } from '../text/width.js';
import { choiceText, directionText } from '../words/filter-words.js';
import { dialogBox } from './box.js';

/** Widths of a value's name and of a direction, in cells. */
const nameWidth = 10;
const directionWidth = 24;
/** On a screen with fewer lines, the dialog has no blank line. */
const roomyRows = 18;

/**
 * What the list can be sorted by, each with its direction: for the chosen value the one that Enter would apply, for the
 * others the usual one, or that of `current`; as many as there is room for. `whyNoSizes` is why sorting by size would do nothing; null if it would
 * work.
 */
export function sortDialog(
  offered: readonly SortedBy[],
  draft: JobSort,
  current: JobSort,
  whyNoSizes: string | null,
  context: ViewContext,
): NonNullable<Frame['dialog']> {
  const { selected, ellipsis } = context.glyphs;
  const names = offered.map((by) => clip(nameOf(by, context), widestName, ellipsis));
  const width = Math.max(...names.map((name) => cells(name) + 2), nameWidth);
  const rows = offered.map((by, index): readonly Span[] => {
    const isChosen = by === draft.by;
    const sort = isChosen ? draft : by === current.by ? current : { ...draft, by, reversed: false };
    const isIdle = by === 'size' && whyNoSizes !== null;
    const order = isIdle ? 'no sizes are recorded' : directionText(sort);
    const text = `${isChosen ? selected : ' '} ${pad(names[index] ?? '', width)}`;
    return [
      { text, style: isChosen ? 'focus' : isIdle ? 'dim' : 'plain' },
      { text: pad(order, directionWidth), style: isChosen && !isIdle ? 'focus' : 'dim' },
    ];
  });
  const box = draft.failedFirst ? '[x]' : '[ ]';
  return aroundChosen('SORT BY', rows, offered.indexOf(draft.by), context, [
    ...(context.size.rows < roomyRows ? [] : [[]]),
    [{ text: `  ${box} failed on top`, style: 'plain' }],
  ]);
}

const widestName = 24;
/** Least width of a column's name, in cells. */
const columnWidth = 10;
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
  const rows = views.map((view, index): readonly Span[] => {
    const isChosen = index === chosen;
    const sign = isChosen ? selected : ' ';
    const number = index < 9 ? String(index + 1) : ' ';
    const label = `${sign}${number} ${pad(names[index] ?? '', nameWidth)}`;
    const words = [
      choiceText(view.filter, context),
      ...(view.sort === undefined
        ? []
        : [`by ${shownText(view.sort.by, context)}, ${directionText(view.sort)}`]),
      ...(view.density === undefined ? [] : [view.density]),
      ...(view.columns === undefined ? [] : [countOf(view.columns.length, 'column')]),
    ].join(` ${bullet} `);
    return [
      { text: label, style: isChosen ? 'focus' : 'plain' },
      { text: `  ${clip(words, Math.max(0, width - cells(label) - 2), ellipsis)}`, style: 'dim' },
    ];
  });
  return aroundChosen('VIEWS', rows, chosen, context);
}

/** A box around the rows that there is room for, with the chosen one among them, and lines below them. */
function aroundChosen(
  title: string,
  rows: readonly (readonly Span[])[],
  chosen: number,
  context: ViewContext,
  below: readonly (readonly Span[])[] = [],
): NonNullable<Frame['dialog']> {
  const lines = Math.max(1, context.size.rows - linesAround - below.length);
  const from = Math.max(0, Math.min(chosen - Math.floor(lines / 2), rows.length - lines));
  const shown = rows.slice(from, from + lines);
  return dialogBox(title, [...shown, ...below], context, { from, choices: shown.length });
}

/** The columns that the compact list can have, those that it would have checked. */
export function columnsDialog(
  { rows, checked, row: chosen }: ColumnsDraft,
  context: ViewContext,
): NonNullable<Frame['dialog']> {
  const { selected, ellipsis } = context.glyphs;
  const width = Math.min(widest, context.size.columns - 12);
  const lines = rows.map((name, index): readonly Span[] => {
    const isChosen = index === chosen;
    const meaning = name === 'files' && context.parserWord === 'kind' ? countedWords : fieldWords.get(name);
    const shown = clip(nameOf(name, context), width - cells('  [x] '), ellipsis);
    return [
      {
        text: `${isChosen ? selected : ' '} ${checked.has(name) ? '[x]' : '[ ]'} ${meaning === undefined ? shown : pad(shown, columnWidth)}`,
        style: isChosen ? 'focus' : 'plain',
      },
      { text: meaning === undefined ? '' : `  ${meaning}`, style: 'dim' },
    ];
  });
  return aroundChosen('COLUMNS', lines, chosen, context);
}

/** A column's name, untrusted; jobs of kinds count other things than files, under the title that the list has. */
function nameOf(column: string, context: ViewContext): string {
  return column === 'files' && context.parserWord === 'kind' ? 'items' : shownText(column, context);
}

const countedWords = 'what it counts: how many are done';

/** What our own columns show, where their names don't say it. */
const fieldWords: ReadonlyMap<string, string> = new Map([
  ['worker', 'who works on it, or did'],
  ['rows', 'rows that it wrote'],
  ['retries', 'how often it was tried before'],
  ['duration', 'how long it took, or has run'],
  ['size', 'bytes that it wrote'],
  ['files', 'files or records that it has done'],
  ['failed', 'how many of these failed'],
  ['priority', 'its priority, as recorded'],
  ['start', 'how long ago it started'],
  ['end', 'how long ago it ended'],
  ['version', 'of its parser'],
  ['source', 'what it reads'],
  ['output', 'where it writes'],
  ['error', 'why it failed'],
]);
