import { type AskedOrder, isDoubtful, manyJobs, type Question } from '../../machine/state/write-order.js';
import { causeText } from '../../model/causes.js';
import { argumentsOf } from '../../model/commands/own-command.js';
import { type Job, type JobId, jobInWords, localId } from '../../model/job.js';
import { changeable, type JobAction, runningIn, type Tally, tallyOf } from '../../model/marks.js';
import { type Picture, queueOf } from '../../model/picture.js';
import { workerTrouble } from '../../model/worker.js';
import { shownText } from '../appearance.js';
import type { ViewContext } from '../context.js';
import { countOf, countText, plural } from '../format/numbers.js';
import type { Frame, Span, StyleName } from '../frame.js';
import { headRow } from '../job/head.js';
import { troubleSentence, workerName } from '../job/running.js';
import { fitLine, type Part, rowLine, spansOf } from '../text/line.js';
import { cells, clip, clipCause, pad, wrap } from '../text/width.js';
import type { RowContext } from '../words/segments.js';
import { dialogBox } from './box.js';
import { changedByStatus, changedInWords, failedInWords, leftAlone } from './marked.js';

/** What is known about the worker of a job before it is retried; nothing for a job that failed. */
function knownOfWorker(job: Job, context: RowContext): readonly Part[] {
  if (!isDoubtful(job)) return [];
  if (workerTrouble(job) !== null) return troubleSentence(job, context);
  const name = workerName(job, context);
  if (job.stillRuns !== null)
    return job.stillRuns
      ? [{ text: `${name} is still running`, style: 'failed', fit: 'end' }]
      : [{ text: `${name} has ended`, style: 'plain', fit: 'end' }];
  const named = job.workerHost !== null || job.workerPid !== null;
  return named
    ? [{ text: `${name} may still be running`, style: 'warning', fit: 'end' }]
    : [{ text: 'its row names no worker', style: 'dim', fit: 'end' }];
}

/** Which queues the jobs are from; null if nothing has been read. */
type Queues = Pick<Picture, 'queue' | 'databases' | 'causes'> | null;

/** A queued job may still hold the lease of an earlier attempt. */
function isAtWorker({ status, waiting }: Job): boolean {
  return status === 'running' || waiting?.kind === 'dispatching';
}

/** A text in lines of at most `width` cells. */
function wrapped(text: string, width: number, style: StyleName): Span[][] {
  return wrap(text, width).map((line) => [{ text: line, style }]);
}

/** A warning for the operator to read before they say yes, in lines of at most `width` cells. */
function warningLines(order: ListedOrder, picture: Queues, width: number): readonly (readonly Span[])[] {
  const text = warning(order, picture);
  return text === null ? [] : [...wrapped(text, width, 'warning'), []];
}

function warning(order: ListedOrder, picture: Queues): string | null {
  switch (order.action) {
    case 'retry': {
      if (
        !order.jobs.some(
          ({ job }) => isDoubtful(job) && job.trouble?.kind !== 'gone' && job.stillRuns !== false,
        )
      )
        return null;
      return order.jobs.length === 1
        ? 'If its worker is still running, the job will run twice.'
        : mayRunTwice;
    }
    case 'cancel':
      return order.jobs.some(({ job }) => isAtWorker(job) && (job.leased || isOther(job)))
        ? 'The worker may go on, and its output may still appear.'
        : null;
    case 'stop':
    case 'retry-all':
      return null;
  }

  function isOther(job: Job): boolean {
    return picture !== null && queueOf(picture, job) !== undefined;
  }
}

const mayRunTwice = 'If a worker is still running, its job will run twice.';

/** What to warn about before many jobs are changed, of which only the statuses are known; null for nothing. */
function warningOfMany({ counts }: Tally, change: JobAction): string | null {
  if (change === 'retry') return counts.silent + counts.cancelled > 0 ? mayRunTwice : null;
  const running = runningIn({ counts }) - counts.gone;
  return change === 'cancel' && running > 0 ? 'Workers may go on, and their output may still appear.' : null;
}

/**
 * How many jobs are listed at most, and how many lines they take together with what is known of their workers; the
 * rest are counted.
 */
const named = 5;
/** Lines of the screen outside of the dialog, and of the dialog besides those that list jobs. */
const linesAround = 6 + 5;
const widest = 70;
/** With fewer cells than this, the names of several jobs matter more than their progress. */
const roomy = 60;
/** The width of an id at most, because it may be any text, in cells. */
const longestId = 30;
/** Lines of a question at most. */
const mostAskedLines = 4;
/** A name shortened to less than this isn't worth showing. */
const leastName = 4;

