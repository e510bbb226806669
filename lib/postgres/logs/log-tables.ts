import { keepLast, putLast } from '../../model/recently-used.js';
import { sqlText } from '../../schema/statement.js';
import type { LogBytes } from '../../snapshot/job-log/log-bytes.js';
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

/** Bytes are kept in blocks of this size. */
export const blockBytes = 256 << 10;
/** At most this many blocks of a log are kept, the most recently used ones. */
const mostBlocks = 256;

/** Thrown by {@link LogBlocks.read} if a block hasn't been fetched yet. */
export class MissingBlock extends Error {
  constructor(readonly block: number) {
    super('a part of the log is still to be fetched');
  }
}

/** The parts of one version of a log that have been fetched. */
export class LogBlocks implements LogBytes {
  readonly #blocks = new Map<number, Buffer>();

  constructor(
    readonly version: string,
    readonly size: number,
  ) {}

  /** Throws {@link MissingBlock} for the first of its blocks that hasn't been fetched. */
  read(from: number, to: number): Buffer {
    const parts: Buffer[] = [];
    for (let block = Math.floor(from / blockBytes); block * blockBytes < to; block += 1) {
      const bytes = this.#blocks.get(block);
      if (bytes === undefined) throw new MissingBlock(block);
      putLast(this.#blocks, block, bytes);
      parts.push(bytes.subarray(Math.max(0, from - block * blockBytes), to - block * blockBytes));
    }
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
  }

  /** Keeps bytes that begin at the start of this block. */
  put(block: number, bytes: Buffer): void {
    for (let at = 0; at < bytes.length; at += blockBytes)
      this.#blocks.set(block + at / blockBytes, bytes.subarray(at, at + blockBytes));
    keepLast(this.#blocks, mostBlocks);
  }

  has(block: number): boolean {
    return this.#blocks.has(block);
  }
}
