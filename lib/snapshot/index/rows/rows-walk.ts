import type { ParserTally } from '../../../model/panels/parsers.js';
import { pageUnreadable, usableBytes, type WalkedPages } from '../../attempt/page-source.js';
import { ReadFailure } from '../../files/read-failure.js';
import type { Queryable } from '../../port.js';
import { numberOf, rememberedRows, textOf } from '../../tables/column-value.js';
import type { DatabaseShape } from '../../tables/database-shape.js';
import { jobNumber, type TextEncoding } from '../decode/missing-values.js';
import { type TableLayout, tableLayout } from '../decode/queue-layout.js';
import { PageRuns } from '../pages/page-runs.js';
import { NotWalkable, outlineIn } from '../pages/table-tree.js';
import { type JobRows, type JobSlots, type OutputLeaf, type OutputTable, totalOf } from './job-rows.js';
import { type OutputColumns, OutputDecoder } from './output-decoder.js';

/** What reading the tables of outputs needs. */
interface RowsWalkParts {
  readonly attempt: WalkedPages;
  readonly database: Queryable;
  readonly shape: DatabaseShape;
  readonly encoding: TextEncoding;
  /** All jobs must have their slots. */
  readonly jobs: JobSlots;
}

/** A table of outputs, and the query for those of its rows that have to be read by SQL. */
interface Table {
  readonly name: string;
  readonly is: OutputTable;
  readonly columns: OutputColumns;
  readonly sql: string;
}

const tables: readonly Table[] = [
  {
    name: 'cf_job_artifacts',
    is: 'recorded',
    columns: { kind: 'kind', word: 'output', isWanted: true, uri: 'uri' },
    sql: 'artifact_rows',
  },
  {
    name: 'cf_output_materializations',
    is: 'made',
    columns: { kind: 'status', word: 'no_data', isWanted: false, uri: 'sink_uri' },
    sql: 'made_rows',
  },
];

/** The layouts of the tables of outputs that a database has; null: one of them can't be walked. */
export function outputLayouts(
  database: Queryable,
  shape: DatabaseShape,
): ReadonlyMap<OutputTable, TableLayout> | null {
  const layouts = new Map<OutputTable, TableLayout>();
  for (const { name, is } of tables) {
    if (!shape.tables.has(name)) continue;
    const layout = tableLayout(database, name);
    // A column of this name hides the row numbers.
    if (layout === null || layout.columns.has('rowid')) return null;
    layouts.set(is, layout);
  }
  return layouts;
}

/**
 * Brings what is known of jobs' rows up to date: reads the pages of these tables that may have changed. False if they
 * have to be read by SQL: then what is known is of no use any more. `schema/queries/parser_rows.sql` is the reference.
 */
export function readRows(
  parts: RowsWalkParts,
  layouts: ReadonlyMap<OutputTable, TableLayout>,
  rows: JobRows,
): boolean {
  try {
    rows.placeStrays(parts.jobs);
    for (const table of tables) {
      const layout = layouts.get(table.is);
      if (layout !== undefined) readTable(parts, table, layout, rows);
    }
    return true;
  } catch (error) {
    // A failed read says nothing about the tables, and neither does a torn page.
    if (error instanceof NotWalkable || error === pageUnreadable || error instanceof ReadFailure)
      return false;
    throw error;
  }
}

