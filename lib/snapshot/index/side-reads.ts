import type { JobId } from '../../model/job.js';
import type { WalkedPages } from '../attempt/page-source.js';
import type { Queryable, SqlRow } from '../port.js';
import type { DatabaseShape } from '../tables/database-shape.js';
import { encodingOf } from './decode/missing-values.js';
import type { QueueMemories } from './list/indexed-list.js';
import { KnownRows } from './list/known-rows.js';
import type { JobRows } from './rows/job-rows.js';
import { outputLayouts, readRows } from './rows/rows-walk.js';

/** What is read of jobs besides the index, and remembered from one attempt to the next. */
export interface SideReads {
  /** The rows of jobs' outputs, brought up to date; null if they have to be read by SQL. */
  readonly rows: () => JobRows | null;
  /** What a statement says of jobs, see {@link KnownRows}. */
  readonly rowsBy: (sql: string, ids: readonly JobId[]) => ReadonlyMap<JobId, SqlRow>;
}

/** What reading beside the index needs. */
interface SideParts {
  readonly attempt: WalkedPages;
  readonly memories: QueueMemories;
  readonly database: Queryable;
  readonly shape: DatabaseShape;
}

/** Reads beside a complete index. */
export function sideReads(parts: SideParts): SideReads {
  const { memories } = parts;
  let known: KnownRows | null = null;
  return {
    rows: () => rowsOfOutputs(parts),
    rowsBy: (sql, ids) => {
      known ??= new KnownRows({ ...parts, queue: memories.queue, memory: memories.rows });
      return known.of(sql, ids);
    },
  };
}

function rowsOfOutputs({ attempt, memories, database, shape }: SideParts): JobRows | null {
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
