/** Screen size in cells. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Where a widget is: 0-based cell of its top left corner, and its size in cells. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The meaning of a piece of text, for which the theme has a colour. Statuses can be told apart by their glyphs
 * too.
 */
export type StyleName =
  | 'plain'
  | 'dim'
  | 'strong'
  | 'title'
  | 'border'
  | 'key'
  | 'queued'
  | 'running'
  | 'complete'
  | 'failed'
  | 'cancelled'
  | 'other'
  | 'bar'
  | 'barRest'
  | 'path'
  | 'error'
  | 'warning'
  | 'notice'
  /** The focused part of a dialog. */
  | 'focus'
  /** The line above a full screen of text. */
  | 'heading'
  /** A match of a search: any, and the current one. */
  | 'match'
  | 'matchHere'
  | LogColor
  | `strong${Capitalize<LogColor>}`;

/** Colours that a job's log may use. */
export type LogColor = 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan';

/** A run of clean text in one style. */
export interface Span {
  readonly text: string;
  readonly style: StyleName;
  /** What a click on it does; absent: nothing, unless it is part of a target. */
  readonly click?: Clickable;
}

/** What a click does: chooses what has this key in the state, presses this key, or lists jobs of this status alone. */
export interface Clickable {
  readonly does: 'choose' | 'press' | 'list';
  readonly key: string;
}

/** One screen line of a widget: clean, already clipped, and padded to exactly the widget's width in cells. */
export type Line = readonly Span[];

/** Where something stands that can be chosen, and its key in the state. */
export interface Target {
  readonly rect: Rect;
  readonly key: string;
}

/** The list widget's part of a frame: only the lines that are on the screen. */
export interface ListProps {
  readonly lines: readonly Line[];
  /** First of the selected job's lines among `lines`, or null if none is on the screen. */
  readonly selected: { readonly from: number; readonly count: number } | null;
}

/** A share as a bar with its figure on the right, as high as the widget. */
export interface GaugeProps {
  /** From 0 to 1. The bar is full only at 1, and empty only at 0, if it has enough cells to tell. */
  readonly share: number;
  /** The figure, such as `87%`: clean text. If the widget is too narrow for both, the bar is left out. */
  readonly label: string;
  readonly style: StyleName;
}

/**
 * A curve of the newest values that the widget has room for: oldest first, one per cell, the last one in the last
 * cell. It spans the range from the least to the greatest of them, over all rows of the widget; `from`: from there, if none
 * is less.
 */
export interface SparklineProps {
  /** Null for unknown values: gaps. */
  readonly values: readonly (number | null)[];
  readonly from?: number | undefined;
  readonly style: StyleName;
}

/** One cell of a table: clean text, already clipped and padded to its column. */
export interface TableCell {
  readonly text: string;
  readonly style: StyleName;
}

/** A header, and as many rows below it as fit. */
export interface TableProps {
  readonly header: readonly string[];
  readonly rows: readonly (readonly TableCell[])[];
  /** The width of each column in cells. There is one blank cell between two columns. */
  readonly widths: readonly number[];
}

/**
 * What a terminal may show of the whole beside the screen, in its tab or in the taskbar: how far what runs has come, in
 * whole percent; that something runs of which nobody knows how far; or that something failed.
 */
export interface TerminalProgress {
  readonly kind: 'share' | 'busy' | 'failed';
  readonly percent: number;
}

/** One whole screen as plain data: every widget's lines and their positions. Absent widgets are hidden. */
export interface Frame {
  readonly size: Size;
  /** The title that a terminal may show above the screen. Clean text. */
  readonly title: string;
  /** Absent: nothing to show, or nobody wants to see it. */
  readonly progress?: TerminalProgress;
  /** Border and separators: one line for each screen row, below the widgets. */
  readonly border: readonly Line[];
  readonly status: { readonly rect: Rect; readonly lines: readonly Line[] } | null;
  readonly list: {
    readonly rect: Rect;
    readonly props: ListProps;
    readonly targets?: readonly Target[];
  } | null;
  /** A panel or a message on top or in place of the list: help, waiting, unreadable, too small. */
  readonly panel: Lines | null;
  /** Beside the list. */
  readonly side?: Lines | null;
  readonly footer: { readonly rect: Rect; readonly lines: readonly Line[] } | null;
  /** Above the panel. There are three widgets of each kind, which show the first three of these. */
  readonly gauges?: readonly { readonly rect: Rect; readonly props: GaugeProps }[];
  readonly sparklines?: readonly { readonly rect: Rect; readonly props: SparklineProps }[];
  readonly tables?: readonly { readonly rect: Rect; readonly props: TableProps }[];
  /** The pipeline above the status bar. */
  readonly pipeline?: { readonly rect: Rect; readonly lines: readonly Line[] } | null;
  /** Above everything else. */
  readonly dialog?: Lines | null;
}

/** Lines at a place, and what can be chosen on them. */
export interface Lines {
  readonly rect: Rect;
  readonly lines: readonly Line[];
  readonly targets?: readonly Target[];
}

/** Draws frames on a terminal. The app knows widgets only through this. */
export interface Display {
  /**
   * Shows a frame; if nothing on the screen changed, writes nothing and returns false. `drawn` runs as soon as the
   * terminal has taken all of the frame; never, if a newer one takes its place before.
   */
  update(frame: Frame, drawn?: () => void): boolean;
  /** Forgets what the terminal shows and draws the last frame whole: after Ctrl-L, a resume, a resize. */
  redraw(): void;
  /**
   * Frees every widget and handler and stops writing. Doesn't restore the terminal, which is up to the session.
   */
  destroy(): void;
}
