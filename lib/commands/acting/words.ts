import { warningAfter } from '../../actions/change-sentence.js';
import { capitalised } from '../../actions/changes.js';
import { isDoubtful } from '../../machine/state/write-order.js';
import { jobInWords, localId, storedId, type Target } from '../../model/job.js';
import { refusalOf } from '../../model/limits.js';
import type { PicturedDatabase } from '../../model/picture.js';
import { countOf, countText } from '../../view/format/numbers.js';
import { sanitize } from '../../view/text/sanitize.js';
import { databaseIn, databaseOfJob, idIn, printed, timeOf } from '../../view/words/json-parts.js';
import { jobActions } from './job-action.js';
import { type ActionReport, countWith, type JobReport, type JobResult, toDo } from './report.js';

/** Jobs are listed up to this many; more are counted. A question is to fit on a screen. */
const mostListed = 20;
const mostInQuestion = 10;
const textLimit = 100;
const pathLimit = 4096;

const short = (text: string) => sanitize(text, textLimit);

/**
 * What the operator is asked before anything is written: how many jobs, where, and what they are. The answer follows.
 */
export function questionText(plan: ActionReport, databases: readonly string[]): string {
  const { verb, change } = jobActions[plan.action];
  const targets = toDo(plan);
  const others = othersText(plan);
  const what = `${capitalised(verb)} ${countOf(targets.length, 'job')} in ${sanitize(databases.join(', '), pathLimit)}?`;
  return [
    what,
    `  ${kindsText(targets)}`,
    ...targets.slice(0, mostInQuestion).map((target) => `  ${jobText(target)}`),
    ...moreText(targets.length, mostInQuestion),
    ...(others === '' ? [] : [`Of the others: ${others}.`]),
    ...(change.statement === 'retry' && targets.some(isDoubtful) ? [doubt] : []),
    `Type yes to ${verb} ${targets.length === 1 ? 'it' : 'them'}: `,
  ].join('\n');
}

const doubt = 'Those that have not failed may still be running: they would then run twice.';

/** What would be done, in a line, and then each job in one of its own. */
export function* dryRunLines(plan: ActionReport): Generator<string, void, undefined> {
  const targets = toDo(plan);
  const others = othersText(plan);
  const kinds = targets.length === 0 ? '' : ` (${kindsText(targets)})`;
  yield `Would ${jobActions[plan.action].verb} ${countOf(targets.length, 'job')}${kinds}${others === '' ? '' : `; ${others}`}`;
  for (const target of targets) yield `  ${jobText(target)}`;
}

/** What was done, in one line, with how many jobs it wasn't done to, and why. */
export function reportText(report: ActionReport): string {
  const { action, jobs, leased, paused, asFailed } = report;
  const { change } = jobActions[action];
  const done = countWith(report, 'done');
  if (jobs.length === 0) return 'No job passes the filter; nothing changed';
  const others = othersText(report);
  const made =
    done === 0
      ? 'Nothing changed'
      : change.done(countOf(done, 'job'), done) +
        warningAfter(change, { changed: done, leased, paused, asFailed });
  return others === '' ? made : `${made}; ${others}`;
}

/** Why it wasn't done to some jobs, a line for each, for stderr; more than a few are counted. */
export function leftAloneLines(report: ActionReport): string[] {
  const left = report.jobs.filter(
    ({ result }) => result !== 'done' && result !== 'to_do' && result !== 'not_tried',
  );
  return [
    ...left.slice(0, mostListed).map((job) => `jobs-view: ${idText(job)} ${reasonOf(job, report)}`),
    ...moreText(left.length, mostListed).map((text) => `jobs-view:${text.slice(1)}`),
  ];
}

/** The progress, for stderr. */
export function progressText(report: ActionReport, through: number, all: number): string {
  return `jobs-view: ${countText(through)} of ${countText(all)} jobs ${jobActions[report.action].done} or left alone so far`;
}

