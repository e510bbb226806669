/** Memory and descriptors over many reloads. */
import { LineProcess } from '../line-process.js';
import { blockMeans, trend } from '../statistics.js';
import { databaseOf, numberOf, runTrial } from '../trial.js';
import type { Held } from './reloader.js';

/** Samples are close enough together to be much alike; the means of this many stretches of them aren't. */
const blocks = 20;
/** A slope below this many standard errors is noise: by chance alone one in some 200 goes beyond. */
const errors = 3;

await runTrial(async (task) => {
  const reloader = await LineProcess.start<number, Held>('reloader', [databaseOf(task).path]);
  const count = numberOf(task, 'reloads');
  // Code is compiled and caches fill at first, which is no growth over reloads.
  const first = await reloader.ask(Math.ceil(count / 10));
  const held = [first];
  const step = Math.max(1, Math.floor(count / 200));
  for (let done = 0; done < count; done += step) held.push(await reloader.ask(step));
  await reloader.close();
  const samples = held.slice(1).map(({ residentBytes }) => residentBytes);
  const { slope, error } = trend(blockMeans(samples, blocks));
  const kilobytes = (bytes = 0) => `${(bytes / 1024).toFixed(0)} kB`;
  return {
    figures: {
      slope: slope / (errors * error),
      descriptors: (held.at(-1)?.descriptors ?? Number.NaN) - first.descriptors,
    },
    notes: [
      `the line through the means of ${blocks} stretches gains ${kilobytes(slope * blocks)}, and its noise (${errors} standard errors) is ${kilobytes(errors * error * blocks)}`,
      `resident ${kilobytes(samples[0])} at first, ${kilobytes(samples.at(-1))} at last; garbage collected before each look`,
    ],
  };
});
