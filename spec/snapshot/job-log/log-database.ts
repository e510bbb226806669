import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { NativeWriter } from '../../support/native-writer.js';

/** How a database with logs is made; everything has a default. */
export interface LogDatabaseOptions {
  /** delete. */
  readonly mode?: 'wal' | 'delete' | 'truncate' | 'persist';
  /** 4096. */
  readonly pageSize?: number;
  /** Bytes at the end of each page that SQLite leaves alone; 0. */
  readonly reserved?: number;
  readonly autoVacuum?: 0 | 1 | 2;
  readonly encoding?: 'UTF-8' | 'UTF-16le' | 'UTF-16be';
  /** The statement that makes cf_job_logs. */
  readonly table?: string;
}

const ordinaryTable = 'CREATE TABLE cf_job_logs (job_id INTEGER PRIMARY KEY, log_text TEXT, created_at TEXT)';

/** A native writer on a new database with an empty table of logs. */
export async function logDatabase(path: string, options: LogDatabaseOptions = {}): Promise<NativeWriter> {
  const { mode = 'delete', pageSize = 4096, reserved = 0, autoVacuum = 0, table = ordinaryTable } = options;
  let native = await NativeWriter.start(path);
  await native.exec(`PRAGMA page_size = ${pageSize}; PRAGMA auto_vacuum = ${autoVacuum};
    PRAGMA encoding = '${options.encoding ?? 'UTF-8'}'; CREATE TABLE any (a); DROP TABLE any; VACUUM`);
  if (reserved > 0) {
    await native.close();
    reserve(path, pageSize, reserved);
    native = await NativeWriter.start(path);
  }
  await native.exec(`PRAGMA journal_mode = ${mode}; PRAGMA synchronous = OFF; ${table}`);
  return native;
}

/** An empty database takes any number of reserved bytes, where the end of page 1 moves with it. */
function reserve(path: string, pageSize: number, reserved: number): void {
  const bytes = readFileSync(path);
  bytes[20] = reserved;
  bytes.writeUInt16BE((pageSize - reserved) & 0xffff, 105);
  writeFileSync(path, bytes);
}

/** Inserts or rewrites a log, as TEXT of these bytes or as a BLOB. */
export async function writeLog(
  native: NativeWriter,
  jobId: string | number | bigint,
  bytes: Uint8Array,
  storage: 'text' | 'blob' = 'text',
): Promise<void> {
  const value = storage === 'text' ? 'CAST(? AS TEXT)' : '?';
  await native.run(`INSERT OR REPLACE INTO cf_job_logs (job_id, log_text) VALUES (?, ${value})`, [
    jobId,
    bytes,
  ]);
}

/** A log's bytes as native SQLite reads them. */
export async function nativeLog(native: NativeWriter, jobId: string | number | bigint): Promise<Buffer> {
  const [row] = await native.all('SELECT CAST(log_text AS BLOB) AS log FROM cf_job_logs WHERE job_id = ?', [
    jobId,
  ]);
  return Buffer.from((row?.log ?? []) as Uint8Array);
}

/** Bytes that repeat nowhere, and are no packed log. */
export function anyBytes(size: number): Buffer {
  const bytes = randomBytes(size);
  if (size > 0) bytes[0] = 0x61;
  return bytes;
}
