/** Memory over many reloads. Started with --expose-gc, so that garbage which only waits for its end doesn't count. */
import { Reloads } from '../reloads.js';
import { blockMeans, trend } from '../statistics.js';
import { databaseOf, numberOf, runTrial } from '../trial-process.js';

/** Samples are close enough together to be much alike; the means of this many stretches of them aren't. */
const blocks = 20;
/** A slope below this many standard errors is noise: by chance alone one in some 200 goes beyond. */
const errors = 3;

const megabytes = (bytes = 0) => `${(bytes / 2 ** 20).toFixed(1)} MB`;

await runTrial(async (task) => {
  const reloads = await Reloads.begin(databaseOf(task).path);
  const count = numberOf(task, 'reloads');
  const step = Math.max(1, Math.floor(count / 200));
  // Code is compiled and caches fill at first, which is no growth over reloads.
  await reloads.run(Math.ceil(count / 10));
  const { descriptors } = reloads;
  const samples: number[] = [];
  const heap: number[] = [];
  for (let done = 0; done < count; done += step) {
    await reloads.run(step);
    globalThis.gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    samples.push(rss);
    heap.push(heapUsed + external);
  }
  const opened = reloads.descriptors - descriptors;
  await reloads.close();
  const { slope, error } = trend(blockMeans(samples, blocks));
  const total = slope * blocks;
  return {
    figures: { slope: slope / (errors * error), descriptors: opened },
    notes: [
      `${count} reloads after ${Math.ceil(count / 10)} to warm up; the line through the means of ${blocks} stretches gains ${(total / 1024).toFixed(0)} kB, and its noise (${errors} standard errors) is ${((errors * error * blocks) / 1024).toFixed(0)} kB`,
      `resident ${megabytes(samples[0])} at first, ${megabytes(samples.at(-1))} at last; objects and buffers ${megabytes(heap[0])}, ${megabytes(heap.at(-1))}; garbage collected before each look`,
    ],
  };
});
