import { sqlText } from '../../schema/statement.js';
import type { Row, RowByName } from '../link/server-connection.js';
import { type ColumnKind, kindOfType } from '../mirror/mirrored-table.js';

/** What a write needs to know about a column of the queue. */
export interface QueueColumn {
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

/** The same, with the rows by the names of their columns. */
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
