import { mistakeTyped } from '../../model/filter/filter-text.js';
import { narrows } from '../../model/filter.js';
import { hasOwnId, type Job, type JobStatus, jobInWords, localId, unfinished } from '../../model/job.js';
import { type QueueAction, type QueueKind, refusalOf, whyRefused } from '../../model/limits.js';
import { changeable, type JobAction } from '../../model/marks.js';
import { longestMetricsMs, monitoringPeriods } from '../../model/monitoring/monitoring.js';
import { onlyOthers, queueOf } from '../../model/picture.js';
import { textRow } from '../state/filter-draft.js';
import {
  actsOnAll,
  copyOf,
  folderOf,
  hasMarks,
  isAtMatch,
  jobsConcerned,
  marksIn,
  pictureOf,
  selectedJob,
} from '../state/job-window.js';
import { jumpTarget } from '../state/listed.js';
import { isBeside, isPanelOpen } from '../state/mode-stack.js';
import { digestIn } from '../state/news.js';
import { columnsForBeside, type JobsState } from '../state/state.js';
import { type Copying, canBe } from '../state/write-order.js';

/** Why a key can do nothing now, or null if it can. The words are for the help, and name what is missing. */
export type Reason = (state: JobsState) => string | null;

/** The screen must be wide enough for details beside the list. */
export const noRoomBeside: Reason = ({ room }) =>
  room.beside === true ? null : `the screen has fewer than ${columnsForBeside} columns`;

/** There must be details beside the list. */
export const nothingBeside: Reason = (state) =>
  noRoomBeside(state) ?? (isBeside(state) ? null : '| puts the details beside the list first');

/** There must be a job in the list, or, in the panel, the job that it shows. */
export const noJobs: Reason = (state) =>
  isPanelOpen(state) ? (selectedJob(state) === null ? 'this job is gone' : null) : noneListed(state);

const noneListed: Reason = (state) =>
  (pictureOf(state.connection)?.window.jobs.length ?? 0) > 0
    ? null
    : (stillCounting(state) ?? 'no jobs in the list');

/** There must be a group further down. */
export const noNextGroup: Reason = (state) =>
  noJobs(state) ?? (jumpTarget(state, 1) === null ? whyNoGroup(state) : null);

function whyNoGroup({ sort }: JobsState): string {
  return sort.failedFirst ? 'no group further down' : 'failed jobs are not on top, so there are no groups';
}

/** There must be something further up. */
export const atListTop: Reason = (state) =>
  noJobs(state) ?? (jumpTarget(state, -1) === null ? 'already at the top' : null);

/** Only who has seen the question may answer it. */
export const questionUnseen: Reason = ({ question }) =>
  question === null || question.isSeen === true ? null : 'read the question first';

/** The queue must have been read, and counted. */
export const stillCounting: Reason = ({ connection }) => {
  if (connection.kind === 'loading') return 'the database is still being read';
  return pictureOf(connection)?.counts === null ? 'still counting the jobs' : null;
};

/** The database must be writable, or at least not known to be read-only. */
export const notWritable: Reason = ({ writability }) =>
  writability.kind === 'unable' ? writability.reason : null;

/**
 * The selection must have arrived: while it moves to another job, that job is the one that is meant. Marked jobs
 * don't move.
 */
export const onTheWay: Reason = (state) => {
  if (actsOnAll(state)) return marksIn(state) === null ? 'the marked jobs are still being counted' : null;
  const { pending, marked, selection } = state;
  if (pending === null || marked.size > 0 || isAtMatch(state)) return null;
  // In another list, too, the job that is selected stays so, if it can.
  if (pending.kind === 'job' && pending.id === selection.id) return null;
  return pending.kind === 'match' ? 'still searching' : 'still going to another job';
};

/** The list on the screen must be by the current filter. */
export const stillListing: Reason = ({ listedBy }) =>
  listedBy === null ? null : 'the list is still loading';

/** A queue must let its failed jobs be retried from here. */
export const noneRetriable: Reason = ({ connection }) => {
  const { queue } = pictureOf(connection) ?? {};
  return queue === undefined || queue.from.retry.includes('failed') ? null : whyNotHere(queue, 'retry', null);
};

