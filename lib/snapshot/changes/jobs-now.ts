import { jobStatuses, jobTypes } from '../../model/job.js';
import { kindOf } from '../index/job-columns.js';
import type { QueueIndex } from '../index/queue-index.js';
import type { QueueSource } from '../queries/list-of.js';
import { numberOf, textOf } from '../tables/column-value.js';
import type { JobKeys } from './job-keys.js';
import { JobStates } from './job-states.js';
import type { JobsNow, QueuePart } from './known-jobs.js';

/** Retries of more jobs than this are read in one pass over the queue. */
const mostAsked = 20_000;

/** How the jobs of a queue stand: from its index, else by SQL. */
export function jobsNow(source: QueueSource, keys: JobKeys): JobsNow {
  return source.queue === null ? bySql(source, keys) : byIndex(source, source.queue.index);
}

/** The index holds no retries, which are read for parts that changed. */
function byIndex(source: QueueSource, index: QueueIndex): JobsNow {
  return {
    *parts() {
      for (const page of index.order) {
        const leaf = index.leaf(page);
        if (leaf !== undefined) yield { page, leaf };
      }
    },
    states: (parts: readonly QueuePart[]) => {
      const { ids, kinds, starts, ends } = index.columns;
      const leaves = parts.map(({ page }) => index.leaf(page));
      const states = new JobStates(leaves.reduce((sum, leaf) => sum + (leaf?.count ?? 0), 0));
      const bounds: number[] = [];
      for (const leaf of leaves) {
        const { from, count } = leaf ?? { from: 0, count: 0 };
        for (let slot = from; slot < from + count; slot += 1)
          states.add(ids[slot] ?? 0, kinds[slot] ?? 0, starts[slot] ?? 0, ends[slot] ?? 0, 0);
        bounds.push(states.count);
      }
      addRetries(source, states);
      return { states, ends: bounds };
    },
  };
}

function addRetries({ database, shape }: QueueSource, states: JobStates): void {
  if (states.count === 0 || shape.tables.get('cf_processing_queue')?.has('retry_count') !== true) return;
  const all = states.count > mostAsked;
  const ids = Array.from({ length: all ? 0 : states.count }, (_, index) => states.key(index));
  const rows = all
    ? database.all(shape.statement('retried_jobs'))
    : database.all(shape.statement('retry_counts'), { ':ids': JSON.stringify(ids) });
  for (const row of rows) {
    const index = states.find(numberOf(row, 'id') ?? Number.NaN);
    if (index >= 0) states.setRetries(index, numberOf(row, 'retries') ?? 0);
  }
}

function bySql({ database, shape }: QueueSource, keys: JobKeys): JobsNow {
  // Nothing tells whether any of it changed.
  const whole = { page: 0, leaf: {} };
  return {
    parts: () => [whole],
    states: () => {
      const states = new JobStates();
      for (const row of database.all(shape.statement('job_states'))) {
        const kind = kindOf(place(jobStatuses, row.status), place(jobTypes, row.type));
        const [start, end] = [numberOf(row, 'started_at'), numberOf(row, 'ended_at')];
        const key = keys.of(textOf(row, 'id') ?? '');
        states.add(key, kind, start ?? Number.NaN, end ?? Number.NaN, numberOf(row, 'retries') ?? 0);
      }
      return { states, ends: [states.count] };
    },
  };
}

function place(words: readonly string[], word: unknown): number {
  const found = words.indexOf(String(word));
  return found < 0 ? words.indexOf('other') : found;
}
