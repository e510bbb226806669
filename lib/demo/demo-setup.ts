import type { ActionProblem } from '../actions/action-problem.js';

/** What the demo's process is told, as JSON in its first argument. */
export interface DemoSetup {
  /** Where the demo makes its folder. */
  readonly temporaryFolder: string;
  /** The operator's home; nothing is ever written there. */
  readonly home: string;
  readonly seed: number;
  /** How long the demo should have been running already, ms. */
  readonly pastMs: number;
}

/** What the demo's process prints, as one line of JSON, once its database exists; or why it can't have one. */
export type DemoReport =
  | { readonly kind: 'ready'; readonly path: string; readonly folder: string }
  | { readonly kind: 'problem'; readonly problem: ActionProblem };