/** Failed jobs must pass the filter. */
export const nothingToRetryAll: Reason = (state) =>
  firstOf(notWritable, noneRetriable, stillCounting)(state) ??
  ((pictureOf(state.connection)?.failedMatching ?? 0) > 0 ? null : 'no failed jobs in the list');

/** The selected job must have something to copy. */
export const nothingToCopy: Reason = (state) =>
  noJobs(state) ?? (copyOf(state) === null ? 'no path or error to copy' : null);

/** The selected job must be complete and have written something, or be a scan of a folder that is known. */
export const nothingToOpen: Reason = (state) => {
  const job = selectedJob(state);
  if (job === null) return noJobs(state) ?? 'no jobs in the list';
  if (folderOf(job) !== null) return null;
  return `${jobInWords(job.id)} ${whyNoFolder(job)}`;
};

function whyNoFolder({ type, status, outputs }: Job): string {
  if (type === 'scan') return 'has no path';
  if (status === 'complete') return outputs.count > 0 ? 'wrote to no local folder' : 'has no output path';
  return unfinished.includes(status) ? 'has no output folder yet' : 'has no finished output';
}

/** The operator must have restricted the list. */
export const notFiltered: Reason = ({ filter, beforeView }) =>
  narrows(filter) || Object.keys(beforeView).length > 0 ? null : 'no filter is set';

/** To sort by size, some job must have one. */
export const noSizes: Reason = ({ sortDraft, connection }) =>
  sortDraft?.by === 'size' && pictureOf(connection)?.totals?.outputBytes === 0n
    ? 'no job records the size of its output'
    : null;

/** Complete jobs must be there. */
export const noneComplete: Reason = (state) =>
  stillCounting(state) ??
  ((pictureOf(state.connection)?.counts?.complete ?? 0) > 0 ? null : 'no completed jobs');

/** There must be completed jobs that were cleared away. */
export const noneCleared: Reason = ({ filter }) => (filter.cleared === null ? 'no hidden jobs' : null);

/** There must be a search to continue. */
export const notSearched: Reason = ({ search }) => (search === null ? 'no search yet' : null);

/** The configuration must name views. */
export const noViews: Reason = ({ views }) => (views.length > 0 ? null : 'no views configured');

/** The list must have jobs, and be counted. */
export const nothingToMark: Reason = (state) => firstOf(stillCounting, noJobs)(state);

/** Something must be new. */
export const nothingNew: Reason = (state) => (digestIn(state) === null ? 'nothing is new' : null);

/** There must be marks, a search or news to remove. */
export const notMarked: Reason = (state) => {
  const { search } = state;
  return hasMarks(state) || search !== null || digestIn(state) !== null ? null : 'nothing to clear';
};

/** The first of these reasons that there is. */
export function firstOf(...reasons: readonly Reason[]): Reason {
  return (state) => {
    for (const reason of reasons) {
      const found = reason(state);
      if (found !== null) return found;
    }
    return null;
  };
}

/** A picture must be there before the panel can be paused. */
export const nothingToMonitor: Reason = ({ connection }) =>
  pictureOf(connection)?.monitoring === undefined ? 'nothing has been read yet' : null;

/** A reset needs a picture in which the jobs have been counted. */
export const nothingToReset: Reason = (state) => firstOf(nothingToMonitor, stillCounting)(state);

/** There must be a longer period. */
export const atLongestPeriod: Reason = ({ monitor }) => {
  if (monitor.paused !== null) return whilePaused;
  return monitor.periodMs === monitoringPeriods.at(-1) ? 'already the longest period' : null;
};

/** There must be a shorter period. */
export const atShortestPeriod: Reason = ({ monitor }) => {
  if (monitor.paused !== null) return whilePaused;
  return monitor.periodMs === monitoringPeriods[0] ? 'already the shortest period' : null;
};

/** There must be sinks to sort. */
export const noSinks: Reason = (state) =>
  (shownMonitoring(state)?.sinks.length ?? 0) > 0 ? null : 'there are no sinks';

