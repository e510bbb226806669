import { problemOf } from '../../snapshot/files/read-failure.js';
import { type OpenLog, readUnpacked } from '../../snapshot/job-log/job-log.js';
import type { LogBytes, LogResult } from '../../snapshot/job-log/log-bytes.js';
import { logProblem } from '../../snapshot/job-log/log-problem.js';
import { UnpackedLog, type UnpackingOptions } from '../../snapshot/job-log/unpacked-log.js';
import type { Outcome, ServerLink } from '../link/server-link.js';
import { problemOfPostgres } from '../link/trouble.js';
import {
  blockBytes,
  LogBlocks,
  type LogTable,
  type LogTables,
  logStatement,
  MissingBlock,
  mayHave,
  readLogTables,
} from './log-tables.js';

/** What a log on a server is read with. */
export interface ServerLogParts extends UnpackingOptions {
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
