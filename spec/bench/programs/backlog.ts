/** A queue on a server of PostgreSQL in which thousands of jobs wait and run: opened, and followed while workers are busy. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import { addressOf, type PostgresServer } from '../../support/postgres-server.js';
import { BenchDashboard, sightings } from '../dashboard.js';
import { onServer, serverWithJobs, servingProcess } from '../postgres-queue.js';
import { processorSeconds, residentBytes } from '../process-tree.js';
import { median, quantile } from '../statistics.js';
import { numberOf, runTrial, type TrialTask } from '../trial.js';

const workers = 4;
/** From one job that fails to the next, and from its claim to its failure, ms. */
const failEveryMs = 700;
const runMs = 100;
/** How long the counts may take to be exact after the end, ms. */
const patience = 60_000;
const idleMs = 20_000;
/** Ms between two looks at how long a transaction is open. */
const lookEveryMs = 20;

const queue = 'cf_processing_queue';
/** The job that comes next, locked, in the order of the index. */
const next = `SELECT id FROM ${queue} WHERE status = 'QUEUED' ORDER BY priority, id FOR UPDATE SKIP LOCKED LIMIT 1`;
const claim = `UPDATE ${queue} SET status = 'RUNNING', claim_time = $1 WHERE id = (${next}) RETURNING id`;
/** What workers do in turn: as many jobs come as are taken up and end. Those that ran first end first. */
const work = [
  `INSERT INTO ${queue} (plugin_name, input_file, status) VALUES ('parser_1', '/in/' || $1::bigint, 'QUEUED')`,
  claim,
  `UPDATE ${queue} SET status = 'COMPLETED', end_time = $1, result_summary = '/out/x' WHERE id = (
     SELECT id FROM ${queue} WHERE status = 'RUNNING' ORDER BY priority, id FOR UPDATE SKIP LOCKED LIMIT 1)`,
];

/** One worker, `perSecond` transactions a second until then. */
async function works(client: Client, perSecond: number, until: number): Promise<number> {
  let done = 0;
  for (let due = performance.now(); performance.now() < until; due += 1000 / perSecond) {
    await client.query(work[done % work.length] ?? '', [Date.now()]);
    done += 1;
    await pause(Math.max(0, due + 1000 / perSecond - performance.now()));
  }
  return done;
}

/** Takes up waiting jobs and lets them fail, one after the other; ms until each was on the screen. */
async function failures(client: Client, dashboard: BenchDashboard, until: number) {
  const seen = sightings(dashboard);
  for (let count = 100; performance.now() < until; count += 1) {
    const { rows } = await client.query(claim, [Date.now()]);
    await pause(runMs);
    const name = `failed_${count}`;
    await client.query(
      `UPDATE ${queue} SET status = 'FAILED', end_time = $1, plugin_name = $2, error_message = 'DiskFull' WHERE id = $3`,
      [Date.now(), name, rows[0]?.id],
    );
    seen.begin(name);
    await pause(failEveryMs - runMs);
  }
  return seen.all();
}

/** How many jobs of some statuses there are, as the screen writes it. */
async function countsThere(client: Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ status: string; n: string }>(
    `SELECT status, count(*) AS n FROM ${queue} GROUP BY status`,
  );
  const of = (status: string) =>
    Number(rows.find((row) => row.status === status)?.n ?? 0).toLocaleString('en');
  return [`${of('FAILED')} failed`, `${of('COMPLETED')} done`, `${of('QUEUED')} queued`];
}

async function measure(server: PostgresServer, client: Client, dashboard: BenchDashboard, task: TrialTask) {
  const text = () => dashboard.screen.text();
  const framed = await dashboard.shows(() => text().includes('JOBS'), 'the first screen');
  const first = (await dashboard.showsJobs()) - framed;
  let held = 0;
  while (!dashboard.isCounted() || text().includes('as of')) {
    held = Math.max(held, (await servingProcess(client))?.openMs ?? 0);
    await pause(lookEveryMs);
  }
  const counted = performance.now() - dashboard.started;
  const memory = residentBytes(dashboard.pid) / 2 ** 20;
  const pid = (await servingProcess(client))?.pid ?? Number.NaN;
  const spent = () => ({
    at: performance.now(),
    server: processorSeconds(pid),
    own: processorSeconds(dashboard.pid),
  });
  const share = (before: ReturnType<typeof spent>, what: 'server' | 'own') =>
    (100_000 * (spent()[what] - before[what])) / (performance.now() - before.at);
  const before = spent();
  const until = performance.now() + 1000 * numberOf(task, 'seconds');
  const failing = failures(client, dashboard, until);
  const done = await Promise.all(
    Array.from({ length: workers }, () =>
      server.with((worker) => works(worker, numberOf(task, 'perSecond') / workers, until)),
    ),
  );
  const ended = performance.now();
  const [busy, own] = [share(before, 'server'), share(before, 'own')];
  const times = await failing;
  const counts = await countsThere(client);
  const isExact = () => counts.every((count) => text().includes(count));
  while (!isExact() && performance.now() < ended + patience) await pause(10);
  const exact = isExact() ? performance.now() - ended : Number.POSITIVE_INFINITY;
  while (/as of/.test(text()) && performance.now() < ended + 10 * patience) await pause(100);
  const settled = performance.now() - ended;
  const quiet = spent();
  await pause(idleMs);
  const idle = [share(quiet, 'server'), share(quiet, 'own')].map((each) => each.toFixed(2)).join(' and ');
  const each = (part: number) => quantile(times, part).toFixed(0);
  return {
    figures: { first, held, shown: quantile(times, 0.99), exact, server: busy, own },
    notes: [
      `exact counts ${(counted / 1000).toFixed(1)} s after the start, with ${memory.toFixed(0)} MB`,
      `${(done.reduce((sum, one) => sum + one, 0) / numberOf(task, 'seconds')).toFixed(0)} transactions a second; ${times.length} jobs failed: median ${median(times).toFixed(0)} ms, slowest ${each(1)} ms; all ranges compared ${(settled / 1000).toFixed(0)} s after the end; then the server takes ${idle} % with the dashboard`,
    ],
  };
}

await runTrial(async (task) => {
  const backlog = { running: numberOf(task, 'running'), waiting: numberOf(task, 'waiting') };
  const server = await serverWithJobs(numberOf(task, 'jobs'), backlog);
  return onServer(server, async (client) => {
    const dashboard = new BenchDashboard(addressOf(server), task.folder);
    return measure(server, client, dashboard, task).finally(() => dashboard.close());
  });
});
