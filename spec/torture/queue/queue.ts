import { everyJob } from '../../../lib/model/filter.js';
import { type JobCounts, noCounts } from '../../../lib/model/picture.js';
import type { WalkQueue } from '../../../lib/snapshot/index/queue-walk.js';
import type { Queryable } from '../../../lib/snapshot/port.js';
import { readShape } from '../../../lib/snapshot/tables/database-shape.js';
import type { Transaction } from '../transaction.js';
import { countsAfter, jobAt, jobs, statusAfter, statuses, wordAt, words } from './history.js';

/** The next steps of the queue, in a transaction. */
export function takeSteps(transaction: Transaction): void {
  const done = transaction.number('SELECT step FROM state');
  const steps = transaction.desk.random.whole(1, 40);
  for (let step = done + 1; step <= done + steps; step += 1)
    transaction.change('UPDATE cf_processing_queue SET status = ? WHERE id = ?', wordAt(step), jobAt(step));
  transaction.tally('step', steps);
}

/** How the queue differs from what it was after `step` steps, in its table and, where it can be walked, in its index. */
export function queueFaults(database: Queryable, step: number, walkQueue?: WalkQueue): string[] {
  const expected = countsAfter(step);
  const differs = (where: string, counts: JobCounts) => {
    const [found, wanted] = [JSON.stringify(counts), JSON.stringify(expected)];
    return found === wanted ? [] : [`${where} at step ${step}: ${found} instead of ${wanted}`];
  };
  const rows = database.all('SELECT status, count(*) AS jobs FROM cf_processing_queue GROUP BY status');
  const counted = rows.map(({ status, jobs: of }) => [
    statuses[words.indexOf(String(status) as (typeof words)[number])] ?? 'other',
    of,
  ]);
  const faults = differs('the table', { ...noCounts, ...Object.fromEntries(counted) });
  if (walkQueue === undefined) return faults;
  const queue = walkQueue(readShape(database))?.queue() ?? null;
  const counts = queue?.index.table()?.counts();
  if (queue === null || counts === undefined) return [...faults, 'read without the index'];
  const list = queue.list(everyJob);
  const top = list.ids(0, Math.min(20, counts.failed)).map((id) => statusAfter(Number(id), step));
  const { matching } = list.size();
  if (matching !== jobs) faults.push(`step ${step}: ${matching} jobs in the list`);
  if (top.some((status) => status !== 'failed'))
    faults.push(`step ${step}: the list begins with ${top.join(', ')}`);
  return [...faults, ...differs('the index', counts)];
}
