import { databaseOf, idWithin, type JobId } from '../model/job.js';
import type { LogMatches, LogReading, LogRequest, LogSearch, LogSearchResult } from '../model/log.js';
import type { LogReader, SaveResult } from '../snapshot/port.js';

/** The logs of several databases' jobs, each read by its own database's reader. */
export class MergedLogs implements LogReader {
  readonly #readers: ReadonlyMap<string, LogReader>;

  /** By the names of the databases. */
  constructor(readers: ReadonlyMap<string, LogReader>) {
    this.#readers = readers;
  }

  async read(request: LogRequest): Promise<LogReading> {
    const { jobId } = request;
    const reading = await this.#of(jobId)?.read({ ...request, jobId: idWithin(jobId) });
    if (reading === undefined) return { kind: 'none', looked: [] };
    return reading.kind === 'piece' ? { ...reading, piece: { ...reading.piece, jobId } } : reading;
  }

  async search(search: LogSearch, signal: AbortSignal): Promise<LogSearchResult> {
    return (await this.#of(search.jobId)?.search(ownSearch(search), signal)) ?? { kind: 'none' };
  }

  async matches(search: LogSearch, at: number, signal: AbortSignal): Promise<LogMatches> {
    return (await this.#of(search.jobId)?.matches(ownSearch(search), at, signal)) ?? { kind: 'none' };
  }

  async save(jobId: JobId, path: string, signal: AbortSignal): Promise<SaveResult> {
    return (await this.#of(jobId)?.save(idWithin(jobId), path, signal)) ?? { kind: 'none' };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#readers.values()].map((reader) => reader.close()));
  }

  #of(jobId: JobId): LogReader | undefined {
    return this.#readers.get(databaseOf(jobId) ?? '');
  }
}

function ownSearch(search: LogSearch): LogSearch {
  return { ...search, jobId: idWithin(search.jobId) };
}
