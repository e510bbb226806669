/**
 * Reading again after one small commit: what it costs on databases of several sizes, in the order of the option `sort`
 * and with the `panel` open; and how long it takes until the largest is read like that.
 */
import { sortIn } from '../../../lib/model/sort-text.js';
import { databases } from '../databases.js';
import { panelRequests } from '../panels.js';
import { firstRequest, startReader } from '../reading.js';
import { SmallCommits } from '../small-commits.js';
import { median } from '../statistics.js';
import { databasesOf, numberOf, runTrial, textOf } from '../trial-process.js';

await runTrial(async (task) => {
  const sort = sortIn(textOf(task, 'sort'));
  const shown = panelRequests[textOf(task, 'panel', 'none')];
  if (shown === undefined) throw new Error('no such panel');
  const request = sort === null ? shown : { ...shown, sort };
  const stages = await Promise.all(
    databasesOf(task).map(async ({ name, path }) => {
      const commits = await SmallCommits.begin(path, databases[name], task.seed);
      const reader = await startReader('own-reader', path);
      await reader.ask(firstRequest);
      const { ms: askedMs } = await reader.ask(request);
      return { name, commits, reader, askedMs, processor: [] as number[], wall: [] as number[] };
    }),
  );
  for (let count = 0; count < numberOf(task, 'commits'); count += 1)
    for (const { commits, reader, processor, wall } of stages) {
      await commits.commit();
      const { ms, processorMs } = await reader.ask(request);
      processor.push(processorMs);
      wall.push(ms);
    }
  for (const { commits, reader } of stages) {
    await reader.close();
    await commits.close();
  }
  const [large, small] = [stages.at(-1), stages[0]].map((stage) => median(stage?.processor ?? []));
  return {
    figures: {
      ratio: (large ?? Number.NaN) / (small ?? Number.NaN),
      askedMs: stages.at(-1)?.askedMs ?? Number.NaN,
    },
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
