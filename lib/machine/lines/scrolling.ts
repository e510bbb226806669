import type { Step } from '../state/action.js';

/**
 * The first visible line of a text after a step, given the numbers of visible lines and of all lines; always
 * within the text.
 */
export function scrolledTo(step: Step, top: number, visible: number, lines: number): number {
  return Math.max(0, Math.min(steppedFrom(step, top, visible), lines - visible));
}

/** Where a step leads from a line or a row, for that many in sight; it may lie beyond either end. */
export function steppedFrom(step: Step, at: number, visible: number): number {
  switch (step.kind) {
    case 'first':
      return 0;
    case 'last':
      return Number.MAX_SAFE_INTEGER;
    case 'items':
      return at + step.by;
    case 'screens':
      return at + Math.sign(step.by) * Math.max(1, Math.floor(Math.abs(step.by) * visible));
  }
}
