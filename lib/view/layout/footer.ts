import type { Hint } from '../../machine/keymap/binding.js';
import { jobTyped } from '../../machine/modes/help.js';
import { hasMarks, marksIn } from '../../machine/state/job-window.js';
import { holdsSought } from '../../machine/state/list-panel.js';
import type { JobsState, Mode } from '../../machine/state/state.js';
import { jobInWords } from '../../model/job.js';
import { changeable } from '../../model/marks.js';
import { type KeyHelp, shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { countText } from '../format/numbers.js';
import type { Frame, Line, Span } from '../frame.js';
import { blankLine, fitLine, type Part, rowLine, spansOf, widthOf } from '../text/line.js';
import { cells, clip } from '../text/width.js';
import { rightOf, type SeparatorWords, separatorLine } from './border.js';
import { type Layout, margin } from './layout.js';
import { currentNotice, noticeRows } from './notice-line.js';
import { type Extent, foundText, isPart } from './separator-words.js';

/**
 * The bottom line, `width` cells wide: what is being typed, else the keys that are useful now. Keys that scroll
 * are left out if the whole text is visible.
 */
export function footerLine(
  state: JobsState,
  width: number,
  context: ViewContext,
  extent: Extent | null = null,
): Line {
  if (state.mode === 'SEARCH') return searchLine(state, width, context);
  if (state.mode === 'HELP_SEARCH') return helpSearchLine(state, width, context);
  if (state.mode === 'PANEL_SEARCH') return panelSearchLine(state, width, context);
  return hintsLine(context.keys, state, width, isPart(extent));
}

/**
 * `[j/k] Navigate  [?] Help`: the hints of the keys that do something now, in exactly `width` cells. While jobs
 * are marked, what can be done with them comes first: `[R] Retry 3`. If not all fit, hints are shortened, and then
 * dropped, starting with the second to last: the last one leads to all the others.
 */
export function hintsLine(
  keys: readonly KeyHelp[],
  state: JobsState,
  width: number,
  canScroll = false,
): Line {
  const useful = keys.filter(
    (key) => key.modes.includes(state.mode) && (key.unavailable?.(state) ?? null) === null,
  );
  const isMarking = state.mode === 'JOB_LIST' && hasMarks(state);
  const ofMarked = isMarking ? useful.flatMap((key) => markedHintOf(key, state)) : [];
  const usual = useful.flatMap((key) =>
    isMarking && key.markedHint !== undefined ? [] : (hintOf(key, state) ?? []),
  );
  const all = [...ofMarked.sort(byRank), ...usual.sort(byRank)];
  const hints = canScroll ? all : all.filter(({ scrolls }) => scrolls !== true);
  const fitting = fitted(hints, width);
  const pinned = hints.filter(({ isPinned }) => isPinned).map(({ keys }) => keys);
  const hasPinned = (some: readonly Hint[]) => pinned.every((each) => some.some(({ keys }) => keys === each));
  if (hasPinned(fitting)) return fitLine(spansOf(hintParts(fitting)), width);
  // Hints that yield make room for the others, one after another, if that is enough.
  const yielding = hints.filter(({ yields }) => yields === true);
  const others = yielding
    .map((_, count) =>
      fitted(
        hints.filter((hint) => !yielding.slice(0, count + 1).includes(hint)),
        width,
      ),
    )
    .find(hasPinned);
  return fitLine(spansOf(hintParts(others ?? fitting)), width);
}

/** As many of the hints as fit into `width` cells, in brief words if need be. */
function fitted(all: readonly Hint[], width: number): readonly Hint[] {
  let hints = all;
  for (;;) {
    const spare = hints.findLastIndex(({ isSpare }) => isSpare === true);
    if (spare >= 0 && widthOf(hintParts(hints)) > width) {
      hints = hints.toSpliced(spare, 1);
      continue;
    }
    const fitting = shortened(hints).find((each) => widthOf(hintParts(each)) <= width);
    if (fitting !== undefined || hints.length <= 1) return fitting ?? hints.map(inBrief);
    hints = hints.toSpliced(-2, 1);
  }
}

/** The hints as they are, then with more and more of them in brief words, the last ones first. */
function shortened(hints: readonly Hint[]): readonly (readonly Hint[])[] {
  return Array.from({ length: hints.length + 1 }, (_, count) =>
    hints.map((hint, index) => (index < hints.length - count ? hint : inBrief(hint))),
  );
}

function inBrief(hint: Hint): Hint {
  return { ...hint, text: hint.brief ?? hint.text };
}

/** A key's hint in a state, or null if it has none. */
export function hintOf({ hint }: KeyHelp, state: JobsState): Hint | null {
  return typeof hint === 'function' ? hint(state) : (hint ?? null);
}

const usualRank = 5;

function byRank(one: Hint, other: Hint): number {
  return (one.rank ?? usualRank) - (other.rank ?? usualRank);
}

function markedHintOf({ markedHint, unavailable }: KeyHelp, state: JobsState): Hint[] {
  if (markedHint === undefined) return [];
  const { counts } = markedHint;
  if (counts === undefined) return [markedHint];
  if (state.allMarked !== null) {
    const marks = marksIn(state);
    return marks === null
      ? [markedHint]
      : [{ ...markedHint, text: `${markedHint.text} ${countText(changeable(marks.tally, counts))}` }];
  }
  const able = [...state.marked].filter(
    ([id, seen]) => (unavailable?.({ ...state, marked: new Map([[id, seen]]) }) ?? null) === null,
  );
  return [{ ...markedHint, text: `${markedHint.text} ${countText(able.length)}` }];
}

/** `/text_`, or with another sign before it, and on the right what it found. */
export function promptLine(
  text: string,
  right: readonly Part[],
  width: number,
  context: ViewContext,
  sign = '/',
): Line {
  const { ellipsis } = context.glyphs;
  const room = Math.max(1, width - widthOf(right) - 4);
  const shown = shownText(text, context) + (text.endsWith(' ') ? ' ' : '');
  // The end of the typed text must be visible.
  const end = cells(shown) <= room ? shown : ellipsis + tail(shown, room - cells(ellipsis));
  return rowLine(
    {
      left: [
        { text: sign, style: 'key' },
        { text: `${end}_`, style: 'strong' },
      ],
      right,
    },
    width,
    ellipsis,
  );
}

function tail(text: string, room: number): string {
  let shown = text;
  while (shown !== '' && cells(shown) > room) shown = [...shown].slice(1).join('');
  return clip(shown, room, '');
}

function searchLine(state: JobsState, width: number, context: ViewContext): Line {
  const { text, found } = state.search ?? { text: '', found: null };
  return promptLine(text, text === '' ? [] : resultOf(found), width, context);
}

function helpSearchLine(state: JobsState, width: number, context: ViewContext): Line {
  const { helpSearch } = state;
  if (helpSearch === null) return promptLine('', [], width, context);
  const { text, isVain, does } = helpSearch;
  const job = jobTyped(state);
  const right: readonly Part[] =
    job !== null
      ? [jobPart(job, context)]
      : isVain
        ? [{ text: 'no match', style: 'warning' }]
        : does !== undefined && text !== ''
          ? [{ text: 'Enter: do what the line says', style: 'notice' }]
          : [];
  return promptLine(text, right, width, context, does === undefined ? '/' : ':');
}

function jobPart({ id, alike }: NonNullable<ReturnType<typeof jobTyped>>, context: ViewContext): Part {
  return id === null
    ? { text: `${alike} listed jobs have such ids`, style: 'warning' }
    : {
        text: `Enter: go to ${jobInWords(id, (text) => shownText(text, context))}`,
        style: 'notice',
        fit: 'end',
      };
}

function panelSearchLine(state: JobsState, width: number, context: ViewContext): Line {
  const text = state.panelSearch?.text ?? '';
  const isVain = text !== '' && !holdsSought(state);
  return promptLine(text, isVain ? [{ text: 'no match', style: 'warning' }] : [], width, context);
}

function resultOf(found: NonNullable<JobsState['search']>['found']): readonly Part[] {
  if (found === null) return [{ text: 'searching', style: 'dim' }];
  const style = found.matches > 0 ? 'notice' : found.searched === undefined ? 'warning' : 'dim';
  return [{ text: foundText(found), style }];
}

/**
 * `[j/k] Navigate  [?] Help`, with `before` first. A click on a hint presses its key; on the second one of `j/k`, that
 * one.
 */
export function hintParts(hints: readonly Pick<Hint, 'keys' | 'press' | 'text'>[], before = ''): Part[] {
  return hints.flatMap(({ keys, press, text }, index): Part[] => {
    const [, one, other] = /^(.)\/(.)$/u.exec(keys) ?? [];
    const pressing = (key: string | null | undefined): Pick<Part, 'click'> =>
      key ? { click: { does: 'press', key } } : {};
    const first = pressing(one ?? press);
    const gap = index > 0 ? '  ' : before;
    return [
      {
        text: other === undefined ? `[${keys}]` : `[${one}/`,
        style: 'key',
        ...first,
        ...(gap === '' ? {} : { before: gap }),
      },
      ...(other === undefined ? [] : [{ text: `${other}]`, style: 'key', ...pressing(other) } as const]),
      { text: ` ${text}`, style: 'plain', ...first },
    ];
  });
}

/** Modes whose keys are part of the question that they ask, so that nothing may cover them. */
const asking: readonly Mode[] = [
  'CONFIRM',
  'FILTER_DIALOG',
  'SORT_DIALOG',
  'VIEWS_DIALOG',
  'COLUMNS_DIALOG',
  'SEARCH',
];

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

/** A line of this width with the screen's margins at both sides. */
export function indented(width: number, lineOf: (width: number) => Line): Line {
  return [...blankLine(margin), ...lineOf(width - 2 * margin), ...blankLine(margin)];
}
