/**
 * Opening a database and reading the first window with the counts: our reader against others, each in a fresh process.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { NativeWriter } from '../../support/native-writer.js';
import { firstRequest, type ReadCost, type ReaderProgram, startReader } from '../reading.js';
import { median } from '../statistics.js';
import { databaseOf, numberOf, runTrial, textOf } from '../trial-process.js';

async function open(program: ReaderProgram, path: string): Promise<ReadCost> {
  const reader = await startReader(program, path);
  const cost = await reader.ask(firstRequest);
  await reader.close();
  return cost;
}

/** So that no reader waits for the disk. */
function bringIntoPageCache(path: string): void {
  const file = openSync(path, 'r');
  const piece = Buffer.alloc(16 * 1024 * 1024);
  while (readSync(file, piece) > 0);
  closeSync(file);
}

await runTrial(async (task) => {
  const { path } = databaseOf(task);
  const other = textOf(task, 'other') as ReaderProgram;
  bringIntoPageCache(path);
  // As in the field: a worker has the database open, and its WAL holds a commit.
  const worker = await NativeWriter.start(path);
  await worker.run('UPDATE cf_processing_queue SET priority = priority + 1 WHERE id = 1');
  const own: ReadCost[] = [];
  const others: ReadCost[] = [];
  for (let round = 0; round < numberOf(task, 'rounds'); round += 1) {
    own.push(await open('own-reader', path));
    others.push(await open(other, path));
  }
  await worker.close();
  const ms = (costs: readonly ReadCost[]) => median(costs.map((cost) => cost.ms));
  const peak = (costs: readonly ReadCost[]) => median(costs.map((cost) => cost.peakBytes));
  return {
    figures: {
      slower: ms(own) / ms(others),
      faster: ms(others) / ms(own),
      less: peak(others) / peak(own),
    },
    notes: [
      `medians: ours ${ms(own).toFixed(1)} ms and ${own.at(-1)?.pagesRead} pages, ${other} ${ms(others).toFixed(1)} ms; the most memory ${(peak(own) / 2 ** 20).toFixed(0)} MB and ${(peak(others) / 2 ** 20).toFixed(0)} MB`,
      'modules, WASM and addon loaded beforehand on both sides; the file in the page cache; a worker has it open',
    ],
  };
});
