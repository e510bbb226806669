/**
 * What a worker's transactions cost in a migrated database, against the same database as it was: claim, progress,
 * finish.
 */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { runAction } from '../../../lib/actions/run-action.js';
import { median } from '../statistics.js';
import { databaseOf, numberOf, runTrial } from '../trial.js';

/** What a worker does with one job, each a transaction of its own. Both databases have these columns. */
const steps = {
  claim: `UPDATE cf_processing_queue SET status = 'RUNNING', claim_time = datetime('now'), worker_pid = 1 WHERE id = ?`,
  progress: `UPDATE cf_processing_queue SET worker_pid = worker_pid + 1 WHERE id = ?`,
  finish: `UPDATE cf_processing_queue SET status = 'COMPLETED', end_time = datetime('now') WHERE id = ?`,
} as const;
type Step = keyof typeof steps;

class Worker {
  readonly #database: Database.Database;

  constructor(path: string) {
    this.#database = new Database(path);
    this.#database.pragma('synchronous = NORMAL');
  }

  /** Transactions a second over these jobs. */
  rate(step: Step, ids: readonly number[]): number {
    const statement = this.#database.prepare(steps[step]);
    const started = performance.now();
    for (const id of ids) statement.run(id);
    return (1000 * ids.length) / (performance.now() - started);
  }

  close(): void {
    this.#database.close();
  }
}

await runTrial(async (task) => {
  const { path } = databaseOf(task);
  const migrated = join(task.folder, 'migrated.sqlite3');
  copyFileSync(path, migrated);
  const result = await runAction({ action: 'migrate', path: migrated });
  if (result.kind === 'problem') throw new Error(result.problem.sentence);
  const [plain, added] = [new Worker(path), new Worker(migrated)];
  const ids = Array.from({ length: numberOf(task, 'jobs') }, (_, index) => index + 1);
  const ratios: Record<Step, number[]> = { claim: [], progress: [], finish: [] };
  for (let round = 0; round < numberOf(task, 'rounds'); round += 1) {
    for (const step of ['claim', 'progress', 'finish'] as const) {
      // The order alternates, so that what varies with time affects both alike.
      const first = round % 2 === 0 ? plain : added;
      const one = first.rate(step, ids);
      const other = (first === plain ? added : plain).rate(step, ids);
      ratios[step].push(first === plain ? other / one : one / other);
    }
  }
  plain.close();
  added.close();
  const figures = Object.fromEntries(Object.entries(ratios).map(([step, each]) => [step, median(each)]));
  const spread = Object.entries(ratios).map(
    ([step, each]) => `${step} ${Math.min(...each).toFixed(2)} to ${Math.max(...each).toFixed(2)}`,
  );
  return { figures, notes: [`pairs of ${ids.length} transactions: ${spread.join(', ')}`] };
});
