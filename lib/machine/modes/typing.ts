import type { JobsState } from '../state/state.js';
import type { Transition, ViewMetrics } from '../transition.js';

/** How text is typed in a mode. */
export interface Typing {
  /** What has been typed; null while letters are keys rather than text. */
  readonly text: (state: JobsState) => string | null;
  /** Takes the text as it is after a key. */
  readonly take: (state: JobsState, text: string, view: ViewMetrics) => Transition;
}

/** Changes what is typed; null while nothing is. */
export function typed(
  typing: Typing | undefined,
  state: JobsState,
  change: (text: string) => string,
  view: ViewMetrics,
): Transition | null {
  const text = typing?.text(state) ?? null;
  return typing === undefined || text === null ? null : typing.take(state, change(text), view);
}

/** Searches again whenever what is typed has changed, from where the search began. */
export function searching(
  searchIn: (state: JobsState) => { readonly text: string } | null | undefined,
  take: Typing['take'],
): Typing {
  return { text: (state) => searchIn(state)?.text ?? '', take };
}

/**
 * The first text that contains another, whatever the letter case, from one on, in a direction, wrapping at the ends; by its
 * place among all; null if none does.
 */
export function nextMatch(
  texts: readonly { readonly text: string }[],
  wanted: string,
  from: number,
  by: 1 | -1,
): number | null {
  const sought = wanted.toLowerCase();
  for (let step = 0; step < texts.length; step += 1) {
    const index = (from + by * step + texts.length * (texts.length + 1)) % texts.length;
    if (texts[index]?.text.toLowerCase().includes(sought)) return index;
  }
  return null;
}

/** The longest text to search for, in characters. */
const limit = 200;

/** The text with one more character; control characters and characters that don't fit are left out. */
export function withCharacter(text: string, key: string): string {
  return text.length >= limit ? text : text + characterOf(key);
}

/** Whether a key's name is the character that it types. */
export function isCharacter(key: string): boolean {
  return key === 'Space' || [...key].length === 1;
}

/** The text without its last character, its last word, or all of it. */
export function erased(text: string, what: 'character' | 'word' | 'all'): string {
  switch (what) {
    case 'character':
      return [...text].slice(0, -1).join('');
    case 'word':
      return text.trimEnd().replace(/\S+$/u, '');
    case 'all':
      return '';
  }
}

function characterOf(key: string): string {
  return key === 'Space' ? ' ' : key;
}