/** Without throughput of that time there are only jobs, and nothing to choose between. */
export const noThroughput: Reason = (state) => {
  if (state.monitor.periodMs > longestMetricsMs) return 'only jobs go back that far';
  return (shownMonitoring(state)?.throughput.length ?? 0) > 0 ? null : 'no throughput was reported';
};

function shownMonitoring({ connection, monitor }: JobsState) {
  return (monitor.paused?.picture ?? pictureOf(connection))?.monitoring ?? null;
}

/** Only the sinks can be longer than their part of the screen. */
export const nothingToScroll: Reason = ({ monitor }) =>
  monitor.focus === 'sinks' ? null : 'Tab to Sinks first';

/** A paused picture was read for one period, so no other can be shown. */
const whilePaused = 'updates are paused';

/** The focus must be on something to check. */
export const noBoxes: Reason = ({ draft }) =>
  draft?.row === textRow ? 'nothing to check in this row' : null;

/** What is typed must be a filter. */
export const noSuchFilter: Reason = ({ draft }) =>
  draft === null ? null : mistakeTyped(draft.text, draft.zones);

/** Several databases must be shown. */
export const oneDatabase: Reason = ({ connection }) =>
  pictureOf(connection)?.databases === undefined ? 'only one database is shown' : null;

/** There must be files on their way from scan to output, or a pipeline to hide. */
export const noPipeline: Reason = ({ connection, showPipeline }) => {
  const others = showPipeline ? null : onlyOthers(pictureOf(connection));
  return others === null ? null : `jobs of ${others} have no pipeline`;
};

/** There must be a search of the panel to continue. */
export const panelNotSearched: Reason = ({ panelSearch }) => (panelSearch === null ? 'no search yet' : null);

/** There must be a search of the help to continue. */
export const helpNotSearched: Reason = ({ helpSearch }) => (helpSearch === null ? 'no search yet' : null);

/** Something must be there to retry. */
export const nothingToRetry: Reason = (state) =>
  firstOf(notWritable, noJobs, about('retry', 'none of the marked jobs can be retried'))(state);

/** Something must be there to cancel. */
export const nothingToCancel: Reason = (state) =>
  firstOf(notWritable, noJobs, about('cancel', noneUnfinished))(state);

/** A job that hasn't ended must be selected or marked, unless the key ends a wait. */
export const nothingToWaitFor: Reason = (state) => {
  if (state.wait !== null) return null;
  if (actsOnAll(state)) return state.filter.cause === undefined && mayRun(state) ? null : noneUnfinished;
  const jobs = jobsConcerned(state);
  const fitting = jobs.filter(({ status }) => unfinished.includes(status));
  if (fitting.some(({ id }) => hasOwnId(id))) return null;
  const [job] = jobs;
  if (fitting.length > 0) return heldBack(state, fitting);
  const isOne = job !== undefined && jobs.length === 1;
  return noJobs(state) ?? (isOne ? `${jobInWords(job.id)} ${statusPhrases[job.status]}` : noneUnfinished);
};

const noneUnfinished = 'none of the marked jobs is queued or running';

function mayRun({ filter: { statuses } }: JobsState): boolean {
  return statuses === null || statuses.some((status) => status === 'queued' || status === 'running');
}

/** A running backtest must be selected or marked. */
export const nothingToStop: Reason = (state) => {
  const many = 'none of the marked jobs is a running backtest';
  const isOne = isPanelOpen(state) || !hasMarks(state);
  return firstOf(notWritable, noJobs, about('stop', many, isOne ? 'not a running backtest' : null))(state);
};

/** The operator must have done something in this run that can be taken back. */
export const nothingToUndo: Reason = (state) =>
  firstOf(notWritable, ({ writing, lastAct, connection }) => {
    if (writing.some(({ action }) => action === 'undo')) return 'already in progress';
    if (lastAct === null) return 'nothing to undo';
    if (lastAct.written !== null) return null;
    const { queue, databases = [] } = pictureOf(connection) ?? {};
    if (queue !== undefined) return `not in ${queue.title}`;
    const isMixed = databases.some((each) => each.queue !== undefined);
    return isMixed ? 'not in each of these queues' : 'too much to undo';
  })(state);

