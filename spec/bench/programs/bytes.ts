/** Bytes that the program writes when rows on its screen change, against those of the cells that changed. */
import { setTimeout } from 'node:timers/promises';
import { Random } from '../../../lib/demo/random.js';
import { NativeWriter } from '../../support/native-writer.js';
import { ChangedCells } from '../changed-cells.js';
import { progressIn } from '../changing.js';
import { BenchDashboard } from '../dashboard.js';
import { databaseOf, numberOf, runTrial } from '../trial.js';

await runTrial(async (task) => {
  const { name, path } = databaseOf(task);
  const random = new Random(task.seed);
  const dashboard = new BenchDashboard(path, task.folder, { args: ['--status', 'running'] });
  await dashboard.showsJobs();
  const worker = await NativeWriter.start(path);
  await setTimeout(2000);
  const cells = new ChangedCells(dashboard.screen);
  const before = dashboard.bytes().length;
  let needed = 0;
  dashboard.listen(() => {
    needed += cells.bytes();
  });
  // The newest are on the screen.
  const { sql, ids } = progressIn(name);
  for (let count = 0; count < numberOf(task, 'commits'); count += 1) {
    await worker.run(sql, { id: random.pick(ids.slice(-10)), count: random.whole(1, 10_000) });
    await setTimeout(random.whole(150, 350));
  }
  await setTimeout(1000);
  dashboard.listen(() => {});
  const written = Buffer.byteLength(dashboard.bytes().slice(before));
  await dashboard.close();
  await worker.close();
  const note = `${written} bytes written, ${needed} bytes in changed cells, clock ticks included`;
  return { figures: { ratio: written / needed }, notes: [note] };
});
