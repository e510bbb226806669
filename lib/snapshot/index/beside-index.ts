import type { JobId } from '../../model/job.js';
import type { WalkedPages } from '../attempt/walked-pages.js';
import type { Queryable, SqlRow } from '../port.js';
import type { DatabaseShape } from '../tables/database-shape.js';
import { encodingOf } from './decode/text-encoding.js';
import type { QueueMemories } from './list/queue-memories.js';
import { SeenRows } from './list/seen-rows.js';
import type { JobRows } from './rows/job-rows.js';
import { outputLayouts, readRows } from './rows/rows-walk.js';

/** What is read of jobs besides the index, and remembered from one attempt to the next. */
export interface BesideIndex {
  /** The rows of jobs' outputs, brought up to date; null if they have to be read by SQL. */
  readonly rows: () => JobRows | null;
  /** What a write compares jobs' rows with, by id, as `rows_seen.sql` returns it; null if it has to be read by SQL. */
  readonly seen: (ids: readonly JobId[]) => ReadonlyMap<JobId, SqlRow> | null;
  /** Forgets what {@link seen} remembers: it isn't needed any more. */
  readonly dropSeen: () => void;
}

/** What reading beside the index needs. */
interface BesideParts {
  readonly attempt: WalkedPages;
  readonly memories: QueueMemories;
  readonly database: Queryable;
  readonly shape: DatabaseShape;
}

/** Reads beside a complete index; `fitting` returns null for work that its pages don't allow. */
export function besideIndex(parts: BesideParts, fitting: <T>(work: () => T) => T | null): BesideIndex {
  const { memories } = parts;
  let seen: SeenRows | null = null;
  return {
    rows: () => rowsOfOutputs(parts),
    seen: (ids) =>
      fitting(() => {
        seen ??= new SeenRows({ ...parts, queue: memories.queue, memory: memories.seen });
        return seen.of(ids);
      }),
    dropSeen: () => memories.seen.clear(),
  };
}

function rowsOfOutputs({ attempt, memories, database, shape }: BesideParts): JobRows | null {
  const { index } = memories.queue;
  const { outputs } = index;
  const layouts = outputLayouts(database, shape);
  if (layouts !== null) {
    outputs.fit(
      JSON.stringify([...layouts].map(([is, layout]) => [is, layout, [...layout.columns]])) +
        attempt.pageSize,
    );
    const parts = { attempt, database, shape, encoding: encodingOf(attempt), jobs: index };
    if (readRows(parts, layouts, outputs)) return outputs;
  }
  outputs.clear();
  return null;
}
