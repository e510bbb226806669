import type { JobsState } from '../state/state.js';
import type { Transition, ViewMetrics } from '../transition.js';

/** How text is typed in a mode. */
export interface Typing {
  /** Whether letters are text at the moment, rather than keys. */
  readonly isTyping: (state: JobsState) => boolean;
  readonly type: (state: JobsState, character: string, view: ViewMetrics) => Transition;
  readonly erase: (state: JobsState, what: 'character' | 'word' | 'all', view: ViewMetrics) => Transition;
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
