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
  | 'notice';

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

/** One whole screen as plain data: every widget's lines and where they stand. Absent widgets are hidden. */
export interface Frame {
  readonly size: Size;
  /** The window title a terminal may show. Clean text. */
  readonly title: string;
  /** Border and separators: one line for each screen row, over which the widgets are laid. */
  readonly border: readonly Line[];
  readonly status: { readonly rect: Rect; readonly lines: readonly Line[] } | null;
  readonly list: { readonly rect: Rect; readonly props: ListProps } | null;
  /** A panel or a message laid over or in place of the list: help, waiting, unreadable, too small. */
  readonly panel: { readonly rect: Rect; readonly lines: readonly Line[] } | null;
  readonly footer: { readonly rect: Rect; readonly lines: readonly Line[] } | null;
}

/** What draws frames on a terminal. The app knows widgets only through this. */
export interface Display {
  /** Shows a frame; writes nothing where no cell changed. */
  update(frame: Frame): void;
  /** Forgets what the terminal shows and draws the last frame whole: after Ctrl-L, a resume, a resize. */
  redraw(): void;
  /** Frees every widget and handler and stops writing. Doesn't restore the terminal: that is the session's. */
  destroy(): void;
}
