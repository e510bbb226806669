import type { Question, WriteOrder } from '../../machine/writing.js';
import { type Appearance, glyphsOf, shownText } from '../appearance.js';
import { countOf } from '../format/count.js';
import type { Frame, Size, Span } from '../frame.js';
import { headRow } from '../job/head.js';
import type { Sight } from '../job/sight.js';
import { fitLine, rowLine, spansOf } from '../line.js';
import { clip } from '../width.js';
import { dialogBox } from './box.js';

/** So many jobs are named; the rest is counted. */
const named = 5;
const widest = 70;
/** Ids may be any text. */
const longestId = 30;

type Words = { readonly title: string; readonly verb: string; readonly what: (count: number) => string };

const wording: Readonly<Record<WriteOrder['action'], Words>> = {
  retry: { title: 'RETRY', verb: 'Retry', what: (count) => `Retry ${countOf(count, 'job')}?` },
  cancel: {
    title: 'CANCEL JOB',
    verb: 'Cancel the job',
    what: (count) => `Cancel ${countOf(count, 'job')}?`,
  },
  stop: { title: 'STOP BACKTEST', verb: 'Stop', what: () => 'Stop this backtest?' },
  'retry-all': {
    title: 'RETRY ALL',
    verb: 'Retry',
    what: (count) =>
      `Retry ${count === 1 ? 'the failed job' : `all ${countOf(count, 'failed job')}`} in the list?`,
  },
};

/** All failed jobs, while nobody knows how many those are. */
const uncounted = 'Retry all failed jobs in the list?';

/** Asks before something is done: what, to which jobs, and the two answers, "Cancel" first. */
export function questionDialog(
  { order, count, yes }: Question,
  size: Size,
  sight: Sight,
): NonNullable<Frame['dialog']> {
  const { appearance } = sight;
  const { title, verb, what } = wording[order.action];
  const width = Math.min(widest, size.columns - 12);
  const lines: (readonly Span[])[] = [
    [{ text: count === null ? uncounted : what(count), style: 'strong' }],
    [],
    ...jobLines(order, width, sight),
    ...(order.action === 'retry-all' ? [] : [[]]),
    answers(
      order.action === 'cancel' && order.jobs.length > 1 ? 'Cancel the jobs' : verb,
      yes,
      order.action,
      appearance,
    ),
  ];
  return dialogBox(title, lines, size, appearance);
}

function jobLines(order: WriteOrder, width: number, sight: Sight): (readonly Span[])[] {
  if (order.action === 'retry-all') return [];
  const { ellipsis } = glyphsOf(sight.appearance);
  const shown = order.jobs.slice(0, named).map(({ job }) => {
    const { left, right } = headRow(job, sight);
    const id = {
      text: clip(`  job ${shownText(job.id, sight.appearance)}`, longestId, ellipsis),
      style: 'dim',
    } as const;
    return rowLine({ left, right: right.length > 0 ? [...right, id] : [id] }, width, ellipsis);
  });
  const rest = order.jobs.length - named;
  return rest > 0 ? [...shown, [{ text: `and ${countOf(rest, 'more job')}`, style: 'dim' }]] : shown;
}

/** `[ Cancel ]  [ Stop ]`: the chosen one in focus, and between its signs. "Cancel" leaves everything as it is. */
function answers(
  verb: string,
  yes: boolean,
  action: WriteOrder['action'],
  appearance: Appearance,
): readonly Span[] {
  const no = action === 'cancel' ? 'Leave as it is' : 'Cancel';
  return fitLine(
    spansOf([button(no, !yes, appearance), { text: '   ', style: 'plain' }, button(verb, yes, appearance)]),
    60,
  );
}

function button(text: string, chosen: boolean, appearance: Appearance): Span {
  const { selected } = glyphsOf(appearance);
  return chosen ? { text: `[${selected}${text} ]`, style: 'focus' } : { text: `[ ${text} ]`, style: 'plain' };
}
