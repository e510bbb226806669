/**
 * From a key, or from a commit in another process, to the cell that shows it, in the real program in a pty, on one or
 * several databases that are read again and again, or for the first time.
 */
import { setTimeout } from 'node:timers/promises';
import { Random } from '../../../lib/demo/random.js';
import { NativeWriter } from '../../support/native-writer.js';
import { endless, progressIn, startWriter } from '../changing.js';
import { BenchDashboard } from '../dashboard.js';
import { quantile, withThoseKeptWaiting } from '../statistics.js';
import { copiesOf, databaseOf, numberOf, runTrial, type TrialTask, textOf } from '../trial.js';

/** A program that answers so slowly has shown enough after this many ms. */
const enough = 120_000;

/** Something that changes the screen, and whether it has. */
interface Stroke {
  readonly what: string;
  readonly make: () => unknown;
  readonly isShown: () => boolean;
}

/** The selection down and up. */
function moving(dashboard: BenchDashboard, count: number): Stroke {
  const before = dashboard.selectedRow();
  const what = count % 2 === 0 ? 'j' : 'k';
  return { what, make: () => dashboard.type(what), isShown: () => dashboard.selectedRow() !== before };
}

/** The help opened and closed: what can be done while there are no jobs. */
function helping(dashboard: BenchDashboard, count: number): Stroke {
  const isOpen = () => dashboard.screen.text().includes('Half a page down');
  const isShown = () => isOpen() === (count % 2 === 0);
  return { what: '?', make: () => dashboard.type('?'), isShown };
}

/** Renames the newest of the failed jobs, which is on top of the list. */
async function committing(path: string, journal: string) {
  const worker = await NativeWriter.start(path);
  await worker.all(`PRAGMA journal_mode = ${journal}`);
  // Workers have been at work before the dashboard starts: there is a WAL.
  await worker.run('UPDATE cf_processing_queue SET worker_pid = 1 WHERE id = 1');
  const [top] = await worker.all(`SELECT max(id) AS id FROM cf_processing_queue WHERE status = 'FAILED'`);
  const stroke = (dashboard: BenchDashboard, count: number): Stroke => {
    const what = `mark_${count}_`;
    const values = [what, top?.id ?? 0];
    return {
      what,
      make: () => worker.run('UPDATE cf_processing_queue SET plugin_name = ? WHERE id = ?', values),
      isShown: () => dashboard.screen.text().includes(what),
    };
  };
  return { stroke, close: () => worker.close() };
}

/** Where keys are typed while workers write, or while nobody does. */
async function typing(task: TrialTask, dashboard: BenchDashboard) {
  if (textOf(task, 'of') === 'opening-keys') return { stroke: helping, close: async () => {} };
  const { name, path } = databaseOf(task);
  await dashboard.showsJobs();
  const worker = await startWriter(path, progressIn(name));
  void worker.ask({ forMs: endless, everyMs: numberOf(task, 'everyMs') });
  return { stroke: moving, close: () => worker.kill() };
}

await runTrial(async (task) => {
  const random = new Random(task.seed);
  const isOfCommits = textOf(task, 'of') === 'commits';
  const [path, ...others] = copiesOf(task);
  const commits = isOfCommits ? await committing(path, textOf(task, 'journal', 'wal')) : null;
  const dashboard = new BenchDashboard(path, task.folder, { args: others });
  await dashboard.shows(() => dashboard.screen.text().includes('[?] Help'), 'the first screen');
  if (isOfCommits) {
    await dashboard.showsJobs();
    await setTimeout(2000);
  }
  const { stroke, close } = commits ?? (await typing(task, dashboard));
  // Uneven, and for commits longer than any look's own rhythm.
  const [least, most] = [numberOf(task, 'leastMs', 20), numberOf(task, 'mostMs', 120)];
  const timed: number[] = [];
  const end = isOfCommits ? Number.POSITIVE_INFINITY : performance.now() + enough;
  for (let count = 0; count < numberOf(task, 'count') && performance.now() < end; count += 1) {
    await setTimeout(random.whole(least, most));
    const { what, make, isShown } = stroke(dashboard, count);
    timed.push(await dashboard.answers(make, isShown, what));
  }
  await dashboard.close();
  await close();
  const latencies = isOfCommits ? timed : withThoseKeptWaiting(timed, (least + most) / 2);
  return {
    figures: { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) },
    notes: [`${timed.length} ${textOf(task, 'of')}; the slowest took ${quantile(timed, 1).toFixed(0)} ms`],
  };
});
