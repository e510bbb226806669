import type { JobFilter } from '../model/filter.js';
import type { Job, JobId } from '../model/job.js';
import type { Anchor, Picture, PictureRequest } from '../model/picture.js';
import type { Problem } from '../model/problem.js';
import type { ProgressLog } from '../model/progress.js';

/** The machine's states (SPEC 6); each is an entry in the transition table. */
export type Mode = 'JOB_LIST' | 'HELP';

/** What is known of the database now. */
export type Connection =
  /** Nothing has been read yet. */
  | { readonly kind: 'loading' }
  /** The last read succeeded. */
  | { readonly kind: 'live'; readonly picture: Picture }
  /** Reads fail since `since` (ms); the last good picture stays on the screen with its age. */
  | { readonly kind: 'stale'; readonly picture: Picture; readonly problem: Problem; readonly since: number }
  /** Reads have failed since the start; there is nothing to show but the reason. */
  | { readonly kind: 'down'; readonly problem: Problem; readonly since: number };

/** The selected job: an id, never a row number; the index only says where it was last seen. */
export interface Selection {
  readonly id: JobId | null;
  readonly index: number;
}

/** The list's part of the screen, in lines. */
export interface Viewport {
  /** Height of the list in lines. */
  readonly lines: number;
  /** Screen line, 0-based from the list's top, on which the selected job begins; negative if clipped above. */
  readonly selectedLine: number;
  /**
   * True until the operator moves, and again after "go to first": the list then shows its top, so that a new
   * failure is on the screen without scrolling. False: the selected job keeps its screen line.
   */
  readonly pinned: boolean;
}

/** Everything the screen depends on besides size and time. Immutable. */
export interface JobsState {
  readonly mode: Mode;
  readonly connection: Connection;
  readonly filter: JobFilter;
  readonly selection: Selection;
  readonly viewport: Viewport;
  /** Where the operator went beyond the jobs at hand; settled by the next picture. */
  readonly pending: Anchor | null;
  readonly progress: ProgressLog;
  /** First visible line of the help. */
  readonly helpTop: number;
}

/** What can happen to the machine. */
export type JobsEvent =
  /** A key, by the keymap's name for it, such as `j`, `Ctrl-d`, `PageDown`, `Up`. */
  | { readonly type: 'key'; readonly key: string }
  /** A read succeeded; `request` is what it answers: only so can the machine tell a job that is gone from one not asked for. */
  | { readonly type: 'picture'; readonly picture: Picture; readonly request?: PictureRequest }
  | { readonly type: 'problem'; readonly problem: Problem; readonly at: number }
  /** The list's height changed. */
  | { readonly type: 'viewport'; readonly lines: number };

/** What a transition asks the app to do. The machine runs nothing itself. */
export type Command =
  | { readonly type: 'read'; readonly request: PictureRequest }
  | { readonly type: 'redraw' }
  | { readonly type: 'suspend' }
  | { readonly type: 'quit' };

/** How many lines a job takes in the list, the blank line after it included. Given by the view. */
export type HeightOf = (job: Job) => number;
