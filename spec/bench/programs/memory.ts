/** Memory of the program some seconds after its start, against that of a Node that does nothing. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { BenchDashboard } from '../dashboard.js';
import { databases } from '../databases.js';
import { residentBytes } from '../process-tree.js';
import { SmallCommits } from '../small-commits.js';
import { median } from '../statistics.js';
import { databaseOf, numberOf, runTrial } from '../trial-process.js';

/** Ms after which memory is no longer what a start needs. */
const settling = 10_000;

/** The median over five seconds. */
async function settled(pid: number): Promise<number> {
  const samples: number[] = [];
  for (let count = 0; count < 10; count += 1) {
    await setTimeout(500);
    samples.push(residentBytes(pid));
  }
  return median(samples);
}

await runTrial(async (task) => {
  const { name, path } = databaseOf(task);
  const nothing = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 3_600_000)'], { stdio: 'ignore' });
  const commits = await SmallCommits.begin(path, databases[name], task.seed);
  const dashboard = new BenchDashboard(path, task.folder);
  await dashboard.showsJobs();
  for (let count = 0; count < numberOf(task, 'commits'); count += 1) {
    await commits.commit();
    await setTimeout(100);
  }
  await setTimeout(settling);
  const own = await settled(dashboard.pid);
  const node = await settled(nothing.pid ?? 0);
  await dashboard.close();
  await commits.close();
  nothing.kill();
  await once(nothing, 'close');
  const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MB`;
  return {
    figures: { ratio: own / node },
    notes: [
      `${megabytes(own)} after ${numberOf(task, 'commits')} reloads and ten seconds of rest, and ${megabytes(node)}`,
    ],
  };
});
