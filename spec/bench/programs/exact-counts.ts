/**
 * From starting the program to exact counts on its screen, against SQLite's own aggregate over the whole table, in a
 * Node that does nothing else.
 */
import Database from 'better-sqlite3';
import { BenchDashboard } from '../dashboard.js';
import { nothingInDashboardsEnvironment, startNothing } from '../nothing.js';
import { median } from '../statistics.js';
import { databaseOf, numberOf, runTrial } from '../trial-process.js';

/** No index has what it adds up, so every page of the table is read. */
const aggregate = `SELECT status, COUNT(*) AS jobs, TOTAL(retry_count), TOTAL(worker_pid), MAX(end_time),
  TOTAL(length(error_message)) FROM cf_processing_queue GROUP BY status`;

function aggregateIn(path: string): number {
  const database = new Database(path, { readonly: true });
  const started = performance.now();
  database.prepare(aggregate).all();
  const taken = performance.now() - started;
  database.close();
  return taken;
}

async function startDashboard(path: string, home: string): Promise<number> {
  const dashboard = new BenchDashboard(path, home);
  const shown = await dashboard.shows(() => / [\d,]+ done /.test(dashboard.screen.text()), 'exact counts');
  await dashboard.close();
  return shown - dashboard.started;
}

await runTrial(async (task) => {
  const { path } = databaseOf(task);
  // What all need is in the page cache then.
  await startDashboard(path, task.folder);
  const [nothing, native, own]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < numberOf(task, 'rounds'); round += 1) {
    nothing.push(await startNothing());
    native.push(aggregateIn(path));
    own.push(await startDashboard(path, task.folder));
  }
  const [start, sum, counted] = [median(nothing), median(native), median(own)];
  return {
    figures: { ratio: counted / (start + sum) },
    notes: [
      `medians of ${own.length}: ${counted.toFixed(0)} ms, against ${sum.toFixed(0)} ms and ${start.toFixed(0)} ms`,
      await nothingInDashboardsEnvironment(nothing.length),
    ],
  };
});
