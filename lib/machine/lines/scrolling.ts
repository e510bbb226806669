import type { Step } from '../state/action.js';

/**
 * The first visible line of a text after a step, given the numbers of visible lines and of all lines; always
 * within the text.
 */
export function scrolledTo(step: Step, top: number, visible: number, lines: number): number {
  return Math.max(0, Math.min(wished(step, top, visible), lines - visible));
}

function wished(step: Step, top: number, visible: number): number {
  switch (step.kind) {
    case 'first':
      return 0;
    case 'last':
      return Number.MAX_SAFE_INTEGER;
    case 'items':
      return top + step.by;
    case 'screens':
      return top + Math.sign(step.by) * Math.max(1, Math.floor(Math.abs(step.by) * visible));
  }
}
