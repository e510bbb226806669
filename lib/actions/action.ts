import type { ActionProblem } from './action-problem.js';

/** What can be asked of the database, always on somebody's explicit wish. */
export type ActionRequest =
  /** Make a new database at a path. */
  | { readonly action: 'init'; readonly path: string }
  /** Give a database of any version the columns, tables, indexes and triggers that it lacks. */
  | { readonly action: 'migrate'; readonly path: string };

/** What an action came to. */
export type ActionResult =
  /** It was done. `changes` says what is different now, a line each; empty: there was nothing to do. */
  | { readonly kind: 'done'; readonly sentence: string; readonly changes: readonly string[] }
  /** It was not done, and the database is as it was. */
  | { readonly kind: 'problem'; readonly problem: ActionProblem };

/** What the process of one action is told: the request, and how long it may wait for a worker's lock. */
export interface ActionOrder {
  readonly request: ActionRequest;
  readonly busyTimeoutMs: number;
}
