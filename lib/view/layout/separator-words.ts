import type { JobsState } from '../../machine/state/state.js';
import type { Found } from '../../model/picture.js';
import { shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { countOf, countText, percentText } from '../format/numbers.js';
import type { Glyphs } from '../glyphs.js';
import type { Part } from '../text/line.js';
import type { SeparatorWords } from './border.js';

/** Which part of something long is on the screen: its first and its last item, from 1, and the total. */
export interface Extent {
  readonly first: number;
  readonly last: number;
  /** Null if unknown so far. */
  readonly count: number | null;
  /** What is counted, in the plural, if it isn't jobs. */
  readonly noun?: string;
}

/** Where the operator is: in the current search, and in the list or text if not all of it is visible. */
export function separatorWordsOf(
  state: JobsState,
  extent: Extent | null,
  context: ViewContext,
): SeparatorWords {
  const { glyphs } = context;
  return {
    search: state.mode === 'SEARCH' ? [] : searchWords(state, context),
    inSight: isPart(extent) ? [{ text: extentText(extent, glyphs), style: 'dim' }] : [],
  };
}

/** `↑ 2 new failures (g)`: what failed above the visible part of the list, and hasn't been seen. */
export function newAbove({ above }: JobsState, { glyphs }: ViewContext): readonly Part[] {
  const count = above?.count ?? 0;
  if (count === 0) return [];
  return [{ text: `${glyphs.above} ${countOf(count, 'new failure')} (g)`, style: 'failed' }];
}

/** Whether part of it is out of view, or may be. */
export function isPart(extent: Extent | null): extent is Extent {
  return extent !== null && (extent.first > 1 || extent.count === null || extent.last < extent.count);
}

/** `12–20 of 10,540`. */
function extentText({ first, last, count, noun }: Extent, { dash, ellipsis }: Glyphs): string {
  const range = first === last ? countText(first) : `${countText(first)}${dash}${countText(last)}`;
  const all = count === null ? ellipsis : countText(count);
  return `${range} of ${all}${noun === undefined ? '' : ` ${noun}`}`;
}

/** `/DiskFull 3/936`; once the selection has left the match, the number of matches. */
function searchWords({ search, selection }: JobsState, context: ViewContext): readonly Part[] {
  if (search === null || search.text === '') return [];
  const text = shownText(search.text, context);
  const { found } = search;
  const isAtMatch = selection.id !== null && search.at === selection.id;
  return [
    { text: `/${text}`, style: 'notice', fit: 'end' },
    ...(found === null ? [] : [{ text: foundText(found, isAtMatch), style: 'dim', before: ' ' } as const]),
  ];
}

/** `3/936 matches`, `936 matches`, `no match`; `12 matches so far, 40%` while the list is still being searched. */
export function foundText({ index, nth, matches, searched }: Found, isAtMatch = true): string {
  const noun = matches === 1 ? 'match' : 'matches';
  if (searched !== undefined) {
    const count = matches === 0 ? 'no match' : `${countText(matches)} ${noun}`;
    return `${count} so far, ${percentText(searched)}`;
  }
  if (index === null) return 'no match';
  return isAtMatch && nth !== null
    ? `${countText(nth)}/${countText(matches)} ${noun}`
    : `${countText(matches)} ${noun}`;
}
