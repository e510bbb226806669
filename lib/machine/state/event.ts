import type { OwnRun } from '../../model/commands/own-command.js';
import type { JobId } from '../../model/job.js';
import type { LogMatches, LogReading, LogRequest, LogSearch, LogSearchResult } from '../../model/log.js';
import type { NotedAct } from '../../model/marks.js';
import type { Picture, PictureRequest, ReadProgress } from '../../model/picture.js';
import type { Problem } from '../../model/problem.js';
import type { Alert, Mode, Room, WaitAlert, Writability } from './state.js';
import type { Copying, Notice, Outcome, WriteOrder } from './write-order.js';

/** What a transition asks the app to do. The machine runs nothing itself. */
export type Command =
  /** Reads again; what to read is then given by the machine's `request`. */
  | { readonly type: 'read'; readonly when?: 'typing-pauses' }
  | { readonly type: 'write'; readonly order: WriteOrder }
  | { readonly type: 'copy'; readonly text: string; readonly what: string }
  | { readonly type: 'save-text'; readonly copying: Copying }
  | { readonly type: 'open-folder'; readonly path: string }
  /** The filter or the panels' settings have changed and need saving. */
  | { readonly type: 'remember' }
  /** What the operator saw last is kept for the next start. */
  | { readonly type: 'keep' }
  /** Reads the log on the screen: at once, or after a rest since the last read. */
  | { readonly type: 'read-log'; readonly when?: 'in-time' }
  | { readonly type: 'search-log'; readonly search: LogSearch }
  /** Counts the lines that match a search, and those of them before a byte. */
  | { readonly type: 'count-log-matches'; readonly search: LogSearch; readonly at: number }
  /** Ends a search of the log that is under way. */
  | { readonly type: 'stop-log-search' }
  | { readonly type: 'save-log'; readonly jobId: JobId }
  | { readonly type: 'edit-log'; readonly jobId: JobId }
  /** Deletes old metrics, unless the database is busy. */
  | { readonly type: 'clean-metrics' }
  /** Tells the operator of new failures, or of the end of what they wait for, when they aren't looking at the screen. */
  | { readonly type: 'alert'; readonly alert: Alert | WaitAlert; readonly isSilent?: true }
  /** Runs a command of the operator's own. */
  | { readonly type: 'run'; readonly run: OwnRun }
  | { readonly type: 'redraw' }
  | { readonly type: 'suspend' }
  | { readonly type: 'quit' };

/** What can happen to the machine. */
export type JobsEvent =
  /** A key, by its name in the keymap, such as `j`, `Ctrl-d`, `PageDown`, `Up`. */
  | { readonly type: 'key'; readonly key: string; readonly at?: number }
  /**
   * A read succeeded. `request` is what it answers, without which the machine couldn't tell a job that is gone
   * from one that wasn't asked for. `overtakenSince` (ms) is when the first change after the beginning of the read
   * was seen; absent if none was.
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
  /** The wheel of the mouse was turned by a notch, at a time in ms. */
  | { readonly type: 'wheel'; readonly by: 1 | -1; readonly at: number }
  /**
   * What a frame showed in this mode was clicked on, in ms: it chooses what has this key, presses the key, or lists the
   * jobs of a status alone.
   */
  | {
      readonly type: 'click';
      readonly does: 'choose' | 'press' | 'list';
      readonly key: string;
      readonly mode: Mode;
      readonly at: number;
    }
  /** The terminal has the operator's focus from now on (ms), or no more. */
  | { readonly type: 'focus'; readonly focused: boolean; readonly at: number }
  /**
   * The question with this number (`JobsState.asked`) was on the screen for long enough to be read, and every key that
   * was pressed before has been handled.
   */
  | { readonly type: 'question-seen'; readonly asked: number }
  /** The sizes of the screen's parts have changed. */
  | { readonly type: 'room'; readonly room: Room }
  | { readonly type: 'writability'; readonly writability: Writability }
  /** A write ended. */
  | { readonly type: 'written'; readonly order: WriteOrder; readonly outcome: Outcome; readonly at: number }
  /** Other programs of this operator have done this. */
  | { readonly type: 'acts'; readonly acts: readonly NotedAct[] }
  /** An operation that a command asked for has ended: copying, opening, saving. */
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
