import type { OwnCommand, OwnRun } from '../../model/commands/own-command.js';
import type { FeedEntry } from '../../model/feed.js';
import type { JobFilter } from '../../model/filter.js';
import type { Job, JobId } from '../../model/job.js';
import type { Look } from '../../model/look.js';
import type { Anchor, Found, Picture, ReadProgress } from '../../model/picture.js';
import type { Problem } from '../../model/problem.js';
import type { ProgressLog } from '../../model/progress.js';
import type { Density, NamedView, TimeLook } from '../../model/saved-view.js';
import type { JobSort } from '../../model/sort.js';
import type { FilterDraft } from './filter-draft.js';
import type { Bell, JobWait } from './job-wait.js';
import type { LogTail, LogViewer } from './log-viewer.js';
import type { Monitor } from './monitor-state.js';
import type { Copying, LastAct, Notice, OwnChanges, Question, SeenJob, WriteOrder } from './write-order.js';

/** Jobs that failed since the last picture. */
export interface Alert {
  readonly count: number;
  /** Names of some of them, newest failure first: those that are loaded. Untrusted text. */
  readonly names: readonly string[];
}

/** What the operator waited for has ended. */
export interface WaitAlert {
  readonly ended: JobWait;
}

/** When the operator was alerted last, ms, and what failed since then without another alert. */
interface Alerted {
  readonly at: number;
  readonly since: Alert | null;
}

/** Every job that passes the filter, now or later, is marked, except some. */
export interface AllMarks {
  /** Those that the operator unmarked. */
  readonly but: ReadonlySet<JobId>;
}

/** What the operator hasn't seen of the failed jobs above the visible part of the list. */
export interface FailuresAbove {
  /** The instant of the picture in which they saw the top of the list last, ms. */
  readonly at: number;
  /** Failures since then that were loaded or on the screen, each by its job and its attempt. */
  readonly seen: ReadonlySet<string>;
  /** How many others came in above. */
  readonly count: number;
  /** The list that this is about. */
  readonly filter: JobFilter;
  readonly sort: JobSort;
}

/** A search in the help. */
interface HelpSearch {
  readonly text: string;
  /** The help as it was when the search began, to return to when that is given up. */
  readonly origin: Pick<JobsState, 'helpTop' | 'helpChosen' | 'helpByKey'>;
  /** Whether nothing matches. */
  readonly isVain: boolean;
  /** Enter does what the match says: in the help, or in what is below if the help opened for that alone. */
  readonly does?: 'here' | 'alone';
}

/** What the operator saw last, and whether they are looking. Times in ms since the epoch. */
export interface Looking {
  /** Whether the terminal has their focus; null if it hasn't said so. */
  readonly focused: boolean | null;
  /** When the focus went; null if it is there or unknown. */
  readonly leftAt: number | null;
  /** When the first picture came, since somebody who starts the program looks at it; null before. */
  readonly cameAt: number | null;
  /** What they saw last; not renewed while they are away, nor until they have acknowledged what is new. */
  readonly last: Look | null;
  /** The look from which the screen counts what is new; null once that is acknowledged. */
  readonly since: Look | null;
  /** New jobs that have been selected since then. */
  readonly seen: ReadonlySet<JobId>;
  /** When it was last saved for the next start; null for never. */
  readonly savedAt: number | null;
}

/** The first value; `last` is what they saw before the program was started, null for nothing. */
export function initialLooking(last: Look | null): Looking {
  return { focused: null, leftAt: null, cameAt: null, last, since: last, seen: new Set(), savedAt: null };
}

/** Where the operator is in a panel of rows: a row's key, never its number. */
export interface PanelPosition {
  /** Null until they move: then the first row is chosen, whichever it is. */
  readonly key: string | null;
  /** Where that row was last seen, from 0. */
  readonly index: number;
  /** The first row that was visible, from 0. */
  readonly top: number;
}

/** A panel as it opens. */
export const firstPosition: PanelPosition = { key: null, index: 0, top: 0 };

/** A search in a panel, and where it began. */
export interface PanelSearch {
  readonly text: string;
  readonly origin: PanelPosition;
}

/** The machine's states (behaviour 6); each is an entry in the transition table. */
export type Mode =
  | 'JOB_LIST'
  | 'DETAIL_PANEL'
  | 'LOG_VIEWER'
  | 'FILTER_DIALOG'
  | 'SORT_DIALOG'
  | 'VIEWS_DIALOG'
  | 'COLUMNS_DIALOG'
  | 'MONITORING_PANEL'
  | 'CAUSES_PANEL'
  | 'WORKERS_PANEL'
  | 'PARSERS_PANEL'
  | 'DATABASES_PANEL'
  | 'ACTIVITY_PANEL'
  | 'COPY_VIEW'
  | 'CONFIRM'
  | 'SEARCH'
  | 'LOG_SEARCH'
  | 'LOG_FILTER'
  | 'HELP'
  | 'HELP_SEARCH'
  | 'PANEL_SEARCH';

