import { shownPath } from '../appearance.js';
import type { ViewContext } from '../context.js';
import type { Line, Span } from '../frame.js';
import { blankLine, cellsIn, fitLine, fitParts, type Part, spansOf, widthOf } from '../text/line.js';
import { cells, fitPath } from '../text/width.js';
import { type Layout, margin } from './layout.js';

/** A path shortened to less than this isn't worth showing. */
const leastPath = 12;
const leastWords = 2;

/**
 * The words in the line above the footer: on the left the search, and on a low screen the filter; on the right what is
 * new above, and which part of the list is visible.
 */
export interface SeparatorWords {
  readonly search: readonly Part[];
  /** Matters more than what is visible. */
  readonly above?: readonly Part[];
  readonly inSight: readonly Part[];
}

/** Cells between the words on the left and those on the right. */
const leastLine = 5;

/** What stands on the right of these words: as much as there is room for in `width` cells, what is new at least. */
export function rightOf(
  left: readonly Part[],
  { above = [], inSight }: Pick<SeparatorWords, 'above' | 'inSight'>,
  width: number,
  { glyphs }: ViewContext,
): readonly Part[] {
  const [first, ...rest] = inSight;
  const both = first === undefined ? above : [...above, { ...first, before: ` ${glyphs.bullet} ` }, ...rest];
  const fits = (parts: readonly Part[]) => widthOf(left) + widthOf(parts) + leastLine <= width;
  return [above.length === 0 ? inSight : both, above].find(fits) ?? [];
}

const noSeparatorWords: SeparatorWords = { search: [], inSight: [] };

/**
 * The background of the screen, one line for each row: border with its title, rule and separator (behaviour 3.1).
 */
export function borderLines(
  layout: Layout,
  state: readonly Part[],
  context: ViewContext,
  title = 'JOBS',
  separatorWords: SeparatorWords = noSeparatorWords,
): readonly Line[] {
  const { glyphs } = context;
  const inner = context.size.columns - 2;
  const edge: Span = { text: glyphs.vertical, style: 'border' };
  const across = (left: string, right: string): Line => [
    { text: left + glyphs.horizontal.repeat(inner) + right, style: 'border' },
  ];
  const ruled: Line = [
    edge,
    ...blankLine(margin),
    { text: glyphs.rule.repeat(inner - 2 * margin), style: 'border' },
    ...blankLine(margin),
    edge,
  ];
  const empty: Line = [edge, ...blankLine(inner), edge];
  return Array.from({ length: context.size.rows }, (_, row) => {
    if (row === 0) {
      const whole = context.isDemo === true ? `${title} (demo)` : title;
      return titleLine(context.size.columns, whole, state, context);
    }
    if (row === context.size.rows - 1) return across(glyphs.bottomLeft, glyphs.bottomRight);
    if (row === layout.separator) return separatorLine(context.size.columns, separatorWords, context);
    return row === layout.rule ? ruled : empty;
  });
}

/**
 * `├─ /DiskFull 3/936 ─── 12–20 of 10,540 ─┤` in exactly `columns` cells: if they don't fit, words are left out;
 * the search is cut first.
 */
export function separatorLine(columns: number, words: SeparatorWords, context: ViewContext): Line {
  const { horizontal, teeLeft, teeRight, ellipsis } = context.glyphs;
  const inner = columns - 2;
  const { search, above = [], inSight } = words;
  const spaced = (parts: readonly Part[], room: number): Span[] => {
    const fitted = fitParts(parts, room - 4, ellipsis);
    const width = Math.min(widthOf(fitted), room - 4);
    if (width < leastWords) return [];
    const blank: Span = { text: ' ', style: 'border' };
    return [blank, ...fitLine(spansOf(fitted), width), blank];
  };
  const right = spaced(above.length === 0 ? inSight : besideWords(words, inner - 4, context), inner - 2);
  const left = spaced(search, inner - cellsIn(right) - 2);
  const between =
    inner - cellsIn(left) - cellsIn(right) - (left.length > 0 ? 1 : 0) - (right.length > 0 ? 1 : 0);
  const line = (count: number): Span => ({ text: horizontal.repeat(Math.max(0, count)), style: 'border' });
  return [
    { text: teeLeft, style: 'border' },
    ...(left.length > 0 ? [line(1), ...left] : []),
    line(between),
    ...(right.length > 0 ? [...right, line(1)] : []),
    { text: teeRight, style: 'border' },
  ];
}

/** If the search has no room beside what is new, it is cut. */
function besideWords(words: SeparatorWords, width: number, context: ViewContext): readonly Part[] {
  const right = rightOf(words.search, words, width, context);
  return right.length > 0 ? right : (words.above ?? []);
}

/** `┌─ JOBS ──────── ~/queue.sqlite3 • live ─┐`: the path is shown only if enough of it fits. */
function titleLine(columns: number, title: string, state: readonly Part[], context: ViewContext): Line {
  const { glyphs } = context;
  const { horizontal, bullet, ellipsis } = glyphs;
  const begin = `${glyphs.topLeft}${horizontal} `;
  const finish = ` ${horizontal}${glyphs.topRight}`;
  const fixed = cells(begin) + cells(title) + widthOf(state) + cells(finish) + cells(`  ${horizontal}`);
  const separator = ` ${bullet} `;
  const room = columns - fixed - cells(separator);
  const path = room < leastPath ? '' : fitPath(shownPath(context.databaseLabel, context), room, ellipsis);
  const label: Span[] =
    path === ''
      ? []
      : [
          { text: path, style: 'path' },
          { text: separator, style: 'border' },
        ];
  const used = fixed + label.reduce((sum, span) => sum + cells(span.text), 0);
  return fitLine(
    [
      { text: begin, style: 'border' },
      { text: title, style: 'title' },
      { text: ` ${horizontal.repeat(Math.max(1, columns - used + 1))} `, style: 'border' },
      ...label,
      ...spansOf(state),
      { text: finish, style: 'border' },
    ],
    columns,
  );
}
