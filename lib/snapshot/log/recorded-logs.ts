import { isAbsolute } from 'node:path';
import { readOutputUri } from '../../model/output-uri.js';
import { bothForms } from '../../schema/id-lists.js';
import { textOf } from '../column-value.js';
import { readShape } from '../database-shape.js';
import type { LiveDatabase } from '../live-database.js';
import type { LogBytes } from './log-bytes.js';
import { LogFile } from './log-file.js';
import type { Outcome } from './outcome.js';

/** The log files that the database records for a job as artifacts of kind `log` (version D). */
export class RecordedLogs {
  private readonly files = new Map<string, LogFile>();

  /** `clock` gives ms since the epoch. */
  constructor(
    private readonly database: LiveDatabase,
    private readonly jobId: string,
    private readonly clock: () => number,
  ) {}

  /**
   * Runs `work` on the newest of them that can be read, else on `last`. Where nothing can, says why the first of those
   * that are there couldn't; where nothing is there, says where it was looked for.
   */
  async read<T>(work: (bytes: LogBytes) => T, last: LogFile | null): Promise<Outcome<T>> {
    const recorded = await this.database.read((tables) => {
      const shape = readShape(tables);
      if (!shape.tables.has('cf_job_artifacts')) return [];
      const parameters = { ':ids': bothForms([this.jobId]) };
      const sql = shape.statement('recorded_logs');
      const rows = tables.remembered?.(sql, parameters) ?? tables.all(sql, parameters);
      return rows.map((row) => textOf(row, 'uri') ?? '');
    });
    if (recorded.kind === 'problem') return recorded;
    const looked: string[] = [];
    let failed: Outcome<T> | null = null;
    const files = recorded.value.map((uri) => this.fileOf(uri) ?? uri);
    for (const file of last === null ? files : [...files, last]) {
      if (typeof file === 'string') {
        looked.push(file);
        continue;
      }
      const read = file.read(work);
      if (read.kind === 'value') return read;
      if (read.kind === 'problem') failed ??= read;
      looked.push(file.path);
    }
    return failed ?? { kind: 'none', looked };
  }

  /** Null for a place that is no file of this host. */
  private fileOf(uri: string): LogFile | null {
    const { path } = readOutputUri(uri);
    return path === null || !isAbsolute(path) || path.includes('\0') ? null : this.fileAt(path);
  }

  private fileAt(path: string): LogFile {
    const file = this.files.get(path) ?? new LogFile(path, this.clock);
    this.files.set(path, file);
    return file;
  }
}
