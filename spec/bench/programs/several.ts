/**
 * Twenty databases on one screen: keys beside a writer of one of them, and memory against one database of the same
 * jobs.
 */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Random } from '../../../lib/demo/random.js';
import { endless, progressIn, startWriter } from '../changing.js';
import { BenchDashboard } from '../dashboard.js';
import { residentBytes } from '../process-tree.js';
import { median, quantile, withThoseKeptWaiting } from '../statistics.js';
import { numberOf, runTrial } from '../trial-process.js';

/** Ms after which memory is no longer what a start needs. */
const settling = 10_000;
/** Ms between what is seen and the next key. */
const distance = { least: 20, most: 120 };

/** The median over five seconds, once the program is at rest. */
async function settled(pid: number): Promise<number> {
  await setTimeout(settling);
  const samples: number[] = [];
  for (let count = 0; count < 10; count += 1) {
    await setTimeout(500);
    samples.push(residentBytes(pid));
  }
  return median(samples);
}

const part = '50k-unmigrated';
const whole = '1m-unmigrated';

await runTrial(async (task) => {
  const { [part]: source, [whole]: one } = task.databases;
  if (source === undefined || one === undefined) throw new Error('the trial lacks its databases');
  const random = new Random(task.seed);
  const paths = Array.from({ length: numberOf(task, 'databases') }, (_, index) => {
    const path = join(task.folder, `queue-${index}.sqlite3`);
    copyFileSync(source, path);
    return path;
  });

  const alone = new BenchDashboard(one, task.folder);
  await alone.showsJobs();
  const ofOne = await settled(alone.pid);
  await alone.close();

  const [first = '', ...others] = paths;
  const dashboard = new BenchDashboard(first, task.folder, { args: others });
  await dashboard.showsJobs();
  const opened = performance.now() - dashboard.started;
  const worker = await startWriter(first, progressIn(part));
  void worker.ask({ forMs: endless, everyMs: numberOf(task, 'everyMs') });
  const timed: number[] = [];
  for (let count = 0; count < numberOf(task, 'keys'); count += 1) {
    await setTimeout(random.whole(distance.least, distance.most));
    const before = dashboard.selectedRow();
    const key = count % 2 === 0 ? 'j' : 'k';
    const shown = dashboard.shows(() => dashboard.selectedRow() !== before, `what ${key} does`);
    const begun = performance.now();
    dashboard.type(key);
    timed.push((await shown) - begun);
  }
  await worker.kill();
  const ofMany = await settled(dashboard.pid);
  await dashboard.close();
  const latencies = withThoseKeptWaiting(timed, (distance.least + distance.most) / 2);
  const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MB`;
  return {
    figures: {
      memory: ofMany / ofOne,
      p50: quantile(latencies, 0.5),
      p99: quantile(latencies, 0.99),
    },
    notes: [
      `${megabytes(ofMany)} for ${paths.length} databases, ${megabytes(ofOne)} for one with as many jobs; first jobs after ${opened.toFixed(0)} ms; the slowest of ${timed.length} keys took ${quantile(latencies, 1).toFixed(0)} ms`,
    ],
  };
});
