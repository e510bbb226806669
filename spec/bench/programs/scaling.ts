/** Reading again after one small commit: what it costs on databases of several sizes. */
import { databases } from '../databases.js';
import { firstRequest, startReader } from '../reading.js';
import { SmallCommits } from '../small-commits.js';
import { median } from '../statistics.js';
import { databasesOf, numberOf, runTrial } from '../trial-process.js';

await runTrial(async (order) => {
  const stages = await Promise.all(
    databasesOf(order).map(async ({ name, path }) => {
      const commits = await SmallCommits.begin(path, databases[name], order.seed);
      const reader = await startReader('own-reader', path);
      await reader.ask(firstRequest);
      return { name, commits, reader, processor: [] as number[], wall: [] as number[] };
    }),
  );
  for (let count = 0; count < numberOf(order, 'commits'); count += 1)
    for (const { commits, reader, processor, wall } of stages) {
      await commits.commit();
      const { ms, processorMs } = await reader.ask(firstRequest);
      processor.push(processorMs);
      wall.push(ms);
    }
  for (const { commits, reader } of stages) {
    await reader.close();
    await commits.close();
  }
  const [large, small] = [stages.at(-1), stages[0]].map((stage) => median(stage?.processor ?? []));
  return {
    figures: { ratio: (large ?? Number.NaN) / (small ?? Number.NaN) },
    notes: [
      `medians of processor time, and of the clock: ${stages
        .map(
          ({ name, processor, wall }) =>
            `${name} ${median(processor).toFixed(1)} ms, ${median(wall).toFixed(1)} ms`,
        )
        .join('; ')}`,
    ],
  };
});
