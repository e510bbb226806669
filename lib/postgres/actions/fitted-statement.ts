import { sqlNames } from '../../schema/sql-files.js';
import { bare, sqlText, withAssignments, withFragments } from '../../schema/statement.js';
import type { Row, RowByName } from '../link/server-connection.js';
import { quotedName } from '../link/server-link.js';
import { type ColumnKind, kindOfType } from '../mirror/mirrored-table.js';

/** What a write needs to know about a column of the queue. */
interface QueueColumn {
  readonly kind: ColumnKind;
  /**
   * Its type as written in a statement; without a length, so that a value that is too long is refused rather than cut.
   */
  readonly type: string;
  /** Whether it can be assigned: false for a generated column. */
  readonly canBeSet: boolean;
}

/** What writes need to know about a queue on a server. Names of tables are quoted for use in statements. */
export interface ServerQueue {
  readonly written: string;
  readonly columns: ReadonlyMap<string, QueueColumn>;
  /** The table of failures, if it can mark those of earlier attempts, and the type of its `job_id`. */
  readonly failures: { readonly written: string; readonly jobId: string } | null;
  /** The table that says which parsers are paused; null if there is none. */
  readonly parsers: string | null;
}

/** Runs one statement. Throws `PostgresFailure`. */
export type Run = (text: string, values?: readonly (string | number | null)[]) => Promise<readonly Row[]>;

/** Runs a statement, and returns its rows by the names of their columns. */
export type RunByName = (...given: Parameters<Run>) => Promise<readonly RowByName[]>;

const tables = 'cf_processing_queue cf_job_failures cf_parser_health';

/** The queue on the transaction's search path; null if there is none that can be changed. */
export async function readQueue(run: Run): Promise<ServerQueue | null> {
  const found = new Map<string, { readonly written: string; readonly columns: Map<string, QueueColumn> }>();
  for (const [table, written, column, type, writtenType, canBeSet] of await run(
    sqlText('postgres/actions/columns'),
    [tables],
  )) {
    const entry = found.get(table ?? '') ?? { written: written ?? '', columns: new Map() };
    found.set(table ?? '', entry);
    const kind = kindOfType(type ?? '');
    entry.columns.set(column ?? '', { kind, type: writtenType ?? 'text', canBeSet: canBeSet === 't' });
  }
  const queue = found.get('cf_processing_queue');
  if (queue?.columns.get('id')?.kind !== 'integer' || !queue.columns.has('status')) return null;
  const failures = found.get('cf_job_failures');
  const jobId = failures?.columns.get('job_id')?.type;
  const health = found.get('cf_parser_health');
  return {
    ...queue,
    failures:
      failures?.columns.has('earlier_attempt') && jobId !== undefined
        ? { written: failures.written, jobId }
        : null,
    parsers: health?.columns.has('parser_name') && health.columns.has('paused_at') ? health.written : null,
  };
}

/** How a column stores times: as PostgreSQL's own timestamps, as numbers, or as text. */
type Notation = 'instant' | 'number' | 'text';

/** A queue's columns by name. */
type Columns = ReadonlyMap<string, QueueColumn>;

/** Columns that a write sets to the present time, each with the columns whose notation it copies, the best first. */
const likeWhich: Readonly<Record<string, readonly string[]>> = {
  end_time: ['end_time', 'completed_at', 'claim_time'],
  completed_at: ['end_time', 'completed_at', 'claim_time'],
  scheduled_at: ['scheduled_at', 'claim_time'],
  updated_at: ['updated_at'],
};
/** The column of the job's own row whose notation is preferred to that of recently written rows. */
const ownFirst: Readonly<Record<string, string>> = {
  ...{ end_time: 'claim_time', completed_at: 'claim_time' },
  ...{ scheduled_at: 'scheduled_at', updated_at: 'updated_at' },
};

/** How a column of this type stores times. */
function notationOf({ kind }: QueueColumn): Notation {
  if (kind === 'time') return 'instant';
  return kind === 'integer' || kind === 'real' || kind === 'number' ? 'number' : 'text';
}

/** Whether two columns can have times in the same notation. */
function areAlike(one: string, other: string, columns: Columns): boolean {
  const [first, second] = [columns.get(one), columns.get(other)];
  return first !== undefined && second !== undefined && notationOf(first) === notationOf(second);
}

/**
 * The present time for a column: as a timestamp, else in the notation of the row's own time, else in that of the
 * parameter named like the column.
 */
function nowFor(column: string, columns: Columns): string {
  const there = columns.get(column);
  if (there === undefined) return 'NULL';
  if (notationOf(there) === 'instant') return 'clock_timestamp()';
  const own = ownFirst[column] ?? column;
  const lately = `fragment.now_like(:${column})`;
  return areAlike(column, own, columns) ? `COALESCE(fragment.now_like(job.${own}), ${lately})` : lately;
}

/** A statement for one server's queue, and the names of its parameters in order. */
interface FittedStatement {
  readonly text: string;
  readonly names: readonly string[];
}

/**
 * The statement in `schema/postgres/actions/NAME.sql`, fitted to a queue. This works like `statement()` for SQLite, but
 * fragments are looked up in `schema/postgres/fragments/` first, and `job.COLUMN` is that column's value as the mirror
 * has it. `now.COLUMN` is the present time in the notation of that column, and `target.writer` the transaction that
 * wrote the row. Assignments to columns that the queue lacks are left out.
 */