function readTable(
  { attempt, database, shape, encoding, jobs }: RowsWalkParts,
  { is, columns, sql }: Table,
  layout: TableLayout,
  rows: JobRows,
): void {
  const leaves = rows.leaves[is];
  leaves.suspect(attempt.changed());
  const { order, branches, suspects } = leaves;
  // The same list as before as long as no page above the leaves changed.
  const outline = outlineIn(attempt, layout.root, { leaves: order, branches, suspects });
  const wanted = wantedIn(outline.leaves, rows, is);
  leaves.open([...outline.branches.keys(), ...wanted]);
  leaves.branches = outline.branches;
  const put = (page: number, leaf: OutputLeaf | null) => {
    const known = leaves.known.get(page);
    if (leaf === null) leaves.known.delete(page);
    else leaves.known.set(page, leaf);
    count(known?.pairs ?? [], -1);
    count(leaf?.pairs ?? [], 1);
  };
  const count = (pairs: readonly number[], sign: 1 | -1) => {
    for (let at = 0; at < pairs.length; at += 2)
      rows.change(is, jobs, pairs[at] ?? 0, pairs[at + 1] ?? Number.NaN, sign);
  };
  if (outline.leaves !== leaves.order) {
    const left = new Set(outline.leaves);
    for (const page of [...leaves.known.keys()]) if (!left.has(page)) put(page, null);
    leaves.order = outline.leaves;
  }
  const decoder = new OutputDecoder(layout, columns, usableBytes(attempt), encoding);
  const unread: { page: number; leaf: OutputLeaf & { pairs: number[] }; numbers: readonly number[] }[] = [];
  for (const { number: page, one, other, bytes } of new PageRuns(attempt).read(wanted)) {
    const known = leaves.known.get(page);
    if (known !== undefined && !known.isBySql && known.one === one && known.other === other) continue;
    const pairs: number[] = [];
    const numbers: number[] = [];
    const isOpen = decoder.decode(bytes, pairs, numbers);
    const leaf = { one, other, pairs, isBySql: numbers.length > 0, isOpen };
    if (numbers.length === 0) put(page, leaf);
    else unread.push({ page, leaf, numbers });
  }
  const read = readBySql(
    database,
    shape.statement(sql),
    unread.flatMap(({ numbers }) => numbers),
  );
  for (const { page, leaf, numbers } of unread) {
    for (const number of numbers) leaf.pairs.push(...(read.get(number) ?? []));
    put(page, leaf);
  }
  attempt.whenReusable(() => leaves.trust());
}

/** Leaves that aren't known, or may have changed. */
function wantedIn(all: Uint32Array, rows: JobRows, is: OutputTable): readonly number[] {
  const { suspects, known, order } = rows.leaves[is];
  if (suspects !== null && all === order) return [...suspects].filter((page) => known.has(page));
  return [...all].filter((page) => suspects === null || suspects.has(page) || !known.has(page));
}

/**
 * What SQL reads from table rows, by their number: a job's id and its output's rows. Rows that aren't outputs of a job
 * are left out.
 */
function readBySql(
  database: Queryable,
  sql: string,
  numbers: readonly number[],
): ReadonlyMap<number, readonly [id: number, rows: number]> {
  const read = new Map<number, readonly [number, number]>();
  if (numbers.length === 0) return read;
  for (const row of database.all(sql, { ':rows': JSON.stringify(numbers) })) {
    const id = jobNumber(row);
    if (id !== null) read.set(numberOf(row, 'number') ?? 0, [id, numberOf(row, 'rows') ?? Number.NaN]);
  }
  return read;
}

/** Tallies with the rows of jobs' outputs as read by SQL; `from` and `served` as `parser_rows.sql` takes them. */
export function withRowsBySql(
  tallies: readonly ParserTally[],
  database: Queryable,
  shape: DatabaseShape,
  from: number,
  served: string,
): readonly ParserTally[] {
  const { tables } = shape;
  if (!tables.has('cf_job_artifacts') && !tables.has('cf_output_materializations')) return tallies;
  const parameters = { ':from': from === Number.NEGATIVE_INFINITY ? null : from, ':served': served };
  const byParser = new Map(
    rememberedRows(database, shape.statement('parser_rows'), parameters).map((row) => [
      keyOf(textOf(row, 'name') ?? '', textOf(row, 'version')),
      row,
    ]),
  );
  return tallies.map((tally) => {
    const row = byParser.get(keyOf(tally.name, tally.version)) ?? {};
    const jobsWithRows = numberOf(row, 'jobs_with_rows') ?? 0;
    const rows = jobsWithRows === 0 ? null : totalOf(numberOf(row, 'high') ?? 0, numberOf(row, 'low') ?? 0);
    return { ...tally, rows, jobsWithRows };
  });
}

const keyOf = (name: string, version: string | null) => JSON.stringify([name, version]);
