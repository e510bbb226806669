import { bothForms } from '../../../schema/id-lists.js';
import type { SqlParameters } from '../../attempt/query-memory.js';
import type { SqlRow } from '../../port.js';
import { rememberedRows } from '../../tables/column-value.js';
import { isIndexedByJob } from '../../tables/database-shape.js';
import { rowRuns } from '../../tables/row-runs.js';
import { jobNumber } from '../decode/missing-values.js';
import { tableLayout } from '../decode/queue-layout.js';
import type { RowsSearchParts } from './rows-search.js';

/** A table beside the queue with information about jobs, and the queries that find the text in it. */
interface SideTable {
  readonly name: string;
  /** For all jobs. */
  readonly all: string;
  /** For some jobs, if an index leads to them. */
  readonly ofJobs: string;
  /** For the rows of a run, and which rows there are; absent: the table is searched as a whole. */
  readonly runs?: { readonly rows: string; readonly span: string };
}

/** The tables of all versions. */
const sideTables: readonly SideTable[] = [
  // The error is put together from several columns.
  { name: 'cf_job_failures', all: 'search_failures', ofJobs: 'search_failures_of' },
  { name: 'cf_job_schema_mismatch', all: 'search_mismatches', ofJobs: 'search_mismatches_of' },
  {
    name: 'cf_output_materializations',
    all: 'search_made',
    ofJobs: 'search_made_of',
    runs: { rows: 'search_made_rows', span: 'materialized_span' },
  },
  {
    name: 'cf_job_artifacts',
    all: 'search_artifacts',
    ofJobs: 'search_artifacts_of',
    runs: { rows: 'search_artifacts_rows', span: 'recorded_span' },
  },
];

/** How many rows are searched in one step: as quick as some dozens of leaves of the queue. */
const rowsAtOnce = 2048;

/** What searching the tables beside the queue needs. */
export type SideSearchParts = Pick<
  RowsSearchParts,
  'attempt' | 'database' | 'shape' | 'memory' | 'parameters'
>;

/** Rows that one query searches. */
interface Slice {
  readonly table: SideTable;
  readonly query: string;
  readonly parameters: SqlParameters;
}

/**
 * Searches what other tables say about jobs by SQL, one slice of their rows after another: the jobs that it finds are
 * added to {@link SearchMemory}. Answers are remembered as those of any query are, so that a commit has few slices
 * searched again.
 */
export class SideSearch {
  readonly #slices: readonly Slice[];
  /** Answers of the current attempt, by slice. */
  readonly #answers: (readonly SqlRow[])[] = [];
  readonly #parts: SideSearchParts;

  constructor(parts: SideSearchParts) {
    this.#parts = parts;
    const { shape, memory } = parts;
    const tables = sideTables.filter(({ name }) => shape.tables.has(name));
    this.#slices = tables.flatMap((table) => this.#slicesOf(table));
    // Earlier answers count in this attempt only if they are confirmed.
    const confirmed = Math.min(memory.sideAnswers.length, this.#slices.length);
    while (this.#answers.length < confirmed) this.#answers.push(this.#ask());
    const before = memory.sideAnswers;
    if (before.length === confirmed && before.every((rows, at) => rows === this.#answers[at])) return;
    memory.clearElsewhere();
    for (const rows of this.#answers) memory.addElsewhere(numbersOf(rows));
    memory.sideAnswers = [...this.#answers];
  }

  get isComplete(): boolean {
    return this.#answers.length === this.#slices.length;
  }

  /** Whether there was more progress than in the attempt before, for the next attempt to continue from. */
  get hasProgressed(): boolean {
    return this.#answers.length >= Math.min(this.#slices.length, this.#parts.memory.sidesDone + 1);
  }

  /** Searches the next slice. */
  step(): void {
    if (this.isComplete) return;
    const { memory } = this.#parts;
    const rows = this.#ask();
    this.#answers.push(rows);
    memory.sideAnswers.push(rows);
    memory.addElsewhere(numbersOf(rows));
  }

  /** Records for the next attempt how far this one came. */
  end(): void {
    this.#parts.memory.sidesDone = this.#answers.length;
  }

  /**
   * Which of these jobs contain the text according to the tables that aren't fully searched yet; null if no index leads
   * to the jobs. SQL answers this at once, for the jobs that are needed first.
   */
  ofJobs(ids: readonly number[]): ReadonlySet<number> | null {
    const { database, shape, parameters } = this.#parts;
    const open = [...new Set(this.#slices.slice(this.#answers.length).map(({ table }) => table))];
    if (open.some(({ name }) => !isIndexedByJob(database, shape, name))) return null;
    const all = { ...parameters, ':ids': bothForms(ids.map(String)) };
    return new Set(
      open.flatMap(({ ofJobs }) => numbersOf(rememberedRows(database, shape.statement(ofJobs), all))),
    );
  }

  /** The answer for the next slice. */
  #ask(): readonly SqlRow[] {
    const { database, shape } = this.#parts;
    const slice = this.#slices[this.#answers.length];
    return slice === undefined
      ? []
      : rememberedRows(database, shape.statement(slice.query), slice.parameters);
  }

  /** In one slice if nothing would be remembered of several. */
  #slicesOf(table: SideTable): readonly Slice[] {
    const { attempt, database, shape, parameters } = this.#parts;
    const whole = [{ table, query: table.all, parameters }];
    const { runs } = table;
    if (runs === undefined || !attempt.isReusable() || database.remembered === undefined) return whole;
    const found = rowRuns(rememberedRows(database, shape.statement(runs.span))[0], rowsAtOnce);
    // A column of this name hides the row numbers.
    if (found.length < 2 || tableLayout(database, table.name)?.columns.has('rowid') === true) return whole;
    return found.map(({ from, to }) => {
      const slice = { ...parameters, ':from': from, ':to': to };
      return { table, query: runs.rows, parameters: slice };
    });
  }
}

function numbersOf(rows: readonly SqlRow[]): readonly number[] {
  return rows.flatMap((row) => jobNumber(row) ?? []);
}
