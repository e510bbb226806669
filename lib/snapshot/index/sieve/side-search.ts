import { bothForms } from '../../../schema/id-lists.js';
import { pageUnreadable, type WalkedPages } from '../../attempt/page-source.js';
import type { SqlParameters } from '../../attempt/query-memory.js';
import type { Queryable, SqlRow } from '../../port.js';
import { rememberedRows } from '../../tables/column-value.js';
import { type DatabaseShape, isIndexedByJob } from '../../tables/database-shape.js';
import { jobNumber } from '../decode/missing-values.js';
import { tableLayout } from '../decode/queue-layout.js';
import { NotWalkable } from '../pages/table-tree.js';
import type { SearchedColumns } from './row-sieve.js';
import type { SearchMemory } from './search-memory.js';
import { canTrace } from './search-text.js';
import { SideSieve } from './side-sieve.js';

/** A table beside the queue with information about jobs, and the queries that find the text in it. */
interface SideTable {
  readonly name: string;
  /** For all jobs. */
  readonly all: string;
  /** For some jobs, if an index leads to them. */
  readonly ofJobs: string;
  /** Which columns to sift without SQLite, and the query for some rows by number; null: only SQL can search it. */
  readonly sifted: { readonly columns: SearchedColumns; readonly rows: string } | null;
}

/** The tables of all versions. Those that can't be sifted come first, because they can't be stopped halfway. */
const sideTables: readonly SideTable[] = [
  {
    name: 'cf_job_failures',
    all: 'search_failures',
    ofJobs: 'search_failures_of',
    // The error is put together from several columns.
    sifted: null,
  },
  {
    name: 'cf_job_schema_mismatch',
    all: 'search_mismatches',
    ofJobs: 'search_mismatches_of',
    sifted: null,
  },
  {
    name: 'cf_output_materializations',
    all: 'search_made',
    ofJobs: 'search_made_of',
    sifted: {
      columns: { sink_uri: 'may', table_name: 'may', output_name: 'may' },
      rows: 'search_made_rows',
    },
  },
  {
    name: 'cf_job_artifacts',
    all: 'search_artifacts',
    ofJobs: 'search_artifacts_of',
    sifted: { columns: { uri: 'may', table_name: 'may', name: 'may' }, rows: 'search_artifacts_rows' },
  },
];

/** What searching the tables beside the queue needs. */
interface SideSearchParts {
  readonly attempt: WalkedPages;
  readonly database: Queryable;
  readonly shape: DatabaseShape;
  readonly memory: SearchMemory;
  readonly encoding: number;
  /** What is looked for, in all of its forms. */
  readonly texts: readonly string[];
  readonly parameters: SqlParameters;
}

/** The state of one table in the current attempt. */
interface Side {
  readonly table: SideTable;
  sieve: SideSieve | null;
  isDone: boolean;
}

/**
 * Searches what other tables say about jobs, one table after another, step by step: the jobs that it finds are
 * added to {@link SearchMemory}. The result is the same as that of SQL in one pass over each table.
 */
export class SideSearch {
  readonly #sides: readonly Side[];
  /** Answers of the current attempt. */
  readonly #answers = new Map<SideTable, readonly SqlRow[]>();

  readonly #parts: SideSearchParts;

  constructor(parts: SideSearchParts) {
    this.#parts = parts;

    const { shape, memory } = parts;
    this.#sides = sideTables
      .filter(({ name }) => shape.tables.has(name))
      .map((table) => {
        const sieve = this.#sieveOf(table);
        return { table, sieve, isDone: sieve?.isDone ?? false };
      });
    const isSiftedNow = this.#sides.some(
      ({ table, sieve }) => sieve !== null && memory.answers.has(table.name),
    );
    if (memory.isStale || isSiftedNow) this.#refill(true);
    // Earlier answers count in this attempt only if they are confirmed.
    for (const side of this.#sides)
      if (side.sieve === null && memory.answers.has(side.table.name)) this.#searchBySql(side);
  }

