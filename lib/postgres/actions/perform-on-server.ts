import { type ActionRequest, type ActionResult, mostAtOnce, type SeenJob } from '../../actions/action.js';
import { type ActionProblem, actionProblem } from '../../actions/action-problem.js';
import { resultOf } from '../../actions/change-sentence.js';
import {
  type Changes,
  changeOf,
  isUndoable,
  type JobChange,
  jobsIn,
  noChanges,
  sumOfChanges,
} from '../../actions/changes.js';
import { type StepOutcome, stops, type Values } from '../../actions/driver/driver.js';
import {
  type JobOutcome,
  type JobPlan,
  notUndone,
  OutcomeTally,
  plansFor,
} from '../../actions/queue-steps.js';
import { sqlText } from '../../schema/statement.js';
import { PostgresFailure } from '../link/server-connection.js';
import { quotedName } from '../link/server-link.js';
import { otherChosen, placeNamed, type QueuePlace } from '../queues-there.js';
import { changeOnServer, isRefusal, traceOnServer } from './change-on-server.js';
import { type Run, type RunByName, readQueue, readTimes, withPlaces } from './fitted-statement.js';
import {
  onlyReads,
  problemOfError,
  problemOfWrite,
  ServerWriter,
  type ServerWriterParts,
  UnknownOutcome,
} from './server-writer.js';

/** The actions on a queue on a server. Which jobs a filter lets through has been worked out before. */
export type ServerAction =
  | Exclude<ActionRequest, { readonly action: 'init' | 'migrate' | 'retry-all' }>
  | {
      readonly action: 'retry-all';
      readonly path: string;
      readonly rows: readonly SeenJob[];
      readonly undoable?: true;
    };

/** The pause between two transactions, ms, so that workers get their turn. */
const pauseMs = 20;

/** Performs one action on a server's queue, over a connection of its own. Never rejects. `path` names the server. */
export async function performOnServer(
  request: ServerAction,
  parts: ServerWriterParts,
): Promise<ActionResult> {
  const writer = new ServerWriter(parts);
  try {
    switch (request.action) {
      case 'probe':
        return await probe(request.path, writer, parts);
      case 'clean-metrics':
        // Those who write metrics there remove them: on a server that others share, we write only what was asked for.
        return {
          ...{ kind: 'done', sentence: 'Metrics on a server are left to those who write them.' },
          ...{ changes: [], changed: 0, movedOn: [] },
        };
      default:
        return await changed(request, writer, parts);
    }
  } catch (error) {
    return { kind: 'problem', problem: problemOf(error, request.path, parts.signal) };
  } finally {
    await writer.close();
  }
}

function problemOf(error: unknown, path: string, signal: AbortSignal): ActionProblem {
  const isStopped = signal.aborted && !(error instanceof UnknownOutcome);
  return isStopped ? actionProblem('stopped', path) : problemOfError(error, path);
}

async function probe(path: string, writer: ServerWriter, parts: ServerWriterParts): Promise<ActionResult> {
  const { parameters } = parts;
  const search =
    parameters.schema === null ? '' : `BEGIN; SET LOCAL search_path = ${quotedName(parameters.schema)};`;
  const rows = await writer.alone(`${search}${sqlText('postgres/actions/server')}`);
  if (search !== '') await writer.alone('ROLLBACK');
  const [[isStandby = null, onlyReading = null, mayWrite = null] = []] = rows;
  if (isStandby === 't' || onlyReading === 't')
    return { kind: 'problem', problem: onlyReads(path, isStandby === 't') };
  const place =
    mayWrite === null || otherChosen(parameters.queue) !== null ? await otherQueue(writer, parts) : null;
  if (mayWrite === 't' || place?.folder.mayAct)
    return { kind: 'done', sentence: `${path} can be written.`, changes: [] };
  const kind = mayWrite === null ? 'no-queue' : 'no-grant';
  return { kind: 'problem', problem: problemOfWrite({ kind }, path) };
}

/** The other program's queue that is written; null: there is none. Throws what the writer throws. */
function otherQueue(
  writer: ServerWriter,
  { parameters: { queue } }: ServerWriterParts,
): Promise<QueuePlace | null> {
  return writer.transaction(
    (run) => placeNamed(run, otherChosen(queue)),
    () => false,
  );
}

