import type { RecordedFailure } from '../../causes/error.js';
import { reachesStart } from '../../machine/lines/log-piece.js';
import { pictureOf, selectedJob } from '../../machine/state/job-window.js';
import { type LogTail, mostTailLines, tailOf } from '../../machine/state/log-viewer.js';
import type { JobsState } from '../../machine/state/state.js';
import type { Job } from '../../model/job.js';
import type { JobDetail } from '../../model/job-detail.js';
import { shownPath } from '../appearance.js';
import { ofDatabase } from '../context.js';
import { countOf, countText } from '../format/numbers.js';
import type { Frame, Line, Rect, StyleName, TableProps } from '../frame.js';
import { errorText } from '../job/ended.js';
import { margin } from '../layout/layout.js';
import { shownLine } from '../log/shown-line.js';
import { unwrappedRow } from '../log/text-lines.js';
import { hasEnded } from '../log/title.js';
import { blankLine, fitLine, type Part, rowLine } from '../text/line.js';
import { clip, fitPath, pad } from '../text/width.js';
import { unreadLines } from '../words/connection-words.js';
import {
  bulleted,
  firstOf,
  pathOf,
  quoted,
  type RowContext,
  type Segment,
  words,
} from '../words/segments.js';
import { type DetailDocument, detailDocument, type Placed, withLinesBelow } from './document.js';

type Parts = Pick<Frame, 'list' | 'panel' | 'gauges' | 'sparklines' | 'tables'>;

/** The detail panel in a rectangle: the part of its page that the operator scrolled to. */
export function detailParts(state: JobsState, rect: Rect, context: RowContext): Parts {
  const width = rect.width - 2 * margin;
  const shown = documentOf(state, width, rect.height, context);
  if (shown === null) {
    const gone = [
      ...blankLine(margin),
      ...fitLine([{ text: 'This job is no longer in the database.', style: 'notice' }], rect.width - margin),
    ];
    const lines = Array.from({ length: rect.height }, (_, row) => (row === 0 ? gone : blankLine(rect.width)));
    return { list: null, panel: { rect, lines } };
  }
  const { page, detail } = shown;
  const top = Math.max(0, Math.min(state.detailTop, page.length - rect.height));
  const lines = Array.from({ length: rect.height }, (_, row) => {
    return [...blankLine(margin), ...page.line(top + row), ...blankLine(margin)];
  });
  const drawn = <Props>({ line, left, width: wide, props }: Placed<Props>) =>
    line < top || line >= top + rect.height
      ? []
      : [
          {
            rect: { left: rect.left + margin + left, top: rect.top + line - top, width: wide, height: 1 },
            props,
          },
        ];
  return {
    list: null,
    panel: { rect, lines },
    gauges: page.gauges.flatMap(drawn),
    sparklines: page.sparklines.flatMap(drawn),
    tables: detail === null ? [] : tableParts(page, detail, top, rect, width, context),
  };
}

/** How many lines the page has, in a panel of this size. */
export function detailHeight(
  state: JobsState,
  panel: Pick<Rect, 'width' | 'height'>,
  context: RowContext,
): number {
  return documentOf(state, panel.width - 2 * margin, panel.height, context)?.page.length ?? 0;
}

function documentOf(
  state: JobsState,
  width: number,
  height: number,
  context: RowContext,
): { readonly page: DetailDocument; readonly detail: JobDetail | null } | null {
  const picture = pictureOf(state.connection);
  const read = picture?.detail ?? null;
  const detail = read?.job.id === state.detailId ? read : null;
  const job = detail?.job ?? selectedJob(state);
  if (job === null) return null;
  const own = ofDatabase(job.database, context);
  const page = detailDocument(job, detail, width, own);
  const unread = unreadLines(picture, job, width);
  const room = height - page.length - unread.length;
  const none = picture?.queue === undefined ? null : words('not kept', 'dim');
  const tail = logTailLines(tailOf(state), none ?? withoutLines(tailOf(state), job), room, width, own);
  return { page: withLinesBelow(page, [...unread, ...tail]), detail };
}

/** The visible part of the table. Its header stays at the top as long as rows are visible. */
function tableParts(
  page: DetailDocument,
  detail: JobDetail,
  top: number,
  rect: Rect,
  width: number,
  context: RowContext,
): NonNullable<Frame['tables']> {
  if (page.table === null) return [];
  const { line, rows } = page.table;
  const firstLine = Math.max(line, top);
  const endLine = Math.min(line + 1 + rows, top + rect.height);
  const height = endLine - firstLine;
  if (height <= 0) return [];
  const from = firstLine - line;
  return [
    {
      rect: { left: rect.left + margin, top: rect.top + firstLine - top, width, height },
      props: failureTable(detail, from, from + height - 1, width, ofDatabase(detail.job.database, context)),
    },
  ];
}

/** At least this many lines are shown, even if the panel has to be scrolled to them. */
const leastLines = 5;
/** Lines that aren't the log's: a blank one, and the heading. */
const otherLines = 2;
const labelWidth = 14;

/**
 * The end of a job's log: as many lines as there is `room` for, at least five and at most ten; else, in one line, why
 * there are none. No lines while nothing is known yet.
 */
