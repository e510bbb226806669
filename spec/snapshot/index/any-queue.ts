import fc from 'fast-check';
import { sqlText } from '../../../lib/schema/statement.js';
import { type Additions, type DatabaseVersion, tablesOf } from '../../support/database-versions.js';
import { alone, QueueDatabase } from '../queries/queue-database.js';
import { type AnyRow, anyRow, filledColumns } from './any-row.js';
import type { AnyValue } from './any-value.js';
import { emptyDatabase, type FileForm } from './queue-file.js';

/** How a queue was made: its table, and the columns that were added when it had rows. */
interface Making {
  readonly made: readonly string[];
  readonly added: readonly string[];
}

/**
 * The tables and indexes of a version begin on the same pages in each queue, whatever rows it has, so that queries that
 * were compiled for one fit the next: tables beside the queue are made before there are rows, and an index that is made
 * later gets the page that a table gives up.
 */
const versioned = (version: DatabaseVersion, additions: Additions): Making => {
  const made = tablesOf(version, 'none');
  const later = tablesOf(version, additions).slice(made.length);
  const indexes = later.filter((sql) => sql.startsWith('CREATE INDEX'));
  const columns = later.filter((sql) => sql.startsWith('ALTER TABLE'));
  const tables = later.filter((sql) => !indexes.includes(sql) && !columns.includes(sql));
  return {
    made: [...made, ...tables, ...indexes.map((_, place) => `CREATE TABLE room_${place} (id)`)],
    added: [...columns, ...indexes.flatMap((sql, place) => [`DROP TABLE room_${place}`, sql])],
  };
};
const adding = (...columns: readonly string[]): string[] =>
  columns.map((column) => `ALTER TABLE cf_processing_queue ADD COLUMN ${column}`);

/** Every version of the field, and tables that keep every storage class or make reals of all numbers. */
export const makings: Readonly<Record<string, Making>> = {
  A: versioned('A', 'all'),
  B: versioned('B', 'all'),
  C: versioned('C', 'some'),
  D: versioned('D', 'all'),
  SPEC: {
    made: [sqlText('tables/cf_processing_queue')],
    added: adding(
      `job_type TEXT DEFAULT 'PARSE'`,
      'items_processed INTEGER DEFAULT 0',
      'items_total INTEGER DEFAULT 0',
    ),
  },
  untyped: {
    made: [
      'CREATE TABLE cf_processing_queue (config_overrides, status, error_message, result_summary, id INTEGER PRIMARY KEY, plugin_name, claim_time, end_time)',
    ],
    added: adding(
      `completion_status TEXT DEFAULT 'failed'`,
      `job_type TEXT DEFAULT 'Scan'`,
      `parser_version TEXT DEFAULT '2.0'`,
      `plugin_version DEFAULT '1.0'`,
      `created_at TEXT DEFAULT '2026-01-13T10:38:15.25Z'`,
      'completed_at INTEGER DEFAULT 1768300000',
      'scheduled_at DEFAULT -5',
      'dispatch_ack_at TEXT DEFAULT 1768300000123',
      'items_processed NUMERIC DEFAULT 7',
      'items_total INTEGER DEFAULT 1e2',
      `items_failed INTEGER DEFAULT '3'`,
      'output_size_bytes INTEGER DEFAULT 123456789012',
      'lease_token',
      'lease_owner',
      'lease_expires_at',
      'worker_host',
      'worker_pid',
      "worker_id TEXT DEFAULT 'w'",
      'retry_count INTEGER DEFAULT 300',
      'priority DEFAULT 4',
    ),
  },
  real: {
    made: [
      'CREATE TABLE cf_processing_queue (id INTEGER PRIMARY KEY, status REAL, plugin_name TEXT, claim_time REAL, end_time DOUBLE, items_total FLOAT, parser_version REAL)',
    ],
    added: adding(
      'items_processed REAL',
      'output_size_bytes REAL',
      'scheduled_at REAL DEFAULT 77',
      'priority REAL DEFAULT 5',
    ),
  },
};

/** A queue, in the order in which it is made. */
export interface AnyQueue {
  readonly making: string;
  readonly form: FileForm;
  readonly before: readonly AnyRow[];
  readonly after: readonly AnyRow[];
}

export const anyForm: fc.Arbitrary<FileForm> = fc.record({
  encoding: fc.constantFrom('UTF-8', 'UTF-8', 'UTF-16le', 'UTF-16be'),
  pageSize: fc.constantFrom(512, 1024, 4096, 65_536),
  reserved: fc.constantFrom(0, 0, 8, 32),
});

