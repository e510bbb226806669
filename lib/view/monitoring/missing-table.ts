import type { UnreadTable } from '../../model/limits.js';
import { shownPath } from '../appearance.js';
import type { ViewContext } from '../context.js';
import type { Line } from '../frame.js';
import { unreadWords } from '../limit-words.js';
import { fitLine } from '../text/line.js';
import { fitPath } from '../text/width.js';
import { wrap } from '../text/wrap.js';

/** Says that the database lacks a table, and which command adds it; or why it isn't read (`unread`). */
export function missingTable(
  table: string,
  what: string,
  width: number,
  context: ViewContext,
  unread: UnreadTable['why'] | null = null,
): readonly Line[] {
  if (unread !== null)
    return wrap(`${what} is not known: ${table} is not read, since ${unreadWords(unread)}.`, width).map(
      (text) => fitLine([{ text, style: 'warning' }], width),
    );
  const { ellipsis } = context.glyphs;
  const command = 'jobs-view migrate ';
  const path = fitPath(
    shownPath(context.databaseLabel, context),
    Math.max(8, width - command.length),
    ellipsis,
  );
  return [
    ...wrap(`${what} is not known: this database has no table ${table}. To add it:`, width).map((text) =>
      fitLine([{ text, style: 'plain' }], width),
    ),
    fitLine(
      [
        { text: command, style: 'key' },
        { text: path, style: 'path' },
      ],
      width,
    ),
  ];
}
