/** A queue on a server of PostgreSQL: what the operator waits for, and what the server spends on them. */
import { setTimeout } from 'node:timers/promises';
import type { Client } from 'pg';
import { addressOf } from '../../support/postgres-server.js';
import { BenchDashboard } from '../dashboard.js';
import { onServer, serverWithJobs, servingProcess, usualBacklog } from '../postgres-queue.js';
import { processorSeconds, residentBytes } from '../process-tree.js';
import { median, quantile } from '../statistics.js';
import { numberOf, runTrial, type TrialAnswer, type TrialTask } from '../trial.js';

/** Ms between two looks at how long a transaction is open. */
const lookEveryMs = 20;

const text = (dashboard: BenchDashboard) => dashboard.screen.text();
const isCounted = (dashboard: BenchDashboard) => dashboard.isCounted() && !text(dashboard).includes('as of');

/** Looks until the jobs are counted; resolves with the longest time that a transaction was open, in ms. */
async function longestUntilCounted(client: Client, dashboard: BenchDashboard): Promise<number> {
  let longest = 0;
  while (!isCounted(dashboard)) {
    longest = Math.max(longest, (await servingProcess(client))?.openMs ?? 0);
    await setTimeout(lookEveryMs);
  }
  return longest;
}

/**
 * Lets running jobs fail, one after the other; resolves with how long each took to its cell, in ms. Each started later
 * than the one before, so that it is on top of the list, and so on the screen.
 */
async function failures(client: Client, dashboard: BenchDashboard, task: TrialTask): Promise<number[]> {
  const times: number[] = [];
  const changes = Math.min(usualBacklog.running, numberOf(task, 'changes'));
  const first = numberOf(task, 'jobs') - changes + 1;
  for (let count = 0; count < changes; count += 1) {
    const name = `failed_${count}`;
    const values = [Date.now(), name, first + count];
    const fail = () =>
      client.query(
        `UPDATE cf_processing_queue SET status = 'FAILED', end_time = $1, plugin_name = $2, error_message = 'DiskFull: no room'
          WHERE id = $3`,
        values,
      );
    times.push(await dashboard.answers(fail, () => text(dashboard).includes(name), name));
    await setTimeout(numberOf(task, 'everyMs'));
  }
  return times;
}

async function measure(client: Client, dashboard: BenchDashboard, task: TrialTask): Promise<TrialAnswer> {
  const framed = await dashboard.shows(() => text(dashboard).includes('JOBS'), 'the first screen');
  const listed = await dashboard.showsJobs();
  const longest = await longestUntilCounted(client, dashboard);
  const counted = performance.now();
  const memory = residentBytes(dashboard.pid);
  const pid = (await servingProcess(client))?.pid ?? Number.NaN;
  const [began, before] = [performance.now(), processorSeconds(pid)];
  const times = await failures(client, dashboard, task);
  const share = (100_000 * (processorSeconds(pid) - before)) / (performance.now() - began);
  return {
    figures: { first: listed - framed, held: longest, change: median(times), share },
    notes: [
      `first jobs ${(listed - dashboard.started).toFixed(0)} ms after the start, exact counts after ${((counted - dashboard.started) / 1000).toFixed(1)} s, with ${(memory / 2 ** 20).toFixed(0)} MB; the slowest of ${times.length} changes took ${quantile(times, 1).toFixed(0)} ms`,
    ],
  };
}

await runTrial(async (task) => {
  const server = await serverWithJobs(numberOf(task, 'jobs'));
  return onServer(server, async (client) => {
    const dashboard = new BenchDashboard(addressOf(server), task.folder);
    return measure(client, dashboard, task).finally(() => dashboard.close());
  });
});
