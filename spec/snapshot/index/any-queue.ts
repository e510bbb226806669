import fc from 'fast-check';
import { sqlText } from '../../../lib/schema/statement.js';
import { type Additions, type DatabaseVersion, tablesOf } from '../../support/database-versions.js';
import type { QueueDatabase } from '../queries/queue-database.js';
import { type AnyRow, anyRow, filledColumns } from './any-row.js';
import type { AnyValue } from './any-value.js';
import { emptyDatabase, type FileForm } from './queue-file.js';

/** How a queue came to be: its table, and the columns that were added when it had rows. */
interface Making {
  readonly made: readonly string[];
  readonly added: readonly string[];
}

const versioned = (version: DatabaseVersion, additions: Additions): Making => {
  const made = tablesOf(version, 'none');
  return { made, added: tablesOf(version, additions).slice(made.length) };
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

/** A queue with any rows, some from before columns were added. */
export function anyQueue(making: string, form = anyForm, most = 12): fc.Arbitrary<AnyQueue> {
  // Rows after one with the greatest number would go beyond it.
  const id = fc.option(
    fc.oneof(fc.nat(70_000), fc.integer({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1000 }), fc.integer()),
    { freq: 3 },
  );
  const rows = fc.array(
    fc
      .tuple(id, anyRow(filledColumns))
      .map(([number, row]) => (number === null ? row : { ...row, id: number })),
    { maxLength: most, size: most > 12 ? 'max' : 'small' },
  );
  return fc.record({ making: fc.constant(making), form, before: rows, after: rows });
}

/** Makes it. Rows that the table refuses are left out. */
export async function queueOf({ making, form, before, after }: AnyQueue): Promise<QueueDatabase> {
  const { made, added } = makings[making] ?? { made: [], added: [] };
  const database = await emptyDatabase(form);
  database.run(['PRAGMA ignore_check_constraints = 1', ...made].join(';\n'));
  insert(database, before, form);
  database.run(added.join(';\n'));
  insert(database, after, form);
  return database;
}

function insert(database: QueueDatabase, rows: readonly AnyRow[], form: FileForm): void {
  const present = database.tables().get('cf_processing_queue');
  const statements = rows.map((row) => {
    const columns = Object.keys(row).filter((column) => present?.has(column));
    const values = columns.map((column) => literal(row[column] ?? null, form));
    return columns.length === 0
      ? 'INSERT OR IGNORE INTO cf_processing_queue DEFAULT VALUES'
      : `INSERT OR IGNORE INTO cf_processing_queue (${columns.join(', ')}) VALUES (${values.join(', ')})`;
  });
  database.run(['BEGIN', ...statements, 'COMMIT'].join(';\n'));
}

/** A value as SQL text: exact for integers of any size and texts in any encoding. */
export function literal(value: AnyValue, { encoding }: FileForm): string {
  if (value === null || Number.isNaN(value)) return 'NULL';
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return String(value);
  if (typeof value === 'number')
    return Number.isFinite(value) ? value.toExponential() : value > 0 ? '9e999' : '-9e999';
  if (value instanceof Uint8Array) return `x'${Buffer.from(value).toString('hex')}'`;
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