async function changed(
  request: Exclude<ServerAction, { readonly action: 'probe' | 'clean-metrics' }>,
  writer: ServerWriter,
  parts: ServerWriterParts,
): Promise<ActionResult> {
  const { path } = request;
  const change = changeOf(request);
  const isAll = request.action === 'retry-all';
  const jobs = jobsIn({ jobs: isAll ? request.rows : request.jobs });
  const undoable = isUndoable(request);
  const onOther = async () => {
    const place = await otherQueue(writer, parts);
    return place && changeOtherThere(writer, place, change, jobs, isAll, path);
  };
  const chosen = otherChosen(parts.parameters.queue) === null ? null : await onOther();
  if (chosen !== null) return chosen;
  let sum = noChanges;
  let unwritten: 'server' | null = null;
  for (let from = 0; from < Math.max(1, jobs.length); from += mostAtOnce) {
    if (from > 0) await new Promise<void>((resolve) => void parts.after(pauseMs, resolve));
    try {
      const batch = await oneBatch(writer, change, jobs.slice(from, from + mostAtOnce), undoable);
      const other = batch === null && sum.changed === 0 ? await onOther() : null;
      if (other !== null) return other;
      if (batch === null) throw new PostgresFailure({ kind: 'no-queue' });
      sum = sumOfChanges(sum, batch);
    } catch (error) {
      // Report what was committed before, unless the last transaction's outcome is unknown.
      if (sum.changed === 0 || error instanceof UnknownOutcome) throw error;
      unwritten = 'server';
      break;
    }
  }
  return resultOf({ change, jobs, isAll, undoable, changes: sum, unwritten });
}

/** What was changed of some jobs in one transaction; null: the server has no queue of ours. Throws what the writer throws. */
async function oneBatch(
  writer: ServerWriter,
  change: JobChange,
  jobs: readonly SeenJob[],
  undoable: boolean,
): Promise<Changes | null> {
  const done = await writer.transaction(
    async (run) => {
      // Read each time: somebody may have altered the tables in the meantime.
      const queue = await readQueue(run);
      if (queue === null) return null;
      return changeOnServer(run, { queue, change, times: await readTimes(run, queue), undoable }, jobs);
    },
    (made) => made !== null && made.changes.changed > 0,
    async (run, made) => {
      const queue = await readQueue(run);
      return queue === null || made === null ? 'unknown' : traceOnServer(run, queue, made.versions);
    },
  );
  return done?.changes ?? null;
}

/**
 * Retries or cancels jobs of another program's queue on a server as its own project does, each only if it is still as it
 * was seen: some in one transaction, then the next. Throws what the writer throws.
 */
export async function changeOtherThere(
  writer: ServerWriter,
  place: QueuePlace,
  change: JobChange,
  jobs: readonly SeenJob[],
  isAll: boolean,
  path: string,
): Promise<ActionResult<'retry'>> {
  if (change.statement === 'undo') return { kind: 'problem', problem: notUndone(place.folder, path) };
  const tally = new OutcomeTally();
  const action = change.statement === 'cancel' ? 'cancel' : 'retry';
  const planOf = plansFor(place.folder, action, 'postgres', place.tables);
  for (let from = 0; from < jobs.length; from += mostAtOnce) {
    const plans = jobs.slice(from, from + mostAtOnce).map(planOf);
    // A transaction that is tried again counts once.
    const outcomes = await writer.transaction(
      async (run, byName) => {
        await run(`SET LOCAL search_path = ${quotedName(place.schema)}, public`);
        const made: JobOutcome[] = [];
        for (const plan of plans) made.push(await carriedOut(plan, run, byName));
        return made;
      },
      (made) => made.some(({ kind }) => kind === 'done'),
    );
    for (const [at, { job }] of plans.entries()) tally.add(job, outcomes[at] ?? { kind: 'moved on' });
  }
  return tally.result(change, jobs, isAll, path);
}

/** Runs the statements for one job; what they did is undone unless it is done. Throws what the writer throws. */
async function carriedOut({ steps, became }: JobPlan, run: Run, byName: RunByName): Promise<JobOutcome> {
  if (steps.length === 0) return became([]);
  await run('SAVEPOINT one_job');
  const outcomes: StepOutcome[] = [];
  let carried: Values = {};
  try {
    for (const step of steps) {
      const { text, names } = withPlaces(step.sql);
      const values = { ...carried, ...step.tries[0] };
      const named = names.map((name) => values[name] ?? null);
      const outcome = { rows: await byName(text, named), changed: 0 };
      outcomes.push(outcome);
      if (stops(step, outcome)) break;
      if (step.stop === 'no-row') carried = { ...carried, ...outcome.rows[0] };
    }
    const outcome = became(outcomes);
    await run(`${outcome.kind === 'done' ? 'RELEASE' : 'ROLLBACK TO'} SAVEPOINT one_job`);
    return outcome;
  } catch (error) {
    // An index on unique jobs, for example: another one with this key is waiting.
    const isTaken =
      error instanceof PostgresFailure && error.trouble.kind === 'other' && error.trouble.code === '23505';
    if (!isTaken && !isRefusal(error)) throw error;
    await run('ROLLBACK TO SAVEPOINT one_job');
    return {
      kind: 'refused',
      why: isTaken ? 'Another job with this key is waiting or running.' : 'The table there refuses it.',
    };
  }
}