/** A queue with any rows, some from before columns were added: `least` to `most` before, and as many after. */
export function anyQueue(making: string, form = anyForm, most = 12, least = 0): fc.Arbitrary<AnyQueue> {
  // Rows after one with the greatest number would go beyond it.
  const id = fc.option(
    fc.oneof(fc.nat(70_000), fc.integer({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1000 }), fc.integer()),
    { freq: 3 },
  );
  const rows = fc.array(
    fc
      .tuple(id, anyRow(filledColumns))
      .map(([number, row]) => (number === null ? row : { ...row, id: number })),
    { minLength: least, maxLength: most, size: most > 12 ? 'max' : 'small' },
  );
  return fc.record({ making: fc.constant(making), form, before: rows, after: rows });
}

/** Some cases of one form each time: to compile queries for databases of another form takes longer than to run them. */
export function ofOneForm<T>(
  any: (form: fc.Arbitrary<FileForm>) => fc.Arbitrary<T>,
  cases: number,
): fc.Arbitrary<readonly T[]> {
  return anyForm.chain((form) => fc.array(any(fc.constant(form)), { minLength: cases, maxLength: cases }));
}

/** Databases whose tables have no rows yet, by how they are made: to make one takes longer than to copy it. */
const empty = new Map<string, Uint8Array>();

/** Makes it, with further tables `beside` it. Rows that the table refuses are left out. */
export async function queueOf(
  { making, form, before, after }: AnyQueue,
  beside: readonly string[] = [],
): Promise<QueueDatabase> {
  const { made, added } = makings[making] ?? { made: [], added: [] };
  const first = [...made, ...beside, ...(before.length === 0 ? added : [])];
  const key = JSON.stringify([form, first]);
  const bytes = empty.get(key) ?? (await withTables(first, form));
  empty.set(key, bytes);
  // SQLite writes into the bytes that it is given.
  const database = await QueueDatabase.holding(bytes.slice());
  database.run(`PRAGMA ignore_check_constraints = 1; ${alone}`);
  if (before.length > 0) {
    insert(database, before, form);
    database.run(inOne(added));
  }
  insert(database, after, form);
  return database;
}

async function withTables(statements: readonly string[], form: FileForm): Promise<Uint8Array> {
  const database = await emptyDatabase(form);
  try {
    database.run(inOne(statements));
    return database.bytes();
  } finally {
    database.close();
  }
}

const inOne = (statements: readonly string[]): string => ['BEGIN', ...statements, 'COMMIT'].join(';\n');

function insert(database: QueueDatabase, rows: readonly AnyRow[], form: FileForm): void {
  if (rows.length === 0) return;
  const present = database.tables().get('cf_processing_queue');
  const statements: string[] = [];
  let last = '';
  for (const row of rows) {
    const columns = Object.keys(row).filter((column) => present?.has(column));
    const values = `(${columns.map((column) => literal(row[column] ?? null, form)).join(', ')})`;
    const begin =
      columns.length === 0
        ? 'INSERT OR IGNORE INTO cf_processing_queue DEFAULT VALUES'
        : `INSERT OR IGNORE INTO cf_processing_queue (${columns.join(', ')}) VALUES`;
    // Rows of the same columns are written by one statement: to compile it takes longer than to run it.
    if (columns.length > 0 && begin === last) statements.push(`${statements.pop()}, ${values}`);
    else statements.push(columns.length > 0 ? `${begin} ${values}` : begin);
    last = begin;
  }
  database.run(inOne(statements));
}

/** Means the same in any encoding, and is read by SQLite in a fraction of the time that bytes take. */
const isPlain = /^[ -~]*$/;

/** A value as SQL text: exact for integers of any size and texts in any encoding. */
export function literal(value: AnyValue, { encoding }: FileForm): string {
  if (value === null || Number.isNaN(value)) return 'NULL';
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return String(value);
  if (typeof value === 'number')
    return Number.isFinite(value) ? value.toExponential() : value > 0 ? '9e999' : '-9e999';
  if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString('hex')}'`;
  if (typeof value === 'string' && isPlain.test(value)) return `'${value.replaceAll("'", "''")}'`;
  return `CAST(x'${textBytes(value, encoding).toString('hex')}' AS TEXT)`;
}

function textBytes(
  text: Exclude<AnyValue, null | number | bigint | Uint8Array>,
  encoding: FileForm['encoding'],
): Buffer {
  if (typeof text !== 'string') return Buffer.from(text.raw);
  const bytes = Buffer.from(text, encoding === 'UTF-8' ? 'utf8' : 'utf16le');
  return encoding === 'UTF-16be' ? bytes.swap16() : bytes;
}
