/** From a key to the cell that shows it, while the database is read again and again, or for the first time. */
import { setTimeout } from 'node:timers/promises';
import { Random } from '../../../lib/demo/random.js';
import { endless, progressIn, startWriter } from '../changing.js';
import { BenchDashboard } from '../dashboard.js';
import { quantile, withThoseKeptWaiting } from '../statistics.js';
import { databaseOf, numberOf, runTrial, textOf } from '../trial-process.js';

/** Ms between what is seen and the next key. */
const distance = { least: 20, most: 120 };
/** A program that answers so slowly has shown enough after this many ms. */
const enough = 120_000;

/** A key that changes the screen, and whether it has. */
interface Stroke {
  readonly key: string;
  readonly done: () => boolean;
}

/** The selection down and up. */
function moving(dashboard: BenchDashboard, count: number): Stroke {
  const before = dashboard.selectedRow();
  return { key: count % 2 === 0 ? 'j' : 'k', done: () => dashboard.selectedRow() !== before };
}

/** The help opened and closed: what can be done while there are no jobs. */
function helping(dashboard: BenchDashboard, count: number): Stroke {
  const open = () => dashboard.screen.text().includes('Half a page down');
  return { key: '?', done: () => open() === (count % 2 === 0) };
}

await runTrial(async (task) => {
  const { name, path } = databaseOf(task);
  const random = new Random(task.seed);
  const opening = textOf(task, 'while') === 'opening';
  const dashboard = new BenchDashboard(path, task.folder);
  if (opening) await dashboard.shows(() => dashboard.screen.text().includes('[?] Help'), 'the first screen');
  else await dashboard.showsJobs();
  const worker = opening ? null : await startWriter(path, progressIn(name));
  void worker?.ask({ forMs: endless, everyMs: numberOf(task, 'everyMs') });
  const timed: number[] = [];
  const end = performance.now() + enough;
  for (let count = 0; count < numberOf(task, 'keys') && performance.now() < end; count += 1) {
    await setTimeout(random.whole(distance.least, distance.most));
    const { key, done } = (opening ? helping : moving)(dashboard, count);
    const shown = dashboard.shows(done, `what ${key} does`);
    const begun = performance.now();
    dashboard.type(key);
    timed.push((await shown) - begun);
  }
  await dashboard.close();
  await worker?.kill();
  const latencies = withThoseKeptWaiting(timed, (distance.least + distance.most) / 2);
  return {
    figures: { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) },
    notes: [
      `${timed.length} keys ${opening ? 'from the first screen on' : `beside a writer with a commit every ${numberOf(task, 'everyMs')} ms`}; the slowest took ${quantile(latencies, 1).toFixed(0)} ms`,
    ],
  };
});
