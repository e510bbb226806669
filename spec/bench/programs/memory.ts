/**
 * Memory of the program some seconds after its start, against that of a Node that does nothing; and with `copies` of
 * its database, against that of the program with the trial's other database.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { BenchDashboard } from '../dashboard.js';
import { type DatabaseName, databases } from '../databases.js';
import { residentBytes } from '../process-tree.js';
import { SmallCommits } from '../small-commits.js';
import { median } from '../statistics.js';
import { copiesOf, databasesOf, inTurn, numberOf, runTrial } from '../trial.js';

/** Ms after which memory is no longer what a start needs. */
const settling = 10_000;

/** The median over five seconds. */
async function settled(pid: number): Promise<number> {
  const look = async () => {
    await setTimeout(500);
    return residentBytes(pid);
  };
  return median((await inTurn(10, { look })).look);
}

await runTrial(async (task) => {
  const memoryOf = async (name: DatabaseName, [first, ...others]: readonly [string, ...string[]]) => {
    const commits = await SmallCommits.begin(first, databases[name], task.seed);
    const dashboard = new BenchDashboard(first, task.folder, { args: others });
    await dashboard.showsJobs();
    for (let count = 0; count < numberOf(task, 'commits'); count += 1) {
      await commits.commit();
      await setTimeout(100);
    }
    await setTimeout(settling);
    const bytes = await settled(dashboard.pid);
    await dashboard.close();
    await commits.close();
    return bytes;
  };
  const nothing = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 3_600_000)'], { stdio: 'ignore' });
  const [one, other] = databasesOf(task);
  const own = await memoryOf(one?.name ?? 'small', copiesOf(task));
  const others = other === undefined ? Number.NaN : await memoryOf(other.name, [other.path]);
  const node = await settled(nothing.pid ?? 0);
  nothing.kill();
  await once(nothing, 'close');
  const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MB`;
  return {
    figures: { ratio: own / node, several: own / others },
    notes: [
      `${megabytes(own)} after ${numberOf(task, 'commits')} reloads and ten seconds of rest, and ${megabytes(node)} for nothing${other === undefined ? '' : `, ${megabytes(others)} for ${other.name}`}`,
    ],
  };
});