const wordsOf: Readonly<Record<Exclude<JobResult, 'to_do' | 'done'>, (report: ActionReport) => string>> = {
  moved_on: () => 'had moved on',
  not_allowed: ({ action }) => `cannot be ${jobActions[action].done}`,
  not_found: () => 'not found',
  not_tried: () => 'not tried',
  unknown: ({ action }) => `may have been ${jobActions[action].done}`,
};

/** `2 had moved on, 1 not found`; empty if it was, or will be, done to all. */
function othersText(report: ActionReport): string {
  return (Object.keys(wordsOf) as (keyof typeof wordsOf)[])
    .map((result) => [countWith(report, result), wordsOf[result](report)] as const)
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${countText(count)} ${words}`)
    .join(', ');
}

function reasonOf({ id, result, statusText, target, why }: JobReport, { action }: ActionReport): string {
  const { done } = jobActions[action];
  const status = statusText === null ? null : short(statusText);
  if (why !== undefined) {
    const { sentence, command } = refusalOf(why, localId(id));
    const run = command === null ? '' : ` Run: ${command}`;
    return `cannot be ${done}: ${sanitize(sentence + run, pathLimit)}`;
  }
  switch (result) {
    case 'moved_on':
      return status === null ? 'is gone' : `had moved on: its status is ${status} now`;
    case 'not_allowed':
      return action === 'stop' && target?.status === 'running'
        ? 'cannot be stopped: it is not a backtest'
        : `cannot be ${done}: its status is ${status}`;
    case 'not_found':
      return 'was not found';
    default:
      return `may have been ${done}: look before you try again`;
  }
}

/** `2 failed, 1 cancelled`; running jobs are counted by what is wrong with their workers. */
function kindsText(targets: readonly Target[]): string {
  const counts = new Map<string, number>();
  for (const target of targets) counts.set(kindOf(target), (counts.get(kindOf(target)) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${countText(count)} ${kind}`).join(', ');
}

function kindOf({ status, trouble }: Target): string {
  return trouble?.kind ?? status;
}

function jobText(target: Target): string {
  const name = short(target.name);
  return `${jobInWords(target.id, short)}  ${target.type}${name === '' ? '' : `  ${name}`}  ${kindOf(target)}`;
}

function idText({ id }: JobReport): string {
  return jobInWords(id, short);
}

function moreText(count: number, listed: number): string[] {
  return count > listed ? [`  and ${countText(count - listed)} more`] : [];
}

/** The database, or what is known of several. */
interface ReportDatabases {
  readonly path: string;
  readonly pictured: readonly PicturedDatabase[] | undefined;
}

/** What was done to which jobs, as one line of JSON, without a line end. Schema 1, like that of the list. */
export function reportJson(
  report: ActionReport,
  { path, pictured }: ReportDatabases,
  isDryRun: boolean,
): string {
  const { action, asOf, jobs, problems, signal } = report;
  const [problem = null] = problems;
  return printed({
    schema: 1,
    as_of: timeOf(asOf),
    ...databaseIn({ databases: pictured }, path),
    action,
    dry_run: isDryRun,
    to_do: countWith(report, 'to_do'),
    done: countWith(report, 'done'),
    moved_on: countWith(report, 'moved_on'),
    not_allowed: countWith(report, 'not_allowed'),
    not_found: countWith(report, 'not_found'),
    not_tried: countWith(report, 'not_tried'),
    unknown: countWith(report, 'unknown'),
    still_leased: report.leased,
    parser_paused: report.paused,
    recorded_as_failed: report.asFailed,
    interrupted: signal !== null,
    problem:
      problem === null ? null : { code: problem.code, sentence: problem.sentence, advice: problem.advice },
    jobs: jobs.map(({ id, result, statusText }) => ({
      id: idIn(storedId(id)),
      ...databaseOfJob('database', id),
      result,
      status: statusText,
    })),
  });
}