/** An order that lists its jobs, or retries all that failed. */
type ListedOrder = Exclude<AskedOrder, { readonly action: 'all-marked' | 'run' }>;

type Words = {
  readonly title: string;
  /** The question about one job, `job 6 (fix_parser)`, and about several, `3 jobs`. */
  readonly question: (what: string) => string;
  /** The answer that acts, worded for one job and for several. */
  readonly yes: string;
  readonly yesMany: string;
};

const wording: Readonly<Record<ListedOrder['action'], Words>> = {
  retry: wordsOf('RETRY', 'Retry'),
  cancel: wordsOf('CANCEL JOB', 'Cancel', 'Cancel the job', 'Cancel the jobs'),
  stop: wordsOf('STOP BACKTEST', 'Stop'),
  'retry-all': wordsOf('RETRY ALL', 'Retry'),
};

function wordsOf(title: string, verb: string, yes = verb, yesMany = yes): Words {
  return { title, question: (what) => `${verb} ${what}?`, yes, yesMany };
}

const markedTitles: Readonly<Record<JobAction, string>> = {
  retry: 'RETRY MARKED JOBS',
  cancel: 'CANCEL MARKED JOBS',
  stop: 'STOP MARKED BACKTESTS',
};

/** The answer that changes nothing, whatever the question. */
const unchanged = 'Leave as is';

/** Asks for confirmation: the action, the jobs, and the two answers, the one that changes nothing first. */
export function questionDialog(
  question: Question,
  picture: Queues,
  context: RowContext,
): NonNullable<Frame['dialog']> {
  const { order } = question;
  const width = Math.min(widest, context.size.columns - 12);
  if (order.action === 'run') {
    const { command, job, values } = order.run;
    const asked = `Run "${shownText(command.name, context)}" for ${shownText(job, context)}?`;
    // Where the log and the only database are is known once it runs.
    const made = argumentsOf(command, { log: '{log}', database: '{database}', ...values });
    const args = made.kind === 'arguments' ? made.all : command.run.slice(1);
    const program = shownText([command.run[0] ?? '', ...args].map(quotedWord).join(' '), context);
    const whole = wrap(program, width);
    const lines: (readonly Span[])[] = [
      ...wrapped(asked, width, 'strong'),
      ...(whole.length > mostAskedLines
        ? [...whole.slice(0, mostAskedLines), context.glyphs.ellipsis]
        : whole
      ).map((text): Span[] => [{ text, style: 'dim' }]),
      [],
      answers('Run', question, width, context),
    ];
    return dialogBox('COMMAND', lines, context);
  }
  if (order.action === 'all-marked') {
    const words = wording[order.change];
    const lines = [
      ...markedLines(question, order, width, picture, context),
      answers(question.count === 1 ? words.yes : words.yesMany, question, width, context),
    ];
    const title = order.worker === undefined ? markedTitles[order.change] : 'RETRY';
    return dialogBox(title, lines, context);
  }
  const words = wording[order.action];
  const warned = warningLines(order, picture, width);
  const left = [...leftLines(question, width), ...leftOutLines(question, width)];
  const again = question.isRepeated ? [...againLines(question, width), []] : [];
  const isMany = order.action !== 'retry-all' && order.jobs.length > 1;
  const room = context.size.rows - linesAround - warned.length - again.length - left.length;
  const head = questionLines(order, question.count, width, context);
  const about = concernedLines(question, picture, width, context).slice(
    0,
    Math.max(0, room + 2 - head.length),
  );
  const lines: (readonly Span[])[] = [
    ...head,
    [],
    ...about,
    ...jobLines(order, width, room, context),
    ...left,
    ...(order.action === 'retry-all' && left.length + about.length === 0 ? [] : [[]]),
    ...warned,
    ...again,
    answers(isMany ? words.yesMany : words.yes, question, width, context),
  ];
  return dialogBox(words.title, lines, context);
}

