import { bothForms } from '../../../schema/id-lists.js';
import { pageUnreadable } from '../../attempt/page-source.js';
import type { SqlParameters } from '../../attempt/query-memory.js';
import type { WalkedPages } from '../../attempt/walked-pages.js';
import type { Queryable, SqlRow } from '../../port.js';
import { asked } from '../../tables/asked.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import { isIndexedByJob } from '../../tables/job-indexes.js';
import { tableLayout } from '../queue-layout.js';
import { Unfit } from '../unfit.js';
import { jobNumber } from './job-number.js';
import type { SearchMemory } from './search-memory.js';
import { SideSieve } from './side-sieve.js';
import { type SideTable, sideTables } from './side-tables.js';

/** What the tables beside the queue are searched with. */
export interface SideSearchParts {
  readonly attempt: WalkedPages;
  readonly database: Queryable;
  readonly shape: DatabaseShape;
  readonly memory: SearchMemory;
  readonly encoding: number;
  /** What is looked for, in all its forms. */
  readonly texts: readonly string[];
  readonly parameters: SqlParameters;
}

/** One table in the attempt under way. */
interface Side {
  readonly table: SideTable;
  sieve: SideSieve | null;
  isDone: boolean;
}

/**
 * Searches what other tables say of jobs, one table after another and step by step: the jobs that it finds are added to
 * {@link SearchMemory}. SQL in one pass over each table is the same.
 */
export class SideSearch {
  readonly #sides: readonly Side[];
  /** What was answered in this attempt. */
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
    // Nothing that was answered before counts in this attempt unless it is answered again.
    for (const side of this.#sides)
      if (side.sieve === null && memory.answers.has(side.table.name)) this.#ask(side);
  }

  get isComplete(): boolean {
    return this.#sides.every(({ isDone }) => isDone);
  }

  /** Whether there was progress that the next attempt begins behind, or more than in the attempt before. */
  get hasGoneOn(): boolean {
    const counted = this.#counted;
    return this.#done(counted) >= Math.min(counted.length, this.#parts.memory.sidesDone + 1);
  }

  /** Goes one step on: a table by SQL, or `leaves` pages of one that is sifted. */
  step(leaves: number): void {
    const side = this.#sides.find(({ isDone }) => !isDone);
    if (side === undefined) return;
    if (side.sieve === null) this.#ask(side);
    else this.#sift(side, side.sieve, leaves);
  }

  /** Notes for the next attempt how far this one came. */
  end(): void {
    this.#parts.memory.sidesDone = this.#done(this.#counted);
  }

  /**
   * Which of these jobs hold the text by what isn't complete yet; null where no index leads to them. Asked at once, for jobs
   * that are needed first.
   */
  ofJobs(ids: readonly number[]): ReadonlySet<number> | null {
    const { database, shape, parameters } = this.#parts;
    const open = this.#sides.filter(({ isDone }) => !isDone);
    if (open.some(({ table }) => !isIndexedByJob(database, shape, table.name))) return null;
    const all = { ...parameters, ':ids': bothForms(ids.map(String)) };
    return new Set(
      open.flatMap(({ table }) => numbersOf(asked(database, shape.statement(table.ofJobs), all))),
    );
  }

  /** Tables that are gone through again from the beginning in each attempt. */
  get #counted(): readonly Side[] {
    const lasts = this.#lasts;
    return this.#sides.filter(({ sieve }) => sieve === null || !lasts);
  }

  /** Whether what is found on pages counts in the next attempt. */
  get #lasts(): boolean {
    const { attempt, database } = this.#parts;
    return attempt.isKept() && database.traced !== undefined;
  }

  #done(sides: readonly Side[]): number {
    return sides.filter(({ isDone }) => isDone).length;
  }

  #sieveOf(table: SideTable): SideSieve | null {
    const { attempt, database, shape, memory, encoding, texts, parameters } = this.#parts;
    const { sifted } = table;
    if (sifted === null) return null;
    const layout = tableLayout(database, table.name);
    // A column of this name hides the numbers of the rows.
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

  #ask(side: Side): void {
    const { database, shape, memory, parameters } = this.#parts;
    const { table } = side;
    const rows = asked(database, shape.statement(table.all), parameters);
    side.isDone = true;
    this.#answers.set(table, rows);
    if (memory.answers.get(table.name) === rows && !memory.isStale) return;
    memory.answers.set(table.name, rows);
    this.#refill(false);
  }

  /** Finds out once more which jobs are known to hold the text; `fromTheStart`: before any table was asked. */
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

/** What `work` gives; null where a table's pages can't be walked, so that SQL has to say what it holds. */
function walking<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof Unfit || error === pageUnreadable) return null;
    throw error;
  }
}
