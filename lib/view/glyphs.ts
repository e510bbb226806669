import type { JobStatus } from '../model/job.js';

/**
 * Every character of our own that isn't ASCII in one of the two sets. Each takes as many cells as it has
 * characters.
 */
export interface Glyphs {
  readonly statuses: Readonly<Record<JobStatus, string>>;
  /** Precedes what an operator should look at. */
  readonly warning: string;
  readonly selected: string;
  readonly bullet: string;
  readonly arrow: string;
  /** Shows which way a figure is going. */
  readonly up: string;
  readonly down: string;
  /** Precedes what is out of sight above. */
  readonly above: string;
  /** Precedes a line that belongs to the line above. */
  readonly branch: string;
  /** The head of a long arrow. */
  readonly arrowHead: string;
  /** Beside a job that is marked. */
  readonly marked: string;
  /** Beside a database that is read, and one that is yet to be. */
  readonly read: string;
  readonly unread: string;
  /** Beside a job that is new since the operator looked last. */
  readonly fresh: string;
  readonly ellipsis: string;
  /** Between the first and the last of a range. */
  readonly dash: string;
  /** Before a negative number, as `+` before others. */
  readonly minus: string;
  readonly times: string;
  /** In the last cell of a line that continues beyond it. */
  readonly goesOn: string;
  /** Shows where the next typed character goes. */
  readonly cursor: string;
  readonly barFull: string;
  readonly barRest: string;
  readonly rule: string;
  readonly horizontal: string;
  readonly vertical: string;
  readonly topLeft: string;
  readonly topRight: string;
  readonly teeLeft: string;
  readonly teeRight: string;
  readonly bottomLeft: string;
  readonly bottomRight: string;
}

/**
 * The characters of behaviour 3.1. All are one cell wide on every terminal that counts ambiguous characters as
 * narrow.
 */
export const unicodeGlyphs: Glyphs = {
  statuses: { queued: '◌', running: '↻', complete: '✓', failed: '✗', cancelled: '⊘', other: '?' },
  warning: '⚠',
  selected: '▸',
  bullet: '•',
  arrow: '→',
  up: '▲',
  down: '▼',
  above: '↑',
  branch: '└─',
  arrowHead: '▶',
  marked: '*',
  read: '●',
  unread: '○',
  fresh: '+',
  ellipsis: '…',
  dash: '–',
  minus: '−',
  times: '×',
  goesOn: '…',
  cursor: '█',
  barFull: '█',
  barRest: '░',
  rule: '═',
  horizontal: '─',
  vertical: '│',
  topLeft: '┌',
  topRight: '┐',
  teeLeft: '├',
  teeRight: '┤',
  bottomLeft: '└',
  bottomRight: '┘',
};

/** Replacements for terminals without UTF-8. Statuses still differ without colour, by their first letters. */
export const asciiGlyphs: Glyphs = {
  statuses: { queued: 'Q', running: 'R', complete: 'D', failed: 'F', cancelled: 'C', other: '?' },
  warning: '!',
  selected: '>',
  bullet: '-',
  arrow: '->',
  up: '^',
  down: 'v',
  above: '^',
  branch: '`-',
  arrowHead: '>',
  marked: '*',
  read: 'o',
  unread: '.',
  fresh: '+',
  ellipsis: '...',
  dash: '-',
  minus: '-',
  times: 'x',
  goesOn: '>',
  cursor: '_',
  barFull: '#',
  barRest: '-',
  rule: '=',
  horizontal: '-',
  vertical: '|',
  topLeft: '+',
  topRight: '+',
  teeLeft: '+',
  teeRight: '+',
  bottomLeft: '+',
  bottomRight: '+',
};
