import type { JobsState } from '../machine/state.js';
import type { Line } from './frame.js';
import type { KeyHelp } from './key-help.js';
import { fitLine, type Part, spansOf, widthOf } from './line.js';

/**
 * `[j/k] Navigate  [?] Help`: the hints of the keys that do something now, in exactly `width` cells. Where not
 * all fit, those before the last one go: the last one leads to the rest.
 */
export function footerLine(keys: readonly KeyHelp[], state: JobsState, width: number): Line {
  let hints = keys
    .filter((key) => key.modes.includes(state.mode) && (key.unavailable?.(state) ?? null) === null)
    .flatMap((key) => (key.hint === undefined ? [] : [key.hint]));
  while (hints.length > 1 && widthOf(partsOf(hints)) > width) hints = hints.toSpliced(-2, 1);
  return fitLine(spansOf(partsOf(hints)), width);
}

function partsOf(hints: readonly { readonly keys: string; readonly text: string }[]): Part[] {
  return hints.flatMap(({ keys, text }, index): Part[] => [
    { text: `[${keys}]`, style: 'key', ...(index > 0 ? { before: '  ' } : {}) },
    { text: ` ${text}`, style: 'plain' },
  ]);
}
