import { keepLast, putLast } from '../model/recently-used.js';
import { sqlText } from '../schema/statement.js';
import { problemOf } from '../snapshot/files/read-failure.js';
import { type OpenLog, readUnpacked } from '../snapshot/job-log/job-log.js';
import { type LogBytes, type LogResult, logProblem } from '../snapshot/job-log/log-bytes.js';
import { UnpackedLog, type UnpackingOptions } from '../snapshot/job-log/unpacked-log.js';
import { PostgresFailure } from './link/server-connection.js';
import type { Outcome, ServerInstant, ServerLink } from './link/server-link.js';
import { problemOfPostgres } from './link/trouble.js';
import { kindOfType } from './mirror/mirrored-table.js';

/** What a log on a server is read with. */
interface ServerLogParts extends UnpackingOptions {
  readonly link: Pick<ServerLink, 'read'>;
  /** Names the server. */
  readonly label: string;
  /** Ms since the epoch. */
  readonly clock: () => number;
  /** Ends all reading. */
  readonly ending: AbortSignal;
}

/** Sequential reads fetch more and more blocks at once, up to this many. */
const mostAtOnce = 16;
/** A log that is rewritten while it is fetched is read from the start again at most this many times. */
const beginnings = 8;

type Head = { readonly table: LogTable; readonly version: string; readonly size: number };
type Found = Head | { readonly recorded: string | null };

/**
 * One job's log in a server's table, piece by piece: only the parts that are used are fetched, each in a short
 * transaction of its own, and all parts that are used together are of one version of the row.
 */
export class ServerLog implements OpenLog {
  readonly #jobId: string;
  readonly #parts: ServerLogParts;
  readonly #unpacked: UnpackedLog;
  #tables: LogTables | null = null;
  #blocks: LogBlocks | null = null;
  /** Increases whenever the log changes in any way other than growing at its end. */
  #edition = 0;
  #atOnce = 1;
  #nextBlock = -1;
  #last: Promise<unknown> = Promise.resolve();

  constructor(jobId: string, parts: ServerLogParts) {
    this.#jobId = jobId;
    this.#parts = parts;
    this.#unpacked = new UnpackedLog(parts);
  }

  read<T>(work: (bytes: LogBytes) => T): Promise<LogResult<T>> {
    return readUnpacked(
      (raw) => this.#inTurn(() => this.#read((bytes) => raw(bytes, 'utf-8'))),
      this.#unpacked,
      this.#parts.label,
      work,
    );
  }

  /** See `OpenLog`. */
  async close(): Promise<void> {
    await this.#last;
    await this.#unpacked.close();
    this.#blocks = null;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return turn;
  }

