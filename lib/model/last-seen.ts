import type { Look } from './look.js';

/** What is kept from one start to the next of what the operator saw of a database. */
export interface LastSeen {
  /** Null where they never looked. */
  readonly look: Look | null;
}

/** Where nothing is kept. */
export const nothingSeen: LastSeen = { look: null };
