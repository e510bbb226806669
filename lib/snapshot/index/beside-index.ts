import type { JobId } from '../../model/job.js';
import type { WalkedPages } from '../attempt/walked-pages.js';
import type { Queryable, SqlRow } from '../port.js';
import type { DatabaseShape } from '../tables/database-shape.js';
import type { QueueMemories } from './queue-memories.js';
import { outputLayouts, readRows } from './rows/rows-walk.js';
import { SeenRows } from './seen/seen-rows.js';
import { encodingOf } from './text-encoding.js';

/** What the database says beside the index, as far as it is remembered. */
export interface BesideIndex {
  /** Brings the rows of jobs' outputs up to date; false where only SQL can tell them. */
  readonly rows: () => boolean;
  /**
   * What a write compares the rows of jobs with, by id, as `rows_seen.sql` tells it; null where SQL has to be asked.
   */
  readonly seen: (ids: readonly JobId[]) => ReadonlyMap<JobId, SqlRow> | null;
  /** Nobody asks for that any more. */
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

function rowsOfOutputs({ attempt, memories, database, shape }: BesideParts): boolean {
  const { index } = memories.queue;
  const { parserTallies, columns } = index;
  const layouts = outputLayouts(database, shape);
  if (layouts !== null) {
    const key = JSON.stringify([...layouts].map(([is, layout]) => [is, layout, [...layout.columns]]));
    const { rows, tell } = parserTallies.rows(columns, key + attempt.pageSize);
    const parts = { attempt, database, shape, encoding: encodingOf(attempt), jobs: index };
    if (readRows(parts, layouts, rows, tell)) return true;
  }
  parserTallies.dropRows();
  return false;
}
