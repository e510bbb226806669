/** A queue on a server of PostgreSQL behind a long line: how late changes are on the screen, and how long `--json` takes. */
import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { program } from '../../end-to-end/program.js';
import { addressOf } from '../../support/postgres-server.js';
import { slowRelay } from '../../support/slow-relay.js';
import { BenchDashboard, sightings } from '../dashboard.js';
import { onServer, serverWithJobs } from '../postgres-queue.js';
import { median, quantile } from '../statistics.js';
import { numberOf, runTrial } from '../trial.js';

/** From one change to the next, ms: never in step with looks that come as often. */
const betweenMs = (change: number) => 300 + ((170 * change) % 400);

await runTrial(async (task) => {
  const [jobs, changes] = [numberOf(task, 'jobs'), numberOf(task, 'changes')];
  const server = await serverWithJobs(jobs, { running: changes, waiting: 0 });
  return onServer(server, async (client) => {
    const relay = await slowRelay(server.port, numberOf(task, 'roundTripMs') / 2, 1e9);
    const address = addressOf({ host: '127.0.0.1', port: relay.port });
    const began = performance.now();
    const environment = { ...process.env, HOME: task.folder };
    const options = { env: environment, maxBuffer: 2 ** 30 };
    await promisify(execFile)(process.execPath, [program, address, '--json', '--status', 'failed'], options);
    const printed = performance.now() - began;
    const dashboard = new BenchDashboard(address, task.folder);
    try {
      await dashboard.showsCounts();
      const seen = sightings(dashboard);
      for (let change = 1; change <= changes; change += 1) {
        await pause(betweenMs(change));
        const name = `failed_${change}_`;
        await client.query(
          `UPDATE cf_processing_queue SET status = 'FAILED', end_time = $1, plugin_name = $2 WHERE id = $3`,
          [Date.now(), name, jobs - changes + change],
        );
        seen.begin(name);
      }
      const times = await seen.all();
      return { figures: { median: median(times), slowest: quantile(times, 1), json: printed }, notes: [] };
    } finally {
      await dashboard.close();
      await relay.close();
    }
  });
});
