/**
 * From starting the program to its first screen, its first jobs, exact counts, or the end of its JSON, against a Node
 * that does nothing, and for counts also SQLite's own aggregate over the whole table.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { program } from '../../end-to-end/program.js';
import { pinnedEnvironment } from '../../support/pty.js';
import { BenchDashboard } from '../dashboard.js';
import { median } from '../statistics.js';
import { databaseOf, inTurn, numberOf, runTrial, textOf } from '../trial.js';

/** Longer than it takes until the dashboard's thread keeps what was compiled of it. */
const usedForMs = 5000;

/** No index has what it adds up, so every page of the table is read. */
const aggregate = `SELECT status, COUNT(*) AS jobs, TOTAL(retry_count), TOTAL(worker_pid), MAX(end_time),
  TOTAL(length(error_message)) FROM cf_processing_queue GROUP BY status`;

/** How long a Node takes with these arguments, in ms. */
async function node(args: readonly string[], environment: NodeJS.ProcessEnv = process.env): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env: environment });
  child.stdout.resume();
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`);
  return performance.now() - started;
}
const doNothing = ['-e', '0'];

function aggregateIn(path: string): number {
  const database = new Database(path, { readonly: true });
  const started = performance.now();
  database.prepare(aggregate).all();
  const taken = performance.now() - started;
  database.close();
  return taken;
}

/** What is waited for on the screen. */
const shown: Readonly<Record<string, (dashboard: BenchDashboard) => boolean>> = {
  screen: (dashboard) => /loading|counting/.test(dashboard.screen.text()) || dashboard.selectedRow() !== null,
  jobs: (dashboard) => dashboard.selectedRow() !== null,
  counts: (dashboard) => / [\d,]+ done /.test(dashboard.screen.text()),
};

await runTrial(async (task) => {
  const { path } = databaseOf(task);
  const until = textOf(task, 'until');
  const own = async () => {
    if (until === 'json') return node([program, '--json', path], { ...process.env, HOME: task.folder });
    const dashboard = new BenchDashboard(path, task.folder);
    const arrived = await dashboard.shows(() => shown[until]?.(dashboard) ?? false, until);
    await dashboard.close();
    return arrived - dashboard.started;
  };
  // What all need is in the page cache then.
  await own();
  if (until === 'jobs' || until === 'screen') {
    // As an operator uses it who then starts it again: the dashboard keeps what was compiled of it.
    const dashboard = new BenchDashboard(path, task.folder);
    await dashboard.showsJobs();
    await setTimeout(usedForMs);
    await dashboard.quit();
    await dashboard.close();
  }
  const times = await inTurn(numberOf(task, 'rounds'), {
    nothing: () => node(doNothing),
    sum: () => (until === 'counts' ? aggregateIn(path) : 0),
    own,
  });
  // What this process has besides may slow Node down: NODE_EXTRA_CA_CERTS alone can treble the time.
  const { pinned } = await inTurn(times.own.length, { pinned: () => node(doNothing, pinnedEnvironment()) });
  const [whole, sum, start] = [median(times.own), median(times.sum), median(times.nothing)];
  return {
    figures: { ratio: whole / (start + sum) },
    notes: [
      `medians of ${times.own.length}: ${whole.toFixed(0)} ms, against ${sum.toFixed(0)} ms of SQLite and ${start.toFixed(0)} ms`,
      `node -e 0 takes ${median(pinned).toFixed(0)} ms in the environment of the dashboard`,
    ],
  };
});