export function fittedStatement(name: string, queue: ServerQueue): FittedStatement {
  const { columns, failures, parsers } = queue;
  const own = new Set(sqlNames('postgres/fragments'));
  const textOf = (fragment: string): string => {
    if (fragment === 'parser_paused' && parsers === null) return 'FALSE';
    const ours = `postgres/fragments/${fragment}`;
    return sqlText(own.has(ours) ? ours : `fragments/${fragment}`);
  };
  const set = (column: string, value: string): string | null => {
    const there = columns.get(column);
    if (there?.canBeSet !== true) return null;
    // In a queue without leases, nobody reads this column as the time when the job is due.
    if (column === 'scheduled_at' && !columns.has('lease_token')) return null;
    return `${quotedName(column)} = CAST(${value} AS ${there.type})`;
  };
  const sql = withAssignments(bare(sqlText(`postgres/actions/${name}`)), set).replace(
    /\bnow\.(\w+)/g,
    (_, column: string) => nowFor(column, columns),
  );
  const text = withFragments(sql, (column) => columnText(column, columns.get(column)), textOf)
    .replaceAll('target.queue', queue.written)
    .replaceAll('target.writer', 'job.xmin::text')
    .replaceAll('target.image', imageOf(columns))
    .replaceAll('target.parsers', parsers ?? '')
    .replaceAll('target.failures', failures?.written ?? '')
    .replaceAll('target.job_id', `CAST(seen.id AS ${failures?.jobId ?? 'text'})`);
  return withPlaces(text, (place, name) => `CAST(${place} AS ${name === 'seen' ? 'jsonb' : 'text'})`);
}

/** The whole row as a text of JSON, as far as this role may read it: each value as the server writes it. */
function imageOf(columns: Columns): string {
  const names = [...columns.keys()];
  const texts = names.map((name) => `job.${quotedName(name)}::text`);
  return `jsonb_object(ARRAY[${names.map(literal).join(', ')}], ARRAY[${texts.join(', ')}])::text`;
}

function literal(text: string): string {
  return `E'${text.replace(/['\\\\]/g, '\\\\$&')}'`;
}

/** A column of the queue as the mirror has it: whole numbers as they are, everything else as text. */
function columnText(name: string, column: QueueColumn | undefined): string {
  if (column === undefined) return 'NULL';
  const value = `job.${quotedName(name)}`;
  switch (column.kind) {
    case 'integer':
      return value;
    case 'time':
      // Whole milliseconds; smaller fractions are dropped.
      return `(CASE WHEN isfinite(${value}) THEN floor(extract(epoch FROM ${value}) * 1000)::text ELSE ${value}::text END)`;
    case 'truth':
      return `(${value}::int::text)`;
    case 'number':
      return `(trim_scale(${value})::text)`;
    case 'real':
      return `(${realText(`${value}::text::float8::numeric`)})`;
    case 'bytes':
    case 'list':
    case 'text':
      // Letter case is compared as in SQLite, whatever the database's collation.
      return `(${value}::text COLLATE "C")`;
  }
}

/** A real number as SQLite writes it: with at most 15 digits, and never without a decimal point. */
function realText(value: string): string {
  return `trim_scale(${value})::text || CASE WHEN ${value} = trunc(${value}) THEN '.0' ELSE '' END`;
}

/**
 * Replaces named parameters, which casts aren't, by numbered ones, each written by `cast`. A name may occur several
 * times.
 */
export function withPlaces(
  sql: string,
  cast: (place: string, name: string) => string = (place) => place,
): FittedStatement {
  const names: string[] = [];
  const text = sql.replace(/(?<![:\w]):([a-z_]\w*)/g, (_, name: string) => {
    if (!names.includes(name)) names.push(name);
    return cast(`$${names.indexOf(name) + 1}`, name);
  });
  return { text, names };
}

const aTime = /^(?:[1-9]\d{0,15}(?:\.\d*)?|\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[-.+Zz].*)?)$/;
const latelyRead = ['claim_time', 'end_time', 'completed_at', 'scheduled_at', 'updated_at'];

/**
 * For each column that is set to the present time, a time recently written to it, whose notation `nowFor` copies. If
 * there is none yet, any time in a form that suits the column's type.
 */
export async function readTimes(run: Run, queue: ServerQueue): Promise<Readonly<Record<string, string>>> {
  const { columns } = queue;
  const rows = await run(fittedStatement('lately', queue).text);
  const times = Object.entries(likeWhich).flatMap(([column, like]) => {
    const there = columns.get(column);
    if (there === undefined) return [];
    const found = like
      .filter((other) => areAlike(column, other, columns))
      .flatMap((other) => rows.map((row) => row[latelyRead.indexOf(other)] ?? ''))
      .find((value) => aTime.test(value));
    return [[column, found ?? usual(there)] as const];
  });
  return Object.fromEntries(times);
}

function usual(column: QueueColumn): string {
  if (notationOf(column) === 'text') return '2000-01-01 00:00:00';
  // Milliseconds don't fit into 32 bits.
  return column.type === 'integer' ? '1000000000' : '1000000000000';
}
