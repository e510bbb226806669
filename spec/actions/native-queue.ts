import { join } from 'node:path';
import { type Additions, type DatabaseVersion, tablesOf } from '../support/database-versions.js';
import { insert } from '../support/databases.js';
import type { NativeRow } from '../support/native-protocol.js';
import { NativeWriter } from '../support/native-writer.js';
import { testFolder } from '../support/test-folder.js';

/** What {@link nativeQueue} makes; everything has a default. */
export interface QueueOptions {
  /** A. */
  readonly version?: DatabaseVersion;
  /** All. */
  readonly migrated?: Additions;
  readonly journalMode?: 'wal' | 'delete';
  /** Rows of other tables, by table. */
  readonly tables?: Readonly<Record<string, readonly NativeRow[]>>;
  /** Statements to run last. */
  readonly sql?: readonly string[];
}

/** A database with these jobs, of plugin p unless they say otherwise, and the connection that made it. */
export async function nativeQueue(
  rows: readonly NativeRow[],
  { version = 'A', migrated = 'all', journalMode = 'wal', tables = {}, sql = [] }: QueueOptions = {},
): Promise<{ path: string; native: NativeWriter }> {
  const path = join(testFolder(), 'queue.sqlite3');
  const native = await NativeWriter.start(path);
  await native.all(`PRAGMA journal_mode = ${journalMode}`);
  await native.begin();
  for (const statement of tablesOf(version, migrated)) await native.exec(statement);
  const named = rows.map((row) => ({ plugin_name: 'p', ...row }));
  for (const [table, added] of Object.entries({ cf_processing_queue: named, ...tables }))
    await insert(native, table, added);
  for (const statement of sql) await native.exec(statement);
  await native.commit();
  return { path, native };
}
