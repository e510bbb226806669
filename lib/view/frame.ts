/** Screen size in cells. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Where a widget stands: 0-based cell of its top left corner, and its extent in cells. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** What a piece of text means; the theme gives it a colour, and the glyphs tell statuses apart without one. */
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
  /** What has the focus in a dialog. */
  | 'focus'
  /** The line above a full screen of text. */
  | 'heading'
  /** What a search found: anywhere, and in the line that it stands at. */
  | 'match'
  | 'matchHere'
  | LogColor
  | `strong${Capitalize<LogColor>}`;

/** Colours that a job's log may ask for. */
export type LogColor = 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan';

/** A run of clean text in one style. */
export interface Span {
  readonly text: string;
  readonly style: StyleName;
}

/** One screen line of a widget: clean, already clipped, and padded to exactly the widget's width in cells. */
export type Line = readonly Span[];

/** The list widget's part of a frame: only the lines that are on the screen. */
export interface ListProps {
  readonly lines: readonly Line[];
  /** First of the selected job's lines among `lines`, or null where none is on the screen. */
  readonly selected: { readonly from: number; readonly count: number } | null;
}

/** How much of something there is: a bar with its figure at the right, as high as the widget. */
export interface GaugeProps {
  /** From 0 to 1. The bar is full at 1 only, and empty at 0 only, as far as it has cells to tell them apart. */
  readonly share: number;
  /** The figure, such as `87%`: clean text. Where the widget is too narrow for both, the bar gives way to it. */
  readonly label: string;
  readonly style: StyleName;
}

/**
 * A curve of the newest values that the widget has room for: oldest first, one a cell, the last one in the last cell.
 * It reaches from the least to the greatest of them, over all rows of the widget.
 */
export interface SparklineProps {
  /** Null where nothing is known: a gap. */
  readonly values: readonly (number | null)[];
  readonly style: StyleName;
}

/** One cell of a table: clean text, already clipped and padded to its column. */
export interface TableCell {
  readonly text: string;
  readonly style: StyleName;
}

/** A header, and as many rows below it as there is room for. */
export interface TableProps {
  readonly header: readonly string[];
  readonly rows: readonly (readonly TableCell[])[];
  /** Cells of each column. One blank cell stands between two columns. */
  readonly widths: readonly number[];
}

/** One whole screen as plain data: every widget's lines and where they stand. Absent widgets are hidden. */
export interface Frame {
  readonly size: Size;
  /** The title that a terminal may show above the screen. Clean text. */
  readonly title: string;
  /** Border and separators: one line for each screen row, over which the widgets are laid. */
  readonly border: readonly Line[];
  readonly status: { readonly rect: Rect; readonly lines: readonly Line[] } | null;
  readonly list: { readonly rect: Rect; readonly props: ListProps } | null;
  /** A panel or a message laid over or in place of the list: help, waiting, unreadable, too small. */
  readonly panel: { readonly rect: Rect; readonly lines: readonly Line[] } | null;
  readonly footer: { readonly rect: Rect; readonly lines: readonly Line[] } | null;
  /** Laid over the panel. Of each kind there are three widgets, which show the first three. */
  readonly gauges?: readonly { readonly rect: Rect; readonly props: GaugeProps }[];
  readonly sparklines?: readonly { readonly rect: Rect; readonly props: SparklineProps }[];
  readonly tables?: readonly { readonly rect: Rect; readonly props: TableProps }[];
  /** The pipeline above the status bar. */
  readonly pipeline?: { readonly rect: Rect; readonly lines: readonly Line[] } | null;
  /** Laid over everything else. */
  readonly dialog?: { readonly rect: Rect; readonly lines: readonly Line[] } | null;
}

/** What draws frames on a terminal. The app knows widgets only through this. */
export interface Display {
  /** Shows a frame; writes nothing, and returns false, where nothing on the screen changed. */
  update(frame: Frame): boolean;
  /** Forgets what the terminal shows and draws the last frame whole: after Ctrl-L, a resume, a resize. */
  redraw(): void;
  /** Frees every widget and handler and stops writing. Doesn't restore the terminal: that is the session's. */
  destroy(): void;
}
