import type { Question, WriteOrder } from '../../machine/writing.js';
import type { Job } from '../../model/job.js';
import { type Appearance, glyphsOf, shownText } from '../appearance.js';
import { countOf } from '../format/count.js';
import type { Frame, Size, Span } from '../frame.js';
import { headRow } from '../job/head.js';
import type { Sight } from '../job/sight.js';
import { fitLine, type Part, rowLine, spansOf } from '../line.js';
import { cells, clip, pad } from '../width.js';
import { dialogBox } from './box.js';

/** So many jobs are named; the rest is counted. */
const named = 5;
const widest = 70;
/** In less room than this the names of several jobs matter more than how far those are. */
const roomy = 60;
/** Ids may be any text. */
const longestId = 30;
/** Less of a name than this says nothing. */
const leastName = 4;

type Words = {
  readonly title: string;
  /** The question about one job, `job 6 (fix_parser)`, and about several, `3 jobs`. */
  readonly question: (what: string) => string;
  /** The two answers: what leaves everything as it is, and what does it, to one job and to several. */
  readonly no: string;
  readonly yes: string;
  readonly yesMany: string;
};

const wording: Readonly<Record<WriteOrder['action'], Words>> = {
  retry: {
    title: 'RETRY',
    question: (what) => `Retry ${what}?`,
    no: 'Leave as is',
    yes: 'Retry',
    yesMany: 'Retry',
  },
  cancel: {
    title: 'CANCEL JOB',
    question: (what) => `Cancel ${what}?`,
    no: 'Keep',
    yes: 'Cancel the job',
    yesMany: 'Cancel the jobs',
  },
  stop: {
    title: 'STOP BACKTEST',
    question: (what) => `Stop ${what}?`,
    no: 'Keep running',
    yes: 'Stop',
    yesMany: 'Stop',
  },
  'retry-all': {
    title: 'RETRY ALL',
    question: (what) => `Retry ${what} in the list?`,
    no: 'Leave as is',
    yes: 'Retry',
    yesMany: 'Retry',
  },
};

/** Asks before something is done: what, to which jobs, and the two answers, the one that changes nothing first. */
export function questionDialog(question: Question, size: Size, sight: Sight): NonNullable<Frame['dialog']> {
  const { order, yes } = question;
  const { appearance } = sight;
  const words = wording[order.action];
  const width = Math.min(widest, size.columns - 12);
  const isMany = order.action !== 'retry-all' && order.jobs.length > 1;
  const lines: (readonly Span[])[] = [
    ...questionLines(question, width, sight),
    [],
    ...jobLines(order, width, sight),
    ...(order.action === 'retry-all' ? [] : [[]]),
    answers(words.no, isMany ? words.yesMany : words.yes, yes, appearance),
  ];
  return dialogBox(words.title, lines, size, appearance);
}

/** `Cancel job 6 (fix_parser)?`; where it is too long for one line, the name gives way. */
function questionLines({ order, count }: Question, width: number, { appearance }: Sight): readonly Span[][] {
  const { ellipsis } = glyphsOf(appearance);
  const ask = (what: string): Span[] => [{ text: wording[order.action].question(what), style: 'strong' }];
  if (order.action === 'retry-all') {
    if (count === null) return [ask('all failed jobs')];
    return [ask(count === 1 ? 'the failed job' : `all ${countOf(count, 'failed job')}`)];
  }
  const [first] = order.jobs;
  if (order.jobs.length !== 1 || first === undefined)
    return [ask(countOf(count ?? order.jobs.length, 'job'))];
  const what = idOf(first.job, appearance);
  const name = shownText(first.job.name, appearance);
  const room = width - cells(wording[order.action].question(`${what} ()`));
  return [ask(name === '' || room < leastName ? what : `${what} (${clip(name, room, ellipsis)})`)];
}

/** `job 6`. */
function idOf({ id }: Job, appearance: Appearance): string {
  return clip(`job ${shownText(id, appearance)}`, longestId, glyphsOf(appearance).ellipsis);
}

/** The jobs as the list shows them; several each with the id, which never gives way. */
function jobLines(order: WriteOrder, width: number, sight: Sight): (readonly Span[])[] {
  if (order.action === 'retry-all') return [];
  const { ellipsis } = glyphsOf(sight.appearance);
  const ids = order.jobs.length === 1 ? [] : order.jobs.map(({ job }) => idOf(job, sight.appearance));
  const idWidth = Math.max(0, ...ids.slice(0, named).map(cells));
  const shown = order.jobs.slice(0, named).map(({ job }, index) => {
    const { left, right } = headRow(job, sight);
    const id = ids[index];
    const label: Part[] = id === undefined ? [] : [{ text: `${pad(id, idWidth)}  `, style: 'dim' }];
    return rowLine(
      { left: [...label, ...left], right: id !== undefined && width < roomy ? [] : right },
      width,
      ellipsis,
    );
  });
  const rest = order.jobs.length - named;
  return rest > 0 ? [...shown, [{ text: `and ${countOf(rest, 'more job')}`, style: 'dim' }]] : shown;
}

/** `[▸Keep ]  [ Stop ]`: the chosen one in focus, and between its signs. */
function answers(no: string, yes: string, isYes: boolean, appearance: Appearance): readonly Span[] {
  return fitLine(
    spansOf([
      button(no, !isYes, appearance),
      { text: '   ', style: 'plain' },
      button(yes, isYes, appearance),
    ]),
    60,
  );
}

function button(text: string, chosen: boolean, appearance: Appearance): Span {
  const { selected } = glyphsOf(appearance);
  return chosen ? { text: `[${selected}${text} ]`, style: 'focus' } : { text: `[ ${text} ]`, style: 'plain' };
}
