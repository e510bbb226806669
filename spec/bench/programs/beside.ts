/** Another program's queue on a server, worked at full speed: with the dashboard beside it, and without. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Client } from 'pg';
import { addressOf, type PostgresServer } from '../../support/postgres-server.js';
import type { Written } from '../changing.js';
import { BenchDashboard, sightings } from '../dashboard.js';
import { LineProcess } from '../line-process.js';
import { otherQueues } from '../other-queues.js';
import { onServer, serverOnDisk, servingProcess } from '../postgres-queue.js';
import { processorSeconds, residentBytes } from '../process-tree.js';
import { median, quantile } from '../statistics.js';
import { inTurn, numberOf, runTrial, type TrialAnswer, type TrialTask, textOf } from '../trial.js';

/** Ms between two looks at the dashboard's transactions. */
const lookEveryMs = 50;
/** Ms from one job that fails to the next. */
const failEveryMs = 1500;

/** Looks at the dashboard's connection until it is over: how long its transactions last, ms, and what locks it has. */
async function watch(client: Client, seen: { longestMs: number; locks: Set<string>; isOver: boolean }) {
  while (!seen.isOver) {
    seen.longestMs = Math.max(seen.longestMs, (await servingProcess(client))?.openMs ?? 0);
    const { rows } = await client.query<{ lock: string }>(
      `SELECT it.locktype || ' ' || it.mode AS lock FROM pg_locks AS it JOIN pg_stat_activity AS our USING (pid)
        WHERE our.application_name = 'jobs-view' AND it.locktype <> 'virtualxid' AND it.mode <> 'AccessShareLock'`,
    );
    for (const { lock } of rows) seen.locks.add(lock);
    await pause(lookEveryMs);
  }
}

async function objects(client: Client): Promise<number> {
  const { rows } = await client.query<{ n: string }>(
    `SELECT (SELECT count(*) FROM pg_class) + (SELECT count(*) FROM pg_trigger) + (SELECT count(*) FROM pg_proc) AS n`,
  );
  return Number(rows[0]?.n);
}

/** Lets jobs fail while the worker is busy; ms from each commit until its reason is on the screen. */
async function failures(url: string, dashboard: BenchDashboard, task: TrialTask) {
  const worker = await otherQueues[textOf(task, 'queue')]?.worker(url);
  const seen = sightings(dashboard);
  for (let count = 100; count < 100 + numberOf(task, 'failures'); count += 1) {
    const reason = `no_route_${count}`;
    await worker?.fail(reason);
    seen.begin(reason);
    await pause(failEveryMs);
  }
  await worker?.close();
  return seen.all();
}

async function measure(server: PostgresServer, client: Client, task: TrialTask): Promise<TrialAnswer> {
  const queue = textOf(task, 'queue');
  const url = `postgres://owner@127.0.0.1:${server.port}/postgres`;
  await otherQueues[queue]?.fill(client, url, numberOf(task, 'jobs'));
  await client.query('VACUUM ANALYZE');
  const worker = await LineProcess.start<number, Written>('other-worker', [queue, url]);
  const stretchMs = numberOf(task, 'stretchMs');
  const work = async () => {
    const { commits, ms } = await worker.ask(stretchMs);
    return (1000 * commits) / ms;
  };
  await work();
  const before = await objects(client);
  const dashboard = new BenchDashboard(addressOf(server), task.folder, { args: ['--queue', queue] });
  const seen = { longestMs: 0, locks: new Set<string>(), isOver: false };
  const watching = server.with((looker) => watch(looker, seen));
  try {
    const first = (await dashboard.showsCounts()) - dashboard.started;
    const pid = (await servingProcess(client))?.pid ?? Number.NaN;
    const spent = { own: 0, server: 0, ms: 0 };
    const { open, closed } = await inTurn(numberOf(task, 'rounds'), {
      closed: async () => {
        // As if it weren't there: it neither looks nor reads.
        process.kill(dashboard.pid, 'SIGSTOP');
        const rate = await work();
        process.kill(dashboard.pid, 'SIGCONT');
        return rate;
      },
      open: async () => {
        const [own, there, at] = [processorSeconds(dashboard.pid), processorSeconds(pid), performance.now()];
        const rate = await work();
        spent.own += processorSeconds(dashboard.pid) - own;
        spent.server += processorSeconds(pid) - there;
        spent.ms += performance.now() - at;
        return rate;
      },
    });
    const under = worker.ask(numberOf(task, 'failures') * failEveryMs);
    const times = await failures(url, dashboard, task);
    await under;
    const made = (await objects(client)) - before;
    return {
      figures: {
        ratio: median(open) / median(closed),
        held: seen.longestMs,
        locks: seen.locks.size,
        objects: made,
        shown: median(times),
        server: (100_000 * spent.server) / spent.ms,
        own: (100_000 * spent.own) / spent.ms,
      },
      notes: [
        `medians of ${open.length} stretches of ${stretchMs / 1000} s: ${median(open).toFixed(0)} and ${median(closed).toFixed(0)} jobs a second; all counted after ${(first / 1000).toFixed(1)} s, with ${(residentBytes(dashboard.pid) / 2 ** 20).toFixed(0)} MB; the slowest of ${times.length} failures took ${quantile(times, 1).toFixed(0)} ms; beyond reading: ${[...seen.locks].join(', ') || 'nothing'}`,
      ],
    };
  } finally {
    seen.isOver = true;
    await watching;
    await dashboard.close();
    await worker.kill();
  }
}

await runTrial(async (task) => {
  const server = await serverOnDisk();
  return onServer(server, (client) => measure(server, client, task));
});
