import { copyOf } from '../../machine/state/job-window.js';
import type { JobsState } from '../../machine/state/state.js';
import type { Copying } from '../../machine/state/write-order.js';
import { databaseOf, jobInWords } from '../../model/job.js';
import { copyableText, shownText } from '../appearance.js';
import { ofDatabase, type ViewContext } from '../context.js';
import { countOf } from '../format/numbers.js';
import type { Frame, Line, Rect, Span } from '../frame.js';
import { footerLine } from '../layout/footer.js';
import { fullScreenOf } from '../layout/layout.js';
import { currentNotice, noticeLine } from '../layout/notice-line.js';
import { blankLine, fitLine } from '../text/line.js';
import { cells, start } from '../text/width.js';
import { pathCommands } from '../words/path-commands.js';

/**
 * A path on a line of its own, without a border, to be selected with the mouse; below it, commands that lead to
 * it. A path wider than the screen continues in the first cell of the next line, so that a terminal can join the
 * lines again.
 */
export function copyFrame(
  state: JobsState,
  context: ViewContext,
): Pick<Frame, 'border' | 'status' | 'list' | 'panel' | 'footer'> {
  const parts = fullScreenOf(context.size);
  return {
    border: Array.from({ length: context.size.rows }, () => blankLine(context.size.columns)),
    status: null,
    list: null,
    panel: {
      rect: body(parts.title, parts.text),
      lines: copyLines(state, context.size.columns, parts.text.height + 1, context),
    },
    footer: copyFooter(state, parts.footer, context),
  };
}

/** The hints of the keys that lead out of here, and a notice above them if there is one. */
function copyFooter(state: JobsState, rect: Rect, context: ViewContext): NonNullable<Frame['footer']> {
  const keys = footerLine(state, rect.width, context);
  const notice = currentNotice(state.notice, context.here);
  if (notice === null) return { rect, lines: [keys] };
  const line = noticeLine(notice, rect.width, context);
  return { rect: { ...rect, top: rect.top - 1, height: 2 }, lines: [line, keys] };
}

function body(title: Rect, text: Rect): Rect {
  return { ...title, height: title.height + text.height };
}

function copyLines(state: JobsState, width: number, height: number, context: ViewContext): readonly Line[] {
  const copied = copyOf(state);
  if (copied === null) {
    const gone = fitLine([{ text: 'There is nothing left to copy', style: 'notice' }], width);
    return Array.from({ length: height }, (_, row) => (row === 0 ? gone : blankLine(width)));
  }
  const text = copyableText(copied.text, context);
  const lines: Line[] = [
    fitLine(
      [
        {
          text: `The ${copied.what} of ${jobInWords(copied.jobId, (id) => shownText(id, context))}:`,
          style: 'dim',
        },
      ],
      width,
    ),
    blankLine(width),
    ...across(text, width),
    blankLine(width),
  ];
  if (copied.what.endsWith('path'))
    lines.push(
      ...commandLines(copied.path ?? copied.text, width, ofDatabase(databaseOf(copied.jobId), context)),
    );
  if (text !== copied.text) {
    const warning = 'It holds characters that cannot be shown here: s saves it exactly.';
    lines.push(blankLine(width), fitLine([{ text: warning, style: 'warning' }], width));
  }
  lines.push(...otherLines(copied, width, context));
  if (lines.length > height)
    lines[height - 1] = fitLine([{ text: context.glyphs.ellipsis, style: 'dim' }], width);
  return Array.from({ length: height }, (_, row) => lines[row] ?? blankLine(width));
}

/** Where the other outputs are, each starting in the first cell of a line. */
function otherLines({ others }: Copying, width: number, context: ViewContext): Line[] {
  if (others === undefined) return [];
  const title = `${countOf(others.count, 'more output')}:`;
  return [
    blankLine(width),
    fitLine([{ text: title, style: 'dim' }], width),
    ...others.locations.flatMap((location) => across(copyableText(location, context), width)),
  ];
}

function commandLines(path: string, width: number, context: ViewContext): Line[] {
  const isShown = (text: string) => copyableText(text, context) === text;
  const { lines, needsRoom } = pathCommands(path, {
    host: context.host,
    home: context.home,
    isShown,
    fits: (line) => cells(line) <= width,
  });
  const shown = lines.map((text) => fitLine([{ text, style: 'plain' }], width));
  if (!needsRoom) return shown;
  return [...shown, fitLine([{ text: 'A wider window shows more commands.', style: 'dim' }], width)];
}

/** The text in as many lines as it needs, each starting in the first cell. */
function across(text: string, width: number): Line[] {
  const lines: Line[] = [];
  let rest = text;
  while (rest !== '') {
    const head = start(rest, width) || rest.slice(0, 1);
    const span: Span = { text: head, style: 'plain' };
    lines.push(fitLine([span], width));
    rest = rest.slice(head.length);
    if (cells(head) === 0) break;
  }
  return lines;
}
