import { writeTransaction } from './database.js';
import type { BatchResult, BatchStep, Row, StepOutcome, Values, Writable } from './driver/driver.js';

/**
 * Runs the steps of some jobs, job by job, in one `BEGIN IMMEDIATE` transaction, which needs no answer from here while it
 * lasts: committed if one of the jobs got to its end and every expectation was met, else rolled back. What was done for a
 * job that stopped is undone. Throws what SQLite throws; then nothing was changed.
 */
export function runBatch(database: Writable, jobs: readonly (readonly BatchStep[])[]): BatchResult {
  if (database.batch !== undefined) return database.batch(jobs);
  // Ahead of the transaction, which makes workers wait.
  const prepared = new Map([...new Set(jobs.flat().map(({ sql }) => sql))].map((sql) => [sql, rowsOf(sql)]));
  const changes = database.prepare<{ count: number }>('SELECT changes() AS count');
  return writeTransaction(database, (): BatchResult & { readonly changed: number } => {
    const outcomes: StepOutcome[][] = [];
    let changed = 0;
    for (const steps of jobs) {
      const seen: StepOutcome[] = [];
      outcomes.push(seen);
      database.exec('SAVEPOINT one_job');
      let carried: Values = {};
      let isStopped = false;
      for (const step of steps) {
        const rows = firstAccepted(step, carried, prepared.get(step.sql) ?? rowsOf(step.sql));
        const outcome = { rows, changed: changes.all()[0]?.count ?? 0 };
        seen.push(outcome);
        const [row] = rows;
        isStopped = stops(step, outcome);
        if (!(isStopped && step.stop === 'unchanged') && !isMet(step, row))
          return { kind: 'unmet', outcomes, changed };
        if (isStopped) break;
        if (step.stop === 'no-row') carried = { ...carried, ...row };
      }
      if (isStopped) database.exec('ROLLBACK TO one_job');
      else changed += 1;
      database.exec('RELEASE one_job');
    }
    return { kind: 'done', outcomes, changed };
  });

  function rowsOf(sql: string): (values: Values) => readonly Row[] {
    const statement = database.prepare<Row>(sql);
    return (values) => statement.all(values);
  }
}

/** Whether a job's steps end with this one. */
export function stops({ stop }: BatchStep, { rows, changed }: StepOutcome): boolean {
  if (stop === 'unchanged') return changed === 0;
  return stop === 'row' ? rows.length > 0 : stop === 'no-row' && rows.length === 0;
}

function isMet({ expects = {} }: BatchStep, row: Row | undefined): boolean {
  return Object.entries(expects).every(([name, value]) => row?.[name] === value);
}

/** Tries the values in turn, until they pass the CHECK constraints. */
function firstAccepted(
  { tries }: BatchStep,
  carried: Values,
  run: (values: Values) => readonly Row[],
): readonly Row[] {
  let refusal: unknown;
  for (const values of tries) {
    try {
      return run({ ...carried, ...tries[0], ...values });
    } catch (error) {
      if ((error as { code?: unknown }).code !== 'SQLITE_CONSTRAINT_CHECK') throw error;
      refusal = error;
    }
  }
  throw refusal;
}
