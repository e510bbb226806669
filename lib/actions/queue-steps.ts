import { adviceWith, type QueueAction, refusalOf, whyRefused } from '../model/limits.js';
import type { ActionStep, Dialect, QueueFolder } from '../schema/queue-folder.js';
import type { TableColumns } from '../schema/statement.js';
import type { NotDone, RefusedJob, RowsDone, SeenJob } from './action.js';
import { type ActionProblem, actionProblem } from './action-problem.js';
import { changeOfAllSentence, changeSentence } from './change-sentence.js';
import type { Changes, JobChange } from './changes.js';
import type { BatchStep, StepOutcome } from './driver/driver.js';

/** What became of one job. */
export type JobOutcome =
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

/** A statement without the assignments to columns that this database lacks. */
function fitted(sql: string, tables: TableColumns): string {
  const columns = new Set([...tables.values()].flatMap((each) => [...each]));
  return sql.replace(/^ *known\.(\w+)( = .*,)\n/gm, (_, column: string, rest: string) =>
    columns.has(column) ? `  ${column}${rest}\n` : '',
  );
}

const stopOf = (kind: ActionStep['kind']): BatchStep['stop'] =>
  kind === 'refuse' ? 'row' : kind === 'guard' ? 'no-row' : 'never';

/** The statements of an action for one job, none if it is refused, and what became of it by how far they got. */
export interface JobPlan {
  readonly job: SeenJob;
  readonly steps: readonly BatchStep[];
  readonly became: (outcomes: readonly StepOutcome[]) => JobOutcome;
}

/** Plans an action in a database, by the statements of its queue's folder. */
export function plansFor(
  { kind, actions }: QueueFolder,
  action: QueueAction,
  dialect: Dialect,
  tables: TableColumns,
): (job: SeenJob) => JobPlan {
  return (job) => {
    const status = statuses[job.statusText] ?? '';
    const isMeant = kind.from[action].some((each) => each === status);
    const steps = isMeant ? actions.get(`${action}.${dialect}`) : undefined;
    if (steps === undefined) {
      const why = whyRefused(kind, action, status);
      return { job, steps: [], became: () => ({ kind: 'refused', why }) };
    }
    const tries = [{ id: job.id, status: job.statusText, retries: job.retryCount }];
    return {
      job,
      steps: steps.map((step) => ({ sql: fitted(step.sql, tables), tries, stop: stopOf(step.kind) })),
      became: (outcomes) => outcomeOf(steps, outcomes),
    };
  };
}

function outcomeOf(steps: readonly ActionStep[], outcomes: readonly StepOutcome[]): JobOutcome {
  const [last, outcome] = [steps[outcomes.length - 1], outcomes.at(-1)];
  const hasRow = outcome?.rows[0] !== undefined;
  if (last?.kind === 'refuse' && hasRow) return { kind: 'refused', why: last.sentence };
  return { kind: last?.kind === 'guard' && !hasRow ? 'moved on' : 'done' };
}

/** Why no write to this queue is taken back. */
export function notUndone({ kind }: QueueFolder, path: string): ActionProblem {
  const sentence = `What was done to ${kind.title} can't be taken back from here.`;
  return actionProblem('foreign', path, { sentence, advice: 'Nothing was changed.' });
}

/** What became of all jobs of an order. */
export class OutcomeTally {
  #changed = 0;
  #running = 0;
  readonly #movedOn: SeenJob[] = [];
  readonly #refused: RefusedJob[] = [];

  add(job: SeenJob, outcome: JobOutcome): void {
    if (outcome.kind === 'done') {
      this.#changed += 1;
      if (statuses[job.statusText] === 'running') this.#running += 1;
    } else if (outcome.kind === 'moved on') this.#movedOn.push(job);
    else this.#refused.push({ id: job.id, why: outcome.why });
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