/** What is known of the database now. */
export type Connection =
  /** Nothing has been read yet; `progress` is how far the read under way has come, if it has reported that. */
  | { readonly kind: 'loading'; readonly progress?: ReadProgress }
  /** The last read succeeded. `overtakenSince` (ms) is when the first change that the picture lacks was seen. */
  | { readonly kind: 'live'; readonly picture: Picture; readonly overtakenSince?: number }
  /** Reads fail since `since` (ms); the last good picture stays on the screen with its age. */
  | { readonly kind: 'stale'; readonly picture: Picture; readonly problem: Problem; readonly since: number }
  /** Reads have failed since the start; there is nothing to show but the reason. */
  | { readonly kind: 'down'; readonly problem: Problem; readonly since: number };

/** The selected job: identified by its id, never by a row number; the index only says where it was last seen. */
export interface Selection {
  readonly id: JobId | null;
  readonly index: number;
}

/** The list's part of the screen, in lines. */
interface Viewport {
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

/** From this width of the screen on there is room for details beside the list, in cells. */
export const columnsForBeside = 160;

/** How much room the parts of the screen have, in cells; given by the view. */
export interface Room {
  /** Lines of the list, with and without the pipeline above it. */
  readonly list: number;
  readonly listBelowPipeline: number;
  /** Lines of a compact list, where that differs. */
  readonly compact?: { readonly list: number; readonly listBelowPipeline: number };
  /** Lines of a list with columns that the operator chose, where that differs. */
  readonly titled?: { readonly list: number; readonly listBelowPipeline: number };
  /** Lines of the panels that stand in place of the list. */
  readonly panel: number;
  /** Lines of the help; if absent, as many as the panels have. */
  readonly help?: number;
  /** There is room for details beside the list. */
  readonly beside?: true;
  /** Lines and columns of the log viewer's text. */
  readonly log: { readonly lines: number; readonly columns: number };
  /** The screen only says that it is too small: nothing that a key would act on is visible. */
  readonly tooSmall?: boolean;
}

/** Whether the database can be written to. */
export type Writability =
  /** Not known yet: an action will find out. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'able' }
  /** Why it can't be, as a plain sentence. */
  | { readonly kind: 'unable'; readonly reason: string };

/** A search in the list. */
export interface ListSearch {
  readonly text: string;
  /** The selection before the search: where it starts, and where it returns to if it is given up. */
  readonly origin: Selection;
  /** What it found, or has found so far; null before anything is known. */
  readonly found: Found | null;
  /** The job that was found, because another may take its place in the list. Absent if none is known. */
  readonly at?: JobId | null;
  /**
   * How many matches further on (negative: back) were asked for while a match was being looked for; absent for
   * none.
   */
  readonly owed?: number;
  /** Whether the selection has reached the match, so that the rest of the search only counts the others. */
  readonly isThere?: boolean;
}

/** Columns of the compact list while they are being chosen. */
export interface ColumnsDraft {
  /** All that are offered, in their order on the screen from the left. */
  readonly rows: readonly string[];
  readonly checked: ReadonlySet<string>;
  /** The row in focus. */
  readonly row: number;
}

/** What is as before again if a filter that narrowed the list isn't applied. */
interface UnnarrowedList extends Pick<JobsState, 'filter' | 'marked' | 'allMarked' | 'selection'> {
  readonly pinned: boolean;
}

/** Everything that the screen depends on, besides its size and the time. Immutable. */
export interface JobsState {
  readonly mode: Mode;
  /** The modes below the current one, without the list: Escape leads back through them, the last one first. */
  readonly below: readonly Mode[];
  readonly connection: Connection;
  readonly filter: JobFilter;
  /** The filter of the next start: without what Enter in a panel asked for, which ends with the session. */
  readonly savedFilter: JobFilter;
  /**
   * The filter by which the loaded jobs were listed, until there is a picture for the chosen one; null if it is
   * `filter`.
   */
  readonly listedBy: JobFilter | null;
  /** The list's order. */
  readonly sort: JobSort;
  /** The order of the loaded jobs, until there is a picture in the chosen one; null if it is `sort`. */
  readonly sortedBy: JobSort | null;
  readonly selection: Selection;
  readonly room: Room;
  readonly viewport: Viewport;
  /** Where the operator went beyond the loaded jobs, until a picture covers it; null for nowhere. */
  readonly pending: Anchor | null;
  readonly progress: ProgressLog;
  /** First visible line of the help. */
  readonly helpTop: number;
  /** Which entry of the help is chosen, in the order in which they are read. */
  readonly helpChosen: number;
  /** Whether each key has an entry of its own, as where one of them is chosen to run; else those that belong together have one. */
  readonly helpByKey: boolean;
  readonly helpSearch: HelpSearch | null;
  /** The job in the detail panel while that is open: it stays there even if the list loses it. */
  readonly detailId: JobId | null;
  /** First visible line of the detail panel. */
  readonly detailTop: number;
  /** The end of a log, read for the detail panel; null until one has been read, and after the panel was closed. */
  readonly tail: LogTail | null;
  /** What the view of a single path shows while it is open, whatever happens to the list behind it. */
  readonly copying: Copying | null;
  /** The command that a notice named which was on the screen when the last key was pressed. */
  readonly offered: Copying | null;
  readonly showPipeline: boolean;
  /** Whether the operator wants the selected job's details beside the list; see `isBeside`. */
  readonly wantsBeside: boolean;
  readonly density: Density;
  /** How rows show times. */
  readonly times: TimeLook;
  /** The columns of the compact list that the operator chose; null: the usual ones. */
  readonly columns: readonly string[] | null;
  /** The columns that the dialog would set, while it is open. */
  readonly columnsDraft: ColumnsDraft | null;
  /** Where the operator is in the panel of rows that is open. */
  readonly panelPosition: PanelPosition;
  /** How far back each panel with a choice of periods looks. */
  readonly panelPeriods: { readonly [M in Mode]?: number | null };
  readonly panelSearch: PanelSearch | null;
  /** Jobs marked for the next action, each as it was last seen. */
  readonly marked: ReadonlyMap<JobId, SeenJob>;
  /** Set if all jobs of the list, except some, are marked for it; null if only those in `marked` are. */
  readonly allMarked: AllMarks | null;
  readonly search: ListSearch | null;
  /** What the filter dialog holds while it is open. */
  readonly draft: FilterDraft | null;
  /** The list as it was before a filter that is being typed narrowed it; null: none has. */
  readonly unnarrowed: UnnarrowedList | null;
  /** The order that the dialog would set, while it is open. */
  readonly sortDraft: JobSort | null;
  /** Views that the operator has named. */
  readonly views: readonly NamedView[];
  /** Their own commands. */
  readonly commands: readonly OwnCommand[];
  /**
   * The order, the density and the columns before the view that is shown, as far as it set them and they weren't changed
   * since.
   */
  readonly beforeView: {
    readonly sort?: JobSort;
    readonly density?: Density;
    readonly columns?: readonly string[] | null;
  };
  /** The place of the view in focus, from 0, while their menu is open. */
  readonly viewChosen: number | null;
  /** The command of the operator's own that is asked about once its job's log is found; the next key ends that. */
  readonly toRun: OwnRun | null;
  /** The open question, while its dialog is open. */
  readonly question: Question | null;
  /** How many questions have been asked so far; one that is asked again counts again. */
  readonly asked: number;
  /** The log viewer while it is open. */
  readonly log: LogViewer | null;
  /** True from the key that hides completed jobs until a picture lists them. */
  readonly clearing: boolean;
  readonly writability: Writability;
  /**
   * The selected job, if it is being cancelled: once it is, its place in the list stays selected, and not the job. Null
   * if it isn't.
   */
  readonly leaving: JobId | null;
  /** What `u` takes back; null for nothing. */
  readonly lastAct: LastAct | null;
  readonly own: OwnChanges;
  /** Writes under way, oldest first. */
  readonly writing: readonly WriteOrder[];
  readonly notice: Notice | null;
  readonly monitor: Monitor;
  /** When the last key was pressed, ms; null if unknown. */
  readonly pressedAt: number | null;
  readonly looking: Looking;
  /** New failures above the visible part of the list; null before there is a list. */
  readonly above: FailuresAbove | null;
  /** What happened, the newest first. */
  readonly feed: readonly FeedEntry[];
  /** See `LastSeen`. */
  readonly troubles: readonly string[] | null;
  /** Null until the operator was first alerted to failures. */
  readonly alerted: Alerted | null;
  /** Whose end the operator is waiting for; null: nobody's. */
  readonly wait: JobWait | null;
  /** What they waited for has ended, and they haven't pressed a key since. */
  readonly waitEnded: JobWait | null;
  readonly bell: Bell;
  /** When deleting old metrics was last requested, ms; null for never. */
  readonly cleanedAt: number | null;
}

/** How many lines a job takes in the list, including the blank line after it. Given by the view. */
export type HeightOf = (job: Job) => number;
