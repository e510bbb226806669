import { adviceWith, type QueueAction, refusalOf, whyRefused } from '../model/limits.js';
import type { ActionStep, Dialect, QueueFolder } from '../schema/queue-folder.js';
import type { TableColumns } from '../schema/statement.js';
import type { NotDone, RefusedJob, RowsDone, SeenJob } from './action.js';
import { type ActionProblem, actionProblem } from './action-problem.js';
import { changeOfAllSentence, changeSentence } from './change-sentence.js';
import type { Changes, JobChange } from './changes.js';
import type { BatchStep, StepOutcome } from './driver/driver.js';

/** Rows that a statement returned, by column. */
type StepRows = readonly Readonly<Record<string, string | number | null>>[];

/** One statement to run, with values for its parameters. */
export interface Step {
  readonly sql: string;
  readonly values: Readonly<Record<string, string | number | null>>;
}

/** What became of one job. */
export type Deed =
  | { readonly kind: 'done' }
  | { readonly kind: 'moved on' }
  /** The queue's own project wouldn't do it like this either: the sentence says why. */
  | { readonly kind: 'refused'; readonly why: string };

const statuses: Readonly<Record<string, string>> = {
  QUEUED: 'queued',
  PENDING: 'queued',
  RUNNING: 'running',
  COMPLETED: 'complete',
  FAILED: 'failed',
  CANCELLED: 'cancelled',
};

/**
 * Does an action to one job, by the statements of its queue's folder: yields each, and takes the rows that it returned.
 * Everything is to be undone unless it returns `done`.
 */
export function* deedOn(
  job: SeenJob,
  steps: readonly ActionStep[],
  tables: TableColumns,
): Generator<Step, Deed, StepRows> {
  let values: Step['values'] = { id: job.id, status: job.statusText, retries: job.retryCount };
  for (const { kind, sql, sentence } of steps) {
    const [row] = yield { sql: fitted(sql, tables), values };
    if (kind === 'refuse' && row !== undefined) return { kind: 'refused', why: sentence };
    if (kind === 'guard' && row === undefined) return { kind: 'moved on' };
    if (kind === 'guard') values = { ...row, ...values };
  }
  return { kind: 'done' };
}

/** A statement without the assignments to columns that this database lacks. */
function fitted(sql: string, tables: TableColumns): string {
  const columns = new Set([...tables.values()].flatMap((each) => [...each]));
  return sql.replace(/^ *known\.(\w+)( = .*,)\n/gm, (_, column: string, rest: string) =>
    columns.has(column) ? `  ${column}${rest}\n` : '',
  );
}

const stopOf = (kind: ActionStep['kind']): BatchStep['stop'] =>
  kind === 'refuse' ? 'row' : kind === 'guard' ? 'no-row' : 'never';

/** The same as steps that are run together where the database is. */
export function batchSteps(
  job: SeenJob,
  steps: readonly ActionStep[],
  tables: TableColumns,
): readonly BatchStep[] {
  const values = { id: job.id, status: job.statusText, retries: job.retryCount };
  return steps.map(({ kind, sql }) => ({ sql: fitted(sql, tables), tries: [values], stop: stopOf(kind) }));
}

/** What became of a job by how far its steps got. */
export function deedOf(steps: readonly ActionStep[], outcomes: readonly StepOutcome[]): Deed {
  const [last, outcome] = [steps[outcomes.length - 1], outcomes.at(-1)];
  const hasRow = outcome?.rows[0] !== undefined;
  if (last?.kind === 'refuse' && hasRow) return { kind: 'refused', why: last.sentence };
  return { kind: last?.kind === 'guard' && !hasRow ? 'moved on' : 'done' };
}

/** The statements of an action in a database; or why there are none, for one job. */
export function stepsFor(
  { kind, actions }: QueueFolder,
  action: QueueAction,
  dialect: Dialect,
): (job: SeenJob) => readonly ActionStep[] | string {
  const steps = actions.get(`${action}.${dialect}`);
  return ({ statusText }) => {
    const status = statuses[statusText] ?? '';
    const isMeant = kind.from[action].some((each) => each === status);
    return (isMeant ? steps : undefined) ?? whyRefused(kind, action, status);
  };
}

/** Why no write to this queue is taken back. */
export function notUndone({ kind }: QueueFolder, path: string): ActionProblem {
  const sentence = `What was done to ${kind.title} can't be taken back from here.`;
  return actionProblem('foreign', path, { sentence, advice: 'Nothing was changed.' });
}

/** What became of all jobs of an order. */
export class DeedTally {
  #changed = 0;
  #running = 0;
  readonly #movedOn: SeenJob[] = [];
  readonly #refused: RefusedJob[] = [];

  add(job: SeenJob, deed: Deed): void {
    if (deed.kind === 'done') {
      this.#changed += 1;
      if (statuses[job.statusText] === 'running') this.#running += 1;
    } else if (deed.kind === 'moved on') this.#movedOn.push(job);
    else this.#refused.push({ id: job.id, why: deed.why });
  }

  /** The result; `path` names the database. A problem if nothing was done because all were refused. */
  result(change: JobChange, jobs: readonly SeenJob[], isAll: boolean, path: string): RowsDone | NotDone {
    const [first] = this.#refused;
    if (first !== undefined && this.#refused.length === jobs.length) {
      const { sentence, command } = refusalOf(first.why, first.id);
      const problem = actionProblem('foreign', path, { sentence, advice: adviceWith(command) });
      return { kind: 'problem', problem, ...(!isAll && { refused: this.#refused }) };
    }
    const changes: Changes = {
      // No queue can be sure that what runs ends: its workers learn of it later, or not at all.
      ...{ changed: this.#changed, leased: this.#running, paused: 0, asFailed: 0, written: null },
      movedOn: this.#movedOn.map(({ id }) => ({ id, statusText: null })),
      firstMovedOn: undefined,
    };
    const meant = jobs.filter(({ id }) => !this.#refused.some((each) => each.id === id));
    const sentence =
      meant.length === 1 && this.#movedOn.length === 1
        ? `Job ${meant[0]?.id} had moved on; nothing changed`
        : isAll
          ? changeOfAllSentence(change, meant.length, changes)
          : changeSentence(change, meant, changes);
    const why = first === undefined ? '' : refusalOf(first.why, first.id).sentence;
    return {
      ...{ kind: 'done', changes: [], changed: this.#changed, movedOn: isAll ? [] : changes.movedOn },
      ...(!isAll && first !== undefined && { refused: this.#refused }),
      ...(this.#running > 0 && { leased: this.#running }),
      sentence: first === undefined ? sentence : `${sentence}; ${this.#refused.length} refused: ${why}`,
    };
  }
}