/** If the action doesn't fit a single job, its status is given as the reason. */
function about(action: JobAction, many: string, one: string | null = null): Reason {
  return (state) => {
    if (actsOnAll(state)) return aboutAll(state, action, many);
    const jobs = jobsConcerned(state);
    const picture = pictureOf(state.connection);
    const fitting = jobs.filter(canBe(action, picture));
    if (fitting.length > 0) return heldBack(state, fitting);
    const [job] = jobs;
    const isOne = job !== undefined && (state.marked.size === 0 || isPanelOpen(state));
    const queue = picture === null || job === undefined ? undefined : queueOf(picture, job);
    if (isOne && queue !== undefined && action !== 'stop') return whyNotHere(queue, action, job);
    return isOne ? (one ?? `${jobInWords(job.id)} ${statusPhrases[job.status]}`) : (one ?? many);
  };
}

/** The command by which the one job that is meant can be changed though its queue doesn't let that be done here; null: none. */
export function commandInstead(state: JobsState, action: QueueAction): Copying | null {
  const picture = pictureOf(state.connection);
  const [job, ...others] = jobsConcerned(state);
  const queue = picture === null || job === undefined ? undefined : queueOf(picture, job);
  if (job === undefined || queue === undefined || others.length > 0) return null;
  const { command } = refusalOf(whyRefused(queue, action, job.status), localId(job.id));
  return command === null ? null : { jobId: job.id, text: command, what: 'command' };
}

/** Why another program's queue doesn't let an action be done to a job, with the command that does it. */
function whyNotHere(queue: QueueKind, action: QueueAction, job: Job | null): string {
  const { sentence, command } = refusalOf(
    whyRefused(queue, action, job?.status ?? 'failed'),
    job === null ? null : localId(job.id),
  );
  const why = sentence.replace(/\.$/, '');
  return command === null ? why : `${why}: ${command}`;
}

/** Why the action fits none of the marked jobs; null until those have been read. */
function aboutAll(state: JobsState, action: JobAction, many: string): string | null {
  const isBusy = state.writing.some(
    (order) => order.action === 'all-marked' && order.change === action && order.worker === undefined,
  );
  if (isBusy) return 'already in progress';
  const marks = marksIn(state);
  return marks === null || changeable(marks.tally, action) > 0 ? null : many;
}

const statusPhrases: Readonly<Record<JobStatus, string>> = {
  queued: 'is queued already',
  running: 'is running',
  complete: 'is done',
  failed: 'has failed',
  cancelled: 'is cancelled already',
  other: 'is in a status that this program does not know',
};

/** A write finds its row by the job's id, so a job without one can't be written. */
function heldBack(state: JobsState, jobs: readonly Job[]): string | null {
  const own = jobs.filter(({ id }) => hasOwnId(id));
  if (own.length > 0) return busyWith(state, own);
  return jobs.length === 1 ? 'this job has no id of its own' : 'these jobs have no id of their own';
}

/** A second press of the same key must not become a second action. */
function busyWith(state: JobsState, jobs: readonly Job[]): string | null {
  const busy = new Set(
    state.writing.flatMap((order) => ('jobs' in order ? order.jobs.map(({ id }) => id) : [])),
  );
  return jobs.every(({ id }) => busy.has(id)) ? 'already in progress' : null;
}

/** Lines must be cut off at the edge. */
export function isWrapped({ log }: JobsState): string | null {
  return log?.wrap ? 'lines are wrapped' : null;
}

/** Whether Escape ends a filter. */
export function isFiltered(log: JobsState['log']): boolean {
  return log !== null && log.filter !== null;
}

/** There must be a search to continue. */
export function nothingSought({ log }: JobsState): string | null {
  return log?.search ? null : 'no search yet';
}

/** The job must have a log. */
export function noLog({ log }: JobsState): string | null {
  return log === null || log.piece !== null ? null : 'no log yet';
}
