import type { ActionProblem } from '../actions/action-problem.js';

/** What the demo's process is told, as JSON in its first argument. */
export interface DemoOrder {
  /** Where the demo may make its own folder. */
  readonly temporaryFolder: string;
  /** The operator's home; nothing is ever written there. */
  readonly home: string;
  readonly seed: number;
  /** How long the demo should have been running already, ms. */
  readonly pastMs: number;
}

/** What the demo's process says when its database is there, as one line of JSON; or why there will be none. */
export type DemoAnswer =
  | { readonly kind: 'ready'; readonly path: string; readonly folder: string }
  | { readonly kind: 'problem'; readonly problem: ActionProblem };
