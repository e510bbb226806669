import type { JobsState } from '../state/state.js';

/** Lines must be cut off at the edge. */
export function isWrapped({ log }: JobsState): string | null {
  return log?.wrap ? 'lines are wrapped' : null;
}

/** Whether Escape ends a filter. */
export function isFiltered(log: JobsState['log']): boolean {
  return log !== null && log.filter !== null;
}

/** There must be a search to continue. */
export function nothingSought({ log }: JobsState): string | null {
  return log?.search ? null : 'no search yet';
}

/** The job must have a log. */
export function noLog({ log }: JobsState): string | null {
  return log === null || log.piece !== null ? null : 'no log yet';
}
