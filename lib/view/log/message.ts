import type { LogViewer } from '../../machine/state/log-viewer.js';
import type { JobStatus } from '../../model/job.js';
import type { FilteredPart } from '../../model/log.js';
import { shownPath, shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import type { Message, Paragraph } from '../message.js';
import { hasEnded } from './title.js';

const gap: Paragraph = { text: '', style: 'plain' };

/** The message in place of a log that can't be shown; null if it can. */
export function logMessage(
  viewer: LogViewer | null,
  status: JobStatus,
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