function logTailLines(
  tail: LogTail | null,
  none: Segment,
  room: number,
  width: number,
  context: RowContext,
): readonly Line[] {
  if (tail === null) return [];
  const { ellipsis } = context.glyphs;
  const lines = tail.piece?.lines ?? [];
  if (tail.piece === null || lines.length === 0) {
    const label: Part = { text: pad('Log', labelWidth), style: 'dim' };
    const left = [label, ...firstOf(troubleOf(tail, context), none)];
    return [blankLine(width), rowLine({ left, right: [] }, width, ellipsis)];
  }
  const count = Math.max(leastLines, Math.min(mostTailLines, room - otherLines));
  const shown = lines.slice(-count);
  const isWhole = shown.length === lines.length && reachesStart(tail.piece);
  const title = isWhole ? 'Log' : `Last ${countOf(shown.length, 'line')} of the log`;
  const heading = bulleted([words(title, 'title'), troubleOf(tail, context)], context);
  return [
    blankLine(width),
    rowLine({ left: heading, right: isWhole ? [] : [hint] }, width, ellipsis),
    ...shown.map((line) => unwrappedRow(shownLine(line, settings, context.unicode), 0, width, null, context)),
  ];
}

const hint: Part = { text: 'l: whole log', style: 'dim', optional: true };
const settings = { wrap: false, timestamps: true, search: null };

/** Why there is nothing newer to show; empty if nothing is wrong. */
function troubleOf({ trouble }: LogTail, context: RowContext): Segment {
  if (trouble === null) return [];
  if (trouble.kind === 'problem') {
    return [...words('cannot be read: ', 'error'), ...quoted(trouble.problem.sentence, 'plain', context)];
  }
  if (trouble.recorded === undefined) return [];
  return [...words('the file is missing: ', 'warning'), ...recordedLocation(trouble.recorded, context)];
}

function recordedLocation(location: string, context: RowContext): Segment {
  return location.startsWith('/') ? pathOf(location, context) : quoted(location, 'path', context);
}

function withoutLines(tail: LogTail | null, { status }: Job): Segment {
  const piece = tail?.piece ?? null;
  const so = hasEnded(status) ? '' : piece === null ? ' yet' : ' so far';
  return words(`${piece === null ? 'none' : 'empty'}${so}`, 'dim');
}

interface Column {
  readonly title: string;
  readonly width: number;
  readonly align: 'left' | 'right';
  readonly style: StyleName;
  /** The cell's text for the failure at a 0-based position; the failure is null if it isn't loaded. */
  readonly text: (failure: RecordedFailure | null, index: number) => string;
}

/**
 * The table with its rows from `from` up to, but not including, `end`; failures that aren't loaded are shown as
 * dots.
 */
export function failureTable(
  detail: JobDetail,
  from: number,
  end: number,
  width: number,
  context: RowContext,
): TableProps {
  const { ellipsis } = context.glyphs;
  const columns = columnsOf(detail, width, context);
  const fitted = ({ width: room, align }: Column, text: string) => pad(text, room, align, ellipsis);
  const rows = Array.from({ length: Math.max(0, end - from) }, (_, offset) => {
    const index = from + offset;
    const failure = detail.failures[index - detail.failuresFrom] ?? null;
    return columns.map((column) => ({
      text: fitted(column, column.text(failure, index)),
      style: column.style,
    }));
  });
  return {
    header: columns.map((column) => fitted(column, column.title)),
    rows,
    widths: columns.map((column) => column.width),
  };
}

/**
 * If none of the loaded failures has a position in a file, as with schema mismatches, the error gets all the room.
 */
function columnsOf(detail: JobDetail, width: number, context: RowContext): readonly Column[] {
  const { ellipsis } = context.glyphs;
  const number: Column = {
    title: '#',
    width: Math.max(3, countText(detail.failureCount).length),
    align: 'right',
    style: 'dim',
    text: (_, index) => countText(index + 1),
  };
  const error = (room: number, absent: string): Column => ({
    title: 'Error',
    width: Math.max(8, room),
    align: 'left',
    style: 'error',
    text: (failure) => {
      if (failure === null) return absent;
      const text = errorText(failure.error, failure.stackTrace ?? null, context);
      const cut = clip(text, room, ellipsis);
      // A figure cut in half would be a wrong figure.
      return cut === text ? text : cut.slice(0, -ellipsis.length).replace(/ \d[\d.,]*$/, '') + ellipsis;
    },
  });
  const isPlaced = ({ filePath, line }: RecordedFailure) => filePath !== null || line !== null;
  if (detail.failures.length > 0 && !detail.failures.some(isPlaced)) {
    return [number, error(width - number.width - 1, ellipsis)];
  }
  const line: Column = { title: 'Line', width: 7, align: 'right', style: 'plain', text: lineOf };
  const rest = width - number.width - line.width - 3;
  const room = Math.max(8, Math.floor(rest * 0.4));
  const file: Column = {
    title: 'File',
    width: room,
    align: 'left',
    style: 'path',
    text: (failure) =>
      failure === null ? ellipsis : fitPath(shownPath(failure.filePath, context), room, ellipsis),
  };
  return [number, file, line, error(rest - room, '')];
}

function lineOf(failure: RecordedFailure | null): string {
  return failure === null || failure.line === null ? '' : countText(failure.line);
}
