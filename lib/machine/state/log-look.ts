import type { LogLine } from '../../model/log.js';
import type { LogViewer } from './log-viewer.js';

/** The viewer's settings that change how its lines look. */
export type LogSettings = Pick<LogViewer, 'wrap' | 'timestamps' | 'search'>;

/** What the machine must know about how lines look. Given by the view. */
export interface LogLook {
  /** How many rows a line takes. */
  readonly rows: (line: LogLine, settings: LogSettings, columns: number) => number;
  /** How many cells it takes when it isn't wrapped. */
  readonly cells: (line: LogLine, settings: LogSettings) => number;
  /**
   * The cell at which the first match of the search begins, and how many it takes; null if there is no visible
   * match.
   */
  readonly match: (
    line: LogLine,
    settings: LogSettings,
  ) => { readonly cell: number; readonly cells: number } | null;
}

/** Lines of plain text in which every character takes one cell. */
export const plainLook: LogLook = {
  rows: ({ text }, { wrap }, columns) => (wrap ? Math.max(1, Math.ceil(text.length / columns)) : 1),
  cells: ({ text }) => text.length,
  match: ({ text }, { search }) => {
    const cell = search === null ? -1 : text.indexOf(search.text);
    return cell < 0 ? null : { cell, cells: search?.text.length ?? 0 };
  },
};
