import type { JobFailure } from '../../model/job.js';
import type { JobDetail } from '../../model/job-detail.js';
import { shownPath } from '../appearance.js';
import { countText } from '../format/numbers.js';
import type { StyleName, TableProps } from '../frame.js';
import { errorText } from '../job/ended.js';
import type { RowContext } from '../job/segments.js';
import { clip, fitPath, pad } from '../text/width.js';

interface Column {
  readonly title: string;
  readonly width: number;
  readonly align: 'left' | 'right';
  readonly style: StyleName;
  /** The cell's text for the failure at a 0-based position; the failure is null if it isn't loaded. */
  readonly text: (failure: JobFailure | null, index: number) => string;
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
  const isPlaced = ({ filePath, line }: JobFailure) => filePath !== null || line !== null;
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

function lineOf(failure: JobFailure | null): string {
  return failure === null || failure.line === null ? '' : countText(failure.line);
}
