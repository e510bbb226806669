/** A queue on a server of PostgreSQL behind a long line: how late changes are on the screen, and how long `--json` takes. */
import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { program } from '../../end-to-end/program.js';
import { addressOf } from '../../support/postgres-server.js';
import { slowRelay } from '../../support/slow-relay.js';
import { BenchDashboard } from '../dashboard.js';
import { serverWithJobs, versionOf } from '../postgres-queue.js';
import { median, quantile } from '../statistics.js';
import { numberOf, runTrial, type TrialAnswer } from '../trial.js';

/** From one change to the next, ms: never in step with looks that come as often. */
const betweenMs = (change: number) => 300 + ((170 * change) % 400);
/** How long the last change may take to be shown, ms. */
const patience = 60_000;

await runTrial(async (task): Promise<TrialAnswer> => {
  const [jobs, changes] = [numberOf(task, 'jobs'), numberOf(task, 'changes')];
  const server = await serverWithJobs(jobs, { running: changes, waiting: 0 });
  // The server would outlive a trial that is broken off.
  process.once('SIGTERM', () => void server.close().finally(() => process.exit(143)));
  const relay = await slowRelay(server.port, numberOf(task, 'roundTripMs') / 2, 1e9);
  const address = addressOf({ host: '127.0.0.1', port: relay.port });
  try {
    const began = performance.now();
    const environment = { ...process.env, HOME: task.folder };
    const options = { env: environment, maxBuffer: 2 ** 30 };
    await promisify(execFile)(process.execPath, [program, address, '--json', '--status', 'failed'], options);
    const printed = performance.now() - began;
    const dashboard = new BenchDashboard(address, task.folder);
    try {
      const text = () => dashboard.screen.text();
      await dashboard.shows(() => / [\d,]+ done /.test(text()), 'all jobs counted');
      const committed = new Map<string, number>();
      const times: number[] = [];
      dashboard.listen((arrived) => {
        for (const [name, at] of committed)
          if (text().includes(name)) {
            times.push(arrived - at);
            committed.delete(name);
          }
      });
      await server.with(async (client) => {
        for (let change = 1; change <= changes; change += 1) {
          await pause(betweenMs(change));
          const name = `failed_${change}_`;
          await client.query(
            `UPDATE cf_processing_queue SET status = 'FAILED', end_time = $1, plugin_name = $2 WHERE id = $3`,
            [Date.now(), name, jobs - changes + change],
          );
          committed.set(name, performance.now());
        }
      });
      for (const until = performance.now() + patience; committed.size > 0 && performance.now() < until; )
        await pause(20);
      const all = [...times, ...[...committed.values()].map(() => Number.POSITIVE_INFINITY)];
      return {
        figures: { median: median(all), slowest: quantile(all, 1), json: printed },
        notes: [`PostgreSQL ${versionOf(server)}`],
      };
    } finally {
      await dashboard.close();
    }
  } finally {
    await relay.close();
    await server.close();
  }
});
