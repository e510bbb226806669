import { manyRetries } from '../index/columns/job-columns.js';
import type { QueueIndex } from '../index/queue/queue-index.js';
import type { QueueSource } from '../queries/jobs/queue-source.js';
import { numberOf, textOf } from '../tables/column-value.js';
import { type JobKeys, JobStates } from './job-states.js';
import type { JobsNow, QueuePart } from './known-jobs.js';

type Tables = Pick<QueueSource, 'database' | 'shape'>;

/** The retries of this many jobs are queried at a time. */
const portion = 20_000;

/** The states of the jobs of a queue's index. */
export function jobsNow(source: Tables, index: QueueIndex, keys: JobKeys): JobsNow {
  const areTexts = index.ids.size > 0;
  return {
    *parts() {
      for (const page of index.order) {
        const leaf = index.leaf(page);
        if (leaf !== undefined) yield { page, leaf };
      }
    },
    states: (parts: readonly QueuePart[]) => {
      const { ids, kinds, starts, ends, retries } = index.columns;
      const leaves = parts.map(({ page }) => index.leaf(page));
      const states = new JobStates(leaves.reduce((sum, leaf) => sum + (leaf?.count ?? 0), 0));
      const bounds: number[] = [];
      const many: number[] = [];
      for (const leaf of leaves) {
        const { from, count } = leaf ?? { from: 0, count: 0 };
        for (let slot = from; slot < from + count; slot += 1) {
          if (retries[slot] === manyRetries) many.push(states.count);
          states.add(
            areTexts ? keys.of(index.ids.of(ids[slot] ?? 0)) : (ids[slot] ?? 0),
            kinds[slot] ?? 0,
            starts[slot] ?? 0,
            ends[slot] ?? 0,
            retries[slot] ?? 0,
          );
        }
        bounds.push(states.count);
      }
      setManyRetries(source, states, many, keys);
      return { states, ends: bounds };
    },
  };
}

/** Reads the retries of jobs that have more than the index holds exactly. */
function setManyRetries(
  { database, shape }: Tables,
  states: JobStates,
  many: readonly number[],
  keys: JobKeys,
): void {
  for (let from = 0; from < many.length; from += portion) {
    const places = new Map(many.slice(from, from + portion).map((at) => [states.key(at), at]));
    const rows = database.all(shape.statement('retry_counts'), {
      ':ids': JSON.stringify([...places.keys()].map((key) => (Number.isInteger(key) ? key : keys.id(key)))),
    });
    for (const row of rows) {
      const at = places.get(keys.of(textOf(row, 'id') ?? ''));
      if (at !== undefined) states.setRetries(at, numberOf(row, 'retries') ?? 0);
    }
  }
}
