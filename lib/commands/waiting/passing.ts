import type { ProblemCode } from '../../model/problem.js';

/** Problems that pass by themselves: workers make the database and its table, and sooner or later pause. */
export const passing: ReadonlySet<ProblemCode> = new Set([
  ...(['missing', 'empty', 'foreign'] as const),
  ...(['busy', 'failed', 'no-link', 'no-server', 'locked', 'silent'] as const),
]);

/** Problems that mean that nothing has been made there yet. */
export const unmade: ReadonlySet<ProblemCode> = new Set(['missing', 'empty', 'foreign']);
