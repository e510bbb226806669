import { pictureOf } from '../../machine/state/job-window.js';
import type { LogViewer } from '../../machine/state/log-viewer.js';
import type { JobsState } from '../../machine/state/state.js';
import type { Job, JobStatus } from '../../model/job.js';
import type { QueueKind } from '../../model/limits.js';
import type { FilteredPart } from '../../model/log.js';
import { queueOf } from '../../model/picture.js';
import { shownPath, shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import type { Frame, Line } from '../frame.js';
import { fullScreenOf } from '../layout/layout.js';
import { type Message, messageLines, type Paragraph } from '../layout/message.js';
import { blankLine } from '../text/line.js';
import { logFooter } from './footer.js';
import { endOfScreen, textLines } from './text-lines.js';
import { hasEnded, titleLine } from './title.js';

const gap: Paragraph = { text: '', style: 'plain' };

/** The message in place of a log that can't be shown; null if it can. */
function logMessage(
  viewer: LogViewer | null,
  status: JobStatus,
  queue: QueueKind | undefined,
  context: ViewContext,
): Message | null {
  if (viewer === null) return [{ text: 'No log is open', style: 'notice' }];
  const { piece, trouble } = viewer;
  const isEnded = hasEnded(status);
  if (piece !== null && piece.size > 0 && piece.filtered !== null && piece.lines.length === 0) {
    return withoutMatches(piece.filtered, context);
  }
  if (piece !== null && (piece.lines.length > 0 || piece.size > 0)) return null;
  if (trouble?.kind === 'problem') {
    const { sentence, advice, file } = trouble.problem;
    return [
      { text: 'The log cannot be read', style: 'error' },
      path(file, context),
      gap,
      { text: shownText(sentence, context), style: 'plain' },
      { text: shownText(advice, context), style: 'plain' },
    ];
  }
  // Of other programs' queues none keeps one where it can be read, so there is none to wait for.
  if (trouble?.kind === 'none' && queue !== undefined)
    return [{ text: `${queue.title} keeps no log of its jobs`, style: 'notice' }];
  if (trouble?.kind === 'none') {
    return [
      { text: isEnded ? 'This job has no log' : 'This job has no log yet', style: 'notice' },
      gap,
      ...(trouble.looked.length === 0 ? [] : [{ text: 'Looked for in:', style: 'dim' } as const]),
      ...trouble.looked.map((looked) => path(looked, context)),
      ...(isEnded
        ? []
        : [gap, { text: 'It will appear here as soon as there is one.', style: 'dim' } as const]),
    ];
  }
  if (piece === null) return [{ text: `loading${context.glyphs.ellipsis}`, style: 'notice' }];
  if (isEnded) return [{ text: 'The log is empty', style: 'notice' }];
  return [
    { text: 'The log is empty so far', style: 'notice' },
    gap,
    { text: 'New lines will appear here.', style: 'dim' },
  ];
}

function withoutMatches({ only, isDone }: FilteredPart, context: ViewContext): Message {
  const filter = shownText(`\u201c${only}\u201d`, context);
  if (!isDone) {
    return [{ text: `looking for lines with ${filter}${context.glyphs.ellipsis}`, style: 'notice' }];
  }
  return [
    { text: `No line has ${filter}`, style: 'notice' },
    gap,
    { text: 'Lines that match will appear here. Esc shows all lines.', style: 'dim' },
  ];
}

function path(looked: string, context: ViewContext): Paragraph {
  const isPath = looked.startsWith('/');
  return {
    text: isPath ? shownPath(looked, context) : shownText(looked, context),
    style: 'path',
    isPath,
  };
}

/**
 * The log viewer on the whole screen: its title, the text without a border (so that the text can be copied), the
 * footer.
 */
export function logFrame(
  state: JobsState,
  context: ViewContext,
): Pick<Frame, 'border' | 'status' | 'list' | 'panel' | 'footer'> {
  const { title, text, footer } = fullScreenOf(context.size);
  const { log } = state;
  const job = log === null ? null : jobNow(state, log.job);
  const picture = pictureOf(state.connection);
  const queue = picture === null || job === null ? undefined : queueOf(picture, job);
  const message = logMessage(log, job?.status ?? 'other', queue, context);
  const lines =
    log === null || message !== null
      ? messageLines(message ?? [], text.width, text.height, context)
      : textLines(log, text, context);
  const heading: Line =
    log === null || job === null
      ? blankLine(title.width)
      : titleLine(log, job, endOfScreen(log, text, context), title.width, context);
  return {
    border: Array.from({ length: context.size.rows }, () => blankLine(context.size.columns)),
    status: { rect: title, lines: [heading] },
    list: null,
    panel: { rect: text, lines },
    footer: { rect: footer, lines: [logFooter(state, footer.width, context)] },
  };
}

/** The job as the list shows it now, or as it was when it left the list. */
function jobNow({ connection }: JobsState, job: Job): Job {
  if (connection.kind !== 'live' && connection.kind !== 'stale') return job;
  return connection.picture.window.jobs.find(({ id }) => id === job.id) ?? job;
}