  async #read<T>(work: (bytes: LogBytes) => T): Promise<LogResult<T>> {
    const { label, clock, ending } = this.#parts;
    for (let beginning = 0; beginning < beginnings; beginning += 1) {
      const asOf = clock();
      const found = await this.#find();
      if (found.kind === 'trouble')
        return { kind: 'problem', problem: problemOfPostgres(found.trouble, label) };
      if ('recorded' in found.value) return this.#nowhere(found.value.recorded);
      const head = found.value;
      const blocks = await this.#blocksOf(head);
      while (blocks !== null && !ending.aborted) {
        try {
          const value = work(blocks);
          const edition = `row ${this.#edition}`;
          const state = `${edition} ${blocks.version} ${blocks.size}`;
          return { kind: 'value', value, asOf, edition, state, origin: { kind: 'database' } };
        } catch (error) {
          if (!(error instanceof MissingBlock)) throw error;
          const read = await this.#fetch(head, blocks, error.block);
          if (read.kind === 'trouble')
            return { kind: 'problem', problem: problemOfPostgres(read.trouble, label) };
          if (!read.value) break;
        }
      }
      if (ending.aborted)
        return { kind: 'problem', problem: problemOf('failed', label, 'the reader was closed') };
    }
    return {
      kind: 'problem',
      problem: problemOf('busy', label, 'the log is rewritten faster than it is read'),
    };
  }

  #nowhere<T>(recorded: string | null): LogResult<T> {
    const { label } = this.#parts;
    if (recorded === null) return { kind: 'none', looked: [`cf_job_logs in ${label}`] };
    const sentence = `The log is a file where the job ran: ${recorded}`;
    return { kind: 'problem', problem: logProblem(sentence, label, 'Read it on that host.') };
  }

  #find(): Promise<Outcome<Found>> {
    return this.#parts.link.read(async (instant): Promise<Found> => {
      this.#tables ??= await readLogTables(instant);
      const { logs, artifacts } = this.#tables;
      if (logs !== null && mayHave(logs, this.#jobId)) {
        const [row] = await instant.rows(logStatement('row', logs), [this.#jobId]);
        if (row !== undefined) return { table: logs, version: row[0] ?? '', size: Number(row[1]) };
      } else if (logs === null) {
        // Somebody may make the table later.
        this.#tables = null;
      }
      if (artifacts === null || !mayHave(artifacts, this.#jobId)) return { recorded: null };
      const [[uri = null] = []] = await instant.rows(logStatement('recorded', artifacts), [this.#jobId]);
      return { recorded: uri };
    });
  }

  /** The blocks of this version; a new edition begins unless it is the version before with more at its end. */
  async #blocksOf(head: Head): Promise<LogBlocks | null> {
    const before = this.#blocks;
    if (before?.version === head.version) return before;
    const blocks = new LogBlocks(head.version, head.size);
    this.#blocks = blocks;
    this.#nextBlock = -1;
    if (before === null || !(await this.#continues(head, before, blocks))) this.#edition += 1;
    return blocks;
  }

  /**
   * Whether the log may be the one before with more at its end: what was seen of that one's first and last block is
   * unchanged.
   */
  async #continues(head: Head, before: LogBlocks, now: LogBlocks): Promise<boolean> {
    if (now.size < before.size) return false;
    const last = Math.max(0, Math.ceil(before.size / blockBytes) - 1);
    for (const block of new Set([0, last])) {
      if (!before.has(block)) continue;
      const read = await this.#fetch(head, now, block);
      if (read.kind === 'trouble' || !read.value) return true;
      const to = Math.min(before.size, (block + 1) * blockBytes);
      const from = block * blockBytes;
      if (!before.read(from, to).equals(now.read(from, to))) return false;
    }
    return true;
  }

  /**
   * Fetches a block, and more of them if blocks are read in sequence; false if this version of the log no longer
   * exists.
   */
  async #fetch({ table, version }: Head, blocks: LogBlocks, block: number): Promise<Outcome<boolean>> {
    this.#atOnce = block === this.#nextBlock ? Math.min(mostAtOnce, 2 * this.#atOnce) : 1;
    this.#nextBlock = block + this.#atOnce;
    const values = [this.#jobId, version, block * blockBytes + 1, this.#atOnce * blockBytes];
    const read = await this.#parts.link.read((instant) => instant.rows(logStatement('piece', table), values));
    if (read.kind === 'trouble') return read;
    const [row] = read.value;
    // The server writes bytes as `\x` and hexadecimal digits.
    if (row !== undefined) blocks.put(block, Buffer.from((row[0] ?? '').slice(2), 'hex'));
    return { kind: 'value', value: row !== undefined };
  }
}

/** Where a server keeps logs, as far as this role may read it; null: nowhere. */
interface LogTables {
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
async function readLogTables(instant: ServerInstant): Promise<LogTables> {
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
function mayHave({ isNumbered }: LogTable, jobId: string): boolean {
  if (!isNumbered) return true;
  return /^(?:0|-?[1-9]\d{0,18})$/.test(jobId) && BigInt.asIntN(64, BigInt(jobId)) === BigInt(jobId);
}

/** Bytes are kept in blocks of this size. */
export const blockBytes = 256 << 10;
/** At most this many blocks of a log are kept, the most recently used ones. */
const mostBlocks = 256;

/** Thrown by {@link LogBlocks.read} if a block hasn't been fetched yet. */
class MissingBlock extends Error {
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
