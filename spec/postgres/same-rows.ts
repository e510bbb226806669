import { join } from 'node:path';
import type { PictureRequest, ReadProgress } from '../../lib/model/picture.js';
import type { MirrorPace } from '../../lib/postgres/mirror/mirror-of-server.js';
import { PostgresDatabase } from '../../lib/postgres/postgres-database.js';
import { DatabaseReader } from '../../lib/snapshot/database-reader.js';
import { PictureReader, type PictureReaderOptions } from '../../lib/snapshot/picture-reader.js';
import type { ReadResult, SnapshotReader } from '../../lib/snapshot/port.js';
import { createDatabase } from '../support/databases.js';
import type { NativeRow } from '../support/native-protocol.js';
import type { PostgresServer } from '../support/postgres-server.js';
import {
  createTables,
  insertInto,
  type PostgresRow,
  type PostgresTables,
} from '../support/postgres-tables.js';
import { linkTo } from './link/link-to.js';

/** The time of everything that happens in these specs, ms. */
export const now = 1_768_300_000_000;

/** Rows by table, as both databases are given them. */
export type Scene = Readonly<Record<string, readonly NativeRow[]>>;

const options: PictureReaderOptions = {
  clock: () => now,
  places: { base: '/', home: null },
  workers: { host: 'elsewhere', processes: { look: () => null } as never },
  exists: async () => null,
};

/** What differs from the usual reader. */
export interface ReaderOptions extends Partial<PictureReaderOptions> {
  readonly user?: string;
  readonly pace?: MirrorPace | undefined;
  /** Ms on a clock that never goes back. */
  readonly steady?: () => number;
  readonly onProgress?: (progress: ReadProgress) => void;
}

/** A reader of a server's queue, over a link of its own; the test closes it. */
export function readerOf(
  server: PostgresServer,
  schema: string,
  {
    user = 'owner',
    pace,
    clock = () => now,
    steady = () => performance.now(),
    onProgress,
    ...more
  }: ReaderOptions = {},
): { readonly reader: PictureReader; readonly database: PostgresDatabase } {
  const database = new PostgresDatabase({
    link: linkTo(server, { schema, user }),
    ...{ label: 'postgres://there', clock, steady },
    ...(pace && { pace }),
    ...(onProgress && { onProgress }),
    // What happens here happened long ago.
    serverClock: { aheadMs: 0, hear: () => {} },
  });
  return { database, reader: new PictureReader(database, { ...options, clock, ...more }) };
}

/** Reads until nothing is left to search or to read into causes: on a busy machine that takes more than one read. */
export async function readWhole(reader: SnapshotReader, request: PictureRequest): Promise<ReadResult> {
  for (;;) {
    const result = await reader.read(request);
    if (result.kind === 'problem') return result;
    const { found, causes } = result.picture;
    if (found?.searched === undefined && (causes?.unread ?? 0) === 0) return result;
  }
}

/** Readers of the same rows in a file and on a server; the test closes them. */
export async function readersOfSame(
  folder: string,
  server: PostgresServer,
  tables: PostgresTables & { readonly schema: string },
  scene: Scene,
): Promise<{ readonly file: SnapshotReader; readonly there: SnapshotReader }> {
  const path = join(folder, 'queue.db');
  const { cf_processing_queue: rows = [], ...others } = scene;
  await createDatabase(path, {
    ...{ version: tables.version, migrated: tables.migrated ?? 'none', rows, tables: others },
  });
  await server.with(async (client) => {
    await createTables(client, tables);
    for (const [table, each] of Object.entries(scene))
      await insertInto(client, table, each as readonly PostgresRow[]);
  });
  return {
    file: new DatabaseReader(path, options),
    there: readerOf(server, tables.schema).reader,
  };
}
