import type { LogMatches, LogReading, LogRequest, LogSearch, LogSearchResult } from '../../model/log.js';
import type { Picture, PictureRequest, ReadProgress } from '../../model/picture.js';
import type { Problem } from '../../model/problem.js';
import type { Room, Writability } from './state.js';
import type { Notice, Outcome, WriteOrder } from './write-order.js';

/** What can happen to the machine. */
export type JobsEvent =
  /** A key, by the keymap's name for it, such as `j`, `Ctrl-d`, `PageDown`, `Up`. */
  | { readonly type: 'key'; readonly key: string; readonly at?: number }
  /**
   * A read succeeded; `request` is what it answers: only so can the machine tell a job that is gone from one not asked
   * for. `overtakenSince` (ms) is when the first change was seen after the read had begun, where one was.
   */
  | {
      readonly type: 'picture';
      readonly picture: Picture;
      readonly request?: PictureRequest;
      readonly overtakenSince?: number;
    }
  /** The database has changed since the picture on the screen. */
  | { readonly type: 'changed'; readonly at: number }
  /** How far the read under way has come. */
  | { readonly type: 'read-progress'; readonly progress: ReadProgress }
  | { readonly type: 'problem'; readonly problem: Problem; readonly at: number }
  /** The screen has another size. */
  | { readonly type: 'room'; readonly room: Room }
  | { readonly type: 'writability'; readonly writability: Writability }
  /** A write ended. */
  | { readonly type: 'written'; readonly order: WriteOrder; readonly outcome: Outcome; readonly at: number }
  /** Something that a command asked for ended: copying, opening, saving. */
  | { readonly type: 'notice'; readonly notice: Notice | null }
  /** A read of a log ended; `request` is what it answers. */
  | { readonly type: 'log'; readonly reading: LogReading; readonly request: LogRequest }
  | {
      readonly type: 'log-found';
      readonly search: LogSearch;
      readonly result: LogSearchResult;
      readonly at?: number;
    }
  | {
      readonly type: 'log-counted';
      readonly search: LogSearch;
      readonly at: number;
      readonly result: LogMatches;
    };
