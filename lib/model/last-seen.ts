import type { FeedEntry } from './feed.js';
import type { Look } from './look.js';

/** What is kept from one start to the next of what the operator saw of a database. */
export interface LastSeen {
  /** Null if they never looked. */
  readonly look: Look | null;
  /** What happened while the program ran, the newest first. */
  readonly feed: readonly FeedEntry[];
}

/** Nothing kept. */
export const nothingSeen: LastSeen = { look: null, feed: [] };