  get isComplete(): boolean {
    return this.#sides.every(({ isDone }) => isDone);
  }

  /** Whether there was progress that the next attempt can continue from, or more than in the attempt before. */
  get hasProgressed(): boolean {
    const counted = this.#counted;
    return this.#done(counted) >= Math.min(counted.length, this.#parts.memory.sidesDone + 1);
  }

  /** Takes one step: searches a table by SQL, or `leaves` pages of one that is sifted. */
  step(leaves: number): void {
    const side = this.#sides.find(({ isDone }) => !isDone);
    if (side === undefined) return;
    if (side.sieve === null) this.#searchBySql(side);
    else this.#sift(side, side.sieve, leaves);
  }

  /** Records for the next attempt how far this one came. */
  end(): void {
    this.#parts.memory.sidesDone = this.#done(this.#counted);
  }

  /**
   * Which of these jobs contain the text according to the tables that aren't fully searched yet; null if no index leads
   * to the jobs. SQL answers this at once, for the jobs that are needed first.
   */
  ofJobs(ids: readonly number[]): ReadonlySet<number> | null {
    const { database, shape, parameters } = this.#parts;
    const open = this.#sides.filter(({ isDone }) => !isDone);
    if (open.some(({ table }) => !isIndexedByJob(database, shape, table.name))) return null;
    const all = { ...parameters, ':ids': bothForms(ids.map(String)) };
    return new Set(
      open.flatMap(({ table }) => numbersOf(rememberedRows(database, shape.statement(table.ofJobs), all))),
    );
  }

  /** Tables that each attempt searches from the beginning. */
  get #counted(): readonly Side[] {
    const isTraced = canTrace(this.#parts);
    return this.#sides.filter(({ sieve }) => sieve === null || !isTraced);
  }

  #done(sides: readonly Side[]): number {
    return sides.filter(({ isDone }) => isDone).length;
  }

  #sieveOf(table: SideTable): SideSieve | null {
    const { attempt, database, shape, memory, encoding, texts, parameters } = this.#parts;
    const { sifted } = table;
    if (sifted === null) return null;
    const layout = tableLayout(database, table.name);
    // A column of this name hides the row numbers.
    if (layout === null || layout.columns.has('rowid')) return null;
    const sql = shape.statement(sifted.rows);
    const { columns } = sifted;
    const side = memory.side(table.name);
    return walking(
      () =>
        new SideSieve({ attempt, database, memory: side, layout, encoding, texts, columns, sql, parameters }),
    );
  }

  #sift(side: Side, sieve: SideSieve, leaves: number): void {
    const jobs = walking(() => sieve.step(leaves));
    if (jobs === null) {
      side.sieve = null;
      return;
    }
    this.#parts.memory.addElsewhere(jobs);
    side.isDone = sieve.isDone;
  }

  #searchBySql(side: Side): void {
    const { database, shape, memory, parameters } = this.#parts;
    const { table } = side;
    const rows = rememberedRows(database, shape.statement(table.all), parameters);
    side.isDone = true;
    this.#answers.set(table, rows);
    if (memory.answers.get(table.name) === rows && !memory.isStale) return;
    memory.answers.set(table.name, rows);
    this.#refill(false);
  }

  /** Collects again which jobs are known to contain the text; `fromTheStart`: SQL has to search its tables again. */
  #refill(fromTheStart: boolean): void {
    const { memory } = this.#parts;
    if (fromTheStart) memory.answers.clear();
    memory.clearElsewhere();
    for (const { table, sieve } of this.#sides) {
      if (sieve !== null) memory.addElsewhere(memory.side(table.name).jobs());
      else memory.addElsewhere(numbersOf(this.#answers.get(table) ?? []));
    }
  }
}

function numbersOf(rows: readonly SqlRow[]): readonly number[] {
  return rows.flatMap((row) => jobNumber(row) ?? []);
}

/** The result of `work`; null if a table's pages can't be walked, so that SQL has to search it. */
function walking<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof NotWalkable || error === pageUnreadable) return null;
    throw error;
  }
}
