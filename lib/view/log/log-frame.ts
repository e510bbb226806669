import type { JobsState } from '../../machine/state/state.js';
import type { Job } from '../../model/job.js';
import type { ViewContext } from '../context.js';
import type { Frame, Line } from '../frame.js';
import { fullScreenOf } from '../layout.js';
import { messageLines } from '../message-lines.js';
import { blankLine } from '../text/line.js';
import { logFooter } from './footer.js';
import { logMessage } from './message.js';
import { endOfScreen, textLines } from './text-lines.js';
import { titleLine } from './title.js';

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
  const message = logMessage(log, job?.status ?? 'other', context);
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
