import type { MirrorDatabase } from '../../snapshot/mirror/mirror-database.js';
import type { TableLoader } from '../../snapshot/mirror/table-loader.js';
import type { SqliteWriter } from '../../snapshot/sqlite/sqlite-writer.js';
import { quotedName } from '../link/server-link.js';
import type { Catalog } from './catalog.js';
import { CopiedRows } from './copied-rows.js';
import { JobGroups } from './job-groups.js';
import { creation, type MirroredTable } from './mirrored-table.js';
import { MovingJobs } from './moving-jobs.js';

const queueName = 'cf_processing_queue';
const dispatchIndex = 'ix_queue_pop';

/** What fills a table. */
interface Loading {
  readonly rows: CopiedRows;
  readonly loader: TableLoader;
  /** Collects the order of the table's indexes; null for a table whose indexes it doesn't cover. */
  readonly groups: JobGroups | null;
}

/** Makes the tables and indexes of a mirror, and fills them for the first time. */
export class Filling {
  readonly #mirror: MirrorDatabase;
  readonly #tables: readonly MirroredTable[];
  /** Their names, and the statements that make them. */
  readonly #indexes: ReadonlyMap<string, string>;
  /** Indexes that are complete once the rows are written. */
  readonly #filled = new Set<string>();
  #loading: Loading | null = null;

  /** `moving` is the statement that makes the index of {@link MovingJobs}; null: there is none. */
  constructor(
    mirror: MirrorDatabase,
    { tables, hasDispatchIndex, queue }: Pick<Catalog, 'tables' | 'hasDispatchIndex' | 'queue'>,
    moving: string | null,
  ) {
    this.#mirror = mirror;
    this.#tables = tables;
    const indexes = new Map<string, string>();
    const ids = queue?.folder.rows;
    for (const { name, columns, key, range } of tables)
      for (const column of new Set(['job_id', range, name === ids?.table ? ids.id : null])) {
        if (column === null || column === key || !columns.some((each) => each.name === column)) continue;
        const index = `mirror_${name}_${column}`;
        indexes.set(index, `CREATE INDEX ${quotedName(index)} ON ${quotedName(name)} (${column})`);
        // The rows of such a table are written by SQLite, which fills the index as it goes.
        if (key === null) this.#filled.add(index);
      }
    if (hasDispatchIndex)
      indexes.set(dispatchIndex, `CREATE INDEX ${dispatchIndex} ON ${queueName} (status, priority, id)`);
    if (moving !== null) indexes.set(MovingJobs.index, moving);
    this.#indexes = indexes;
  }

  /** Makes all tables and indexes, which are empty. */
  begin(writer: SqliteWriter): void {
    for (const table of this.#tables) writer.define(creation(table));
    for (const statement of this.#indexes.values()) writer.define(statement);
  }

  /** Adds copied rows to a table, in the order of their keys. Nothing else may be written before the last of them. */
  load(table: MirroredTable, bytes: Uint8Array, isLast: boolean): void {
    this.#loading ??= this.#beginLoading(table);
    const { rows, loader, groups } = this.#loading;
    rows.load(bytes, loader);
    if (!isLast) return;
    loader.end();
    this.#loading = null;
    if (groups?.isFit !== true) return;
    if (this.#indexes.has(dispatchIndex)) groups.fillDispatch(this.#fill(dispatchIndex));
    if (this.#indexes.has(MovingJobs.index))
      groups.fillByStatus(this.#fill(MovingJobs.index), MovingJobs.words);
  }

  /** Once all rows are there, has SQLite build the remaining indexes of loaded tables, which takes longer. */
  end(writer: SqliteWriter): void {
    for (const [name, statement] of this.#indexes) {
      if (this.#filled.has(name)) continue;
      writer.define(`DROP INDEX ${quotedName(name)}`);
      writer.define(statement);
    }
  }

  #beginLoading(table: MirroredTable): Loading {
    const groups = table.name === queueName && JobGroups.suits(table) ? new JobGroups() : null;
    return { rows: new CopiedRows(table, groups), loader: this.#mirror.loader(table.name), groups };
  }

  #fill(index: string) {
    this.#filled.add(index);
    return this.#mirror.indexLoader(index);
  }
}
