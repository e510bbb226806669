import type { JobId } from '../../model/job.js';
import { bothForms } from '../../schema/id-lists.js';
import type { WalkedPages } from '../attempt/page-source.js';
import type { Queryable, SqlRow } from '../port.js';
import { textOf } from '../tables/column-value.js';
import type { DatabaseShape } from '../tables/database-shape.js';
import { encodingOf } from './decode/missing-values.js';
import type { QueueMemories } from './list/indexed-list.js';
import type { IndexMemory } from './queue/index-memory.js';
import type { Leaf } from './queue/queue-index.js';
import type { RowMemory } from './queue/row-memory.js';
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

/** Jobs of this many leaves are read together at most: a change to another page that was read outdates all of them. */
const leavesAtOnce = 512;

/** What reading rows needs. */
interface KnownRowsParts {
  readonly attempt: WalkedPages;
  readonly database: Queryable;
  readonly queue: IndexMemory;
  readonly memory: RowMemory;
}

/**
 * What queries say of jobs, one row for each. They are run only for jobs whose leaves have changed since, and for all of
 * these together: a query for each of them would take most of its time to begin.
 */
export class KnownRows {
  readonly #parts: KnownRowsParts;

  constructor(parts: KnownRowsParts) {
    const { attempt, database, memory } = parts;
    this.#parts = parts;
    memory.begin(database.schema ?? null, attempt.changed());
    attempt.whenReusable(() => memory.keep(true));
    attempt.whenProved(() => memory.keep(false));
  }

  /** The rows of those of these jobs that exist, by id, in the order of the ids. `sql` takes these as `:ids`. */
  of(sql: string, ids: readonly JobId[]): ReadonlyMap<JobId, SqlRow> {
    const { queue, memory } = this.#parts;
    const { index } = queue;
    const rows = new Map<JobId, SqlRow | undefined>(ids.map((id) => [id, undefined]));
    const missing = new Map<Leaf | null, JobId[]>();
    for (const id of ids) {
      const number = index.ids.number(id);
      const leaf = number === null ? null : index.leafWith(number);
      const known = leaf === null ? undefined : memory.row(sql, id, leaf);
      if (known !== undefined) rows.set(id, known);
      else if (missing.has(leaf)) missing.get(leaf)?.push(id);
      else missing.set(leaf, [id]);
    }
    const all = [...missing];
    for (let from = 0; from < all.length; from += leavesAtOnce)
      this.#read(sql, new Map(all.slice(from, from + leavesAtOnce)), rows);
    return new Map([...rows].flatMap(([id, row]) => (row === undefined ? [] : [[id, row] as const])));
  }

  #read(
    sql: string,
    leaves: ReadonlyMap<Leaf | null, readonly JobId[]>,
    into: Map<JobId, SqlRow | undefined>,
  ): void {
    const { database, queue, memory } = this.#parts;
    const parameters = { ':ids': bothForms([...leaves.values()].flat()) };
    const pages: number[] = [];
    const rows = queue.trace(database, sql, parameters, pages);
    const batch = { pages, isOutdated: false };
    for (const row of rows) into.set(textOf(row, 'id') ?? '', row);
    for (const [leaf, ids] of leaves)
      for (const id of ids) {
        const row = into.get(id);
        if (leaf !== null && row !== undefined) memory.put(sql, id, { leaf, batch, row });
      }
  }
}