/** `"in a.log"`: where an argument ends can be seen. */
function quotedWord(word: string): string {
  return word === '' || /[\s"]/u.test(word) ? JSON.stringify(word) : word;
}

/** Which of the marked jobs are left alone, and why. */
function leftLines({ order, count, marked }: Question, width: number): Span[][] {
  if (marked === undefined || order.action === 'retry-all' || order.action === 'run') return [];
  const change = order.action === 'all-marked' ? order.change : order.action;
  const text = leftAlone(marked, change, count ?? changeable(marked, change));
  return wrapped(text, width, 'dim');
}

/** How many databases of the list the question leaves out. */
function leftOutLines({ leftOut = 0 }: Question, width: number): Span[][] {
  if (leftOut === 0) return [];
  const text = `${countOf(leftOut, 'database')} that can't be read ${leftOut === 1 ? 'is' : 'are'} left out`;
  return wrapped(text, width, 'warning');
}

/** Why a yes to many jobs is asked for once more. */
function againLines({ isRepeated }: Question, width: number): Span[][] {
  const text = isRepeated ? `More than ${countText(manyJobs)} jobs: answer yes once more.` : '';
  return wrapped(text, width, 'warning');
}

/** How many databases a question names; the others are counted. */
const databasesNamed = 3;

/** In which databases the jobs are, and why most of them failed, as far as that is known. */
function concernedLines(
  { causes, databases = [] }: Question,
  picture: Queues,
  width: number,
  context: ViewContext,
): (readonly Span[])[] {
  const { ellipsis } = context.glyphs;
  const dim = (text: string): Span[] => [{ text, style: 'dim' }];
  const named = databases
    .slice(0, databasesNamed)
    .map(({ name, count }) => `${shownText(name, context)}${count === null ? '' : ` ${countText(count)}`}`);
  const more = databases.length - named.length;
  const others = more > 0 ? [`and ${countText(more)} more`] : [];
  const places = `${plural(databases.length, 'Database')}: ${[...named, ...others].join(', ')}`;
  const lines = databases.length === 0 ? [] : wrapped(places, width, 'plain');
  if (causes === undefined) return lines;
  if (causes === null)
    return picture?.causes?.unread === 0 ? lines : [...lines, dim(`Reading the causes${ellipsis}`)];
  const countWidth = countText(causes.groups[0]?.count ?? 0).length;
  const left = causes.total - causes.groups.length;
  return [
    ...lines,
    ...causes.groups.map((group): Span[] => {
      const text = clipCause(shownText(causeText(group), context), width - countWidth - 2, ellipsis);
      return [
        { text: `${countText(group.count).padStart(countWidth)}  `, style: 'plain' },
        { text, style: 'error' },
      ];
    }),
    ...(left > 0 ? [dim(`${' '.repeat(countWidth)}  and ${countOf(left, 'more cause')}`)] : []),
  ];
}

/** The question about all marked jobs, in the lines that there is room for: what it changes, what it leaves alone, a warning. */
function markedLines(
  question: Question,
  { change, filter }: Extract<AskedOrder, { action: 'all-marked' }>,
  width: number,
  picture: Queues,
  context: RowContext,
): (readonly Span[])[] {
  const room = context.size.rows - linesAround + 3;
  const tally = question.marked ?? tallyOf([]);
  const count = question.count ?? changeable(tally, change);
  const isDoubtful = change === 'retry' && changeable(tally, change) > tally.counts.failed;
  const what = changedInWords(tally, change, count, filter, context);
  const asked = wrapped(isDoubtful ? putBack(what) : wording[change].question(what), width, 'strong');
  const warning = warningOfMany(tally, change);
  const warned = [...wrapped(warning ?? '', width, 'warning'), ...againLines(question, width)];
  const byStatus = wrapped(changedByStatus(tally, change), width, 'plain');
  const middle = [...byStatus, ...leftLines(question, width), ...leftOutLines(question, width)];
  const about = concernedLines(question, picture, width, context);
  // A blank line at the end is always there.
  const lines = room - 1 - warned.length;
  const head = asked.slice(0, Math.max(2, lines - middle.length));
  const left = Math.max(0, lines - head.length - middle.length - 2);
  const more = about.slice(0, left);
  const gap = middle.length > 0 && more.length > 0 ? [[]] : [];
  const rest = [...middle, ...gap, ...more].slice(0, Math.max(0, lines - head.length));
  const blanks = lines - head.length - rest.length;
  return [
    ...head,
    ...(rest.length > 0 && blanks > 0 ? [[]] : []),
    ...rest,
    ...(warned.length > 0 && blanks > 1 ? [[]] : []),
    ...warned,
    [],
  ];
}

/** Whether a job would be started again though it may still be running. */
function isInDoubt(order: ListedOrder): boolean {
  return order.action === 'retry' && order.jobs.some(({ job }) => isDoubtful(job));
}

function putBack(what: string): string {
  return `Put ${what} back in the queue?`;
}

/** `Cancel job 6 (fix_parser)?`; if that is too long for one line, the name is shortened. */
function questionLines(
  order: ListedOrder,
  count: number | null,
  width: number,
  context: RowContext,
): readonly Span[][] {
  const { ellipsis } = context.glyphs;
  const question = isInDoubt(order) ? putBack : wording[order.action].question;
  const ask = (what: string): Span[] => [{ text: question(what), style: 'strong' }];
  if (order.action === 'retry-all') {
    const { cause, parser } = order.filter;
    const which =
      count === null
        ? 'all failed jobs'
        : count === 1
          ? 'the failed job'
          : `all ${countOf(count, 'failed job')}`;
    const filtered = failedInWords(count, order.filter, context);
    if (cause === undefined && parser === undefined && filtered !== '')
      return wrapped(question(filtered), width, 'strong').slice(0, mostAskedLines);
    if (cause === undefined && parser !== undefined) {
      const room = width - cells(question(`${which} of `));
      return [ask(`${which} of ${clip(shownText(parser, context), Math.max(leastName, room), ellipsis)}`)];
    }
    const asked = [ask(`${which}${cause === undefined ? ' in the list' : ' of this cause'}`)];
    if (cause === undefined) return asked;
    const words = shownText(causeText(cause), context);
    return [...asked, [], [{ text: clipCause(words, width, ellipsis), style: 'error' }]];
  }
  const [first] = order.jobs;
  if (order.jobs.length !== 1 || first === undefined)
    return [ask(countOf(count ?? order.jobs.length, 'job'))];
  const what = clip(nameOf(first.job.id, context), width - cells(question('')), ellipsis);
  const name = shownText(first.job.name, context);
  const room = width - cells(question(`${what} ()`));
  return [ask(name === '' || room < leastName ? what : `${what} (${clip(name, room, ellipsis)})`)];
}

/** `job 6`, `job 6 of archive`. */
function nameOf(id: JobId, context: ViewContext): string {
  const { ellipsis } = context.glyphs;
  return jobInWords(id, (text) => clip(shownText(text, context), longestId, ellipsis));
}

/**
 * The jobs as in the list; if there are several, each with its id, which is never shortened. Takes about `room`
 * lines, including what is known of their workers if that matters: at least one job, and the number of the others.
 */
function jobLines(order: ListedOrder, width: number, room: number, context: RowContext): (readonly Span[])[] {
  if (order.action === 'retry-all') return [];
  const { ellipsis } = context.glyphs;
  const ids = order.jobs.length === 1 ? [] : order.jobs.map(({ job }) => nameOf(localId(job.id), context));
  const doubtful = isInDoubt(order);
  const count = Math.max(1, Math.min(named, Math.floor(room / (doubtful ? 2 : 1))));
  const idWidth = Math.max(0, ...ids.slice(0, count).map(cells));
  const shown = order.jobs.slice(0, count).flatMap(({ job }, index) => {
    const { left, right } = headRow(job, context);
    const id = ids[index];
    const label: Part[] = id === undefined ? [] : [{ text: `${pad(id, idWidth)}  `, style: 'dim' }];
    const row = { left: [...label, ...left], right: id !== undefined && width < roomy ? [] : right };
    const head = rowLine(row, width, ellipsis);
    const known = doubtful ? knownOfWorker(job, context) : [];
    const margin: Part = { text: '  ', style: 'plain' };
    return known.length === 0
      ? [head]
      : [head, rowLine({ left: [margin, ...known], right: [] }, width, ellipsis)];
  });
  const rest = order.jobs.length - count;
  return rest > 0 ? [...shown, [{ text: `and ${countOf(rest, 'more job')}`, style: 'dim' }]] : shown;
}

/**
 * `[▸Leave as is ]  [ Stop ]`: the chosen answer has the focus and is marked by signs. After them, if there is room, comes
 * what a yes is waiting for.
 */
function answers(yes: string, question: Question, width: number, context: ViewContext): readonly Span[] {
  const gap: Span = { text: '   ', style: 'plain' };
  const no: Span = { ...button(unchanged, !question.yes, context), click: { does: 'press', key: 'n' } };
  const act: Span = { ...button(yes, question.yes, context), click: { does: 'press', key: 'y' } };
  const buttons = [no, gap, act];
  const taken = cells(buttons.map(({ text }) => text).join('')) + gap.text.length;
  const waits = ['reading which jobs', 'reading']
    .map((text) => `${text}${context.glyphs.ellipsis}`)
    .find((text) => question.yesTo !== undefined && taken + cells(text) <= width);
  const wait: readonly Span[] = waits === undefined ? [] : [gap, { text: waits, style: 'notice' }];
  return fitLine(spansOf([...buttons, ...wait]), Math.max(60, taken + cells(waits ?? '')));
}

function button(text: string, chosen: boolean, context: ViewContext): Span {
  const { selected } = context.glyphs;
  return chosen ? { text: `[${selected}${text} ]`, style: 'focus' } : { text: `[ ${text} ]`, style: 'plain' };
}
