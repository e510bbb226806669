import { sqlText } from '../../schema/statement.js';
import { PostgresFailure } from '../link/server-connection.js';
import type { ServerInstant } from '../link/server-link.js';
import { kindOfType } from '../mirror/mirrored-table.js';

/** Where a server keeps logs, as far as this role may read it; null: nowhere. */
export interface LogTables {
  readonly logs: LogTable | null;
  /** The table that records where files are. */
  readonly artifacts: LogTable | null;
}

/** A table with a row for each job, or for some jobs. */
export interface LogTable {
  /** Its name, quoted for use in statements. */
  readonly written: string;
  /** The type of `job_id`, and whether it is a whole number. */
  readonly jobId: string;
  readonly isNumbered: boolean;
  /** The SQL expression for a log's bytes in UTF-8. */
  readonly log: string;
}

/** Reads which of these tables exist. Throws `PostgresFailure`, also if there are logs that this role may not read. */
export async function readLogTables(instant: ServerInstant): Promise<LogTables> {
  const rows = await instant.rows(sqlText('postgres/logs/columns'), ['cf_job_logs cf_job_artifacts']);
  const table = (name: string, ...needed: readonly string[]): LogTable | null => {
    const own = rows.filter(([of]) => of === name);
    const types = new Map(own.map(([, , column, type]) => [column, type ?? '']));
    const jobId = types.get('job_id');
    if (jobId === undefined || !needed.every((column) => types.has(column))) return null;
    if (own.some(([, , column, , may]) => needed.includes(column ?? '') && may !== 't'))
      throw new PostgresFailure({ kind: 'no-grant' });
    const isBytes = types.get('log_text') === 'bytea';
    return {
      ...{ written: own[0]?.[1] ?? '', jobId, isNumbered: kindOfType(jobId) === 'integer' },
      log: isBytes ? 'it.log_text' : `convert_to(it.log_text::text, 'UTF8')`,
    };
  };
  return {
    logs: table('cf_job_logs', 'job_id', 'log_text'),
    artifacts: table('cf_job_artifacts', 'job_id', 'kind', 'uri', 'created_at'),
  };
}

/** A statement of `schema/postgres/logs/`, filled in for a table. */
export function logStatement(name: string, { written, jobId, log }: LogTable): string {
  return sqlText(`postgres/logs/${name}`)
    .replaceAll('target.table', written)
    .replaceAll('target.job_id', `CAST($1 AS ${jobId})`)
    .replaceAll('target.log', log);
}

/** Whether a table can have a row for the job at all. */
export function mayHave({ isNumbered }: LogTable, jobId: string): boolean {
  if (!isNumbered) return true;
  return /^(?:0|-?[1-9]\d{0,18})$/.test(jobId) && BigInt.asIntN(64, BigInt(jobId)) === BigInt(jobId);
}
