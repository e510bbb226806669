import { join } from 'node:path';
import { afterEach } from '@jest/globals';
import type { Client } from 'pg';
import { everyJob } from '../../lib/model/filter.js';
import type { Picture, PictureRequest, ReadProgress } from '../../lib/model/picture.js';
import type { ServerLink } from '../../lib/postgres/link/server-link.js';
import type { MirrorPace } from '../../lib/postgres/mirror/mirror-pace.js';
import { PostgresDatabase } from '../../lib/postgres/postgres-database.js';
import { DatabaseReader } from '../../lib/snapshot/database-reader.js';
import { PictureReader, type PictureReaderOptions } from '../../lib/snapshot/picture-reader.js';
import type { ReadResult, SnapshotReader } from '../../lib/snapshot/port.js';
import { readShape } from '../../lib/snapshot/tables/database-shape.js';
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

/** The top of the list. */
export const top: PictureRequest = {
  filter: everyJob,
  ...{ anchor: { kind: 'index', index: 0 }, before: 0, after: 30, failures: 5 },
};

/** How often a read is tried that takes a server too long. */
const mostTries = 20;

/** Rows by table, as both databases are given them. */
export type Scene = Readonly<Record<string, readonly NativeRow[]>>;

const options: PictureReaderOptions = {
  clock: () => now,
  folders: { base: '/', home: null },
  workers: { host: 'elsewhere', processes: { look: () => null } as never },
  exists: async () => null,
};

/** What differs from the usual reader. */
export interface ReaderOptions extends Partial<PictureReaderOptions> {
  readonly user?: string;
  readonly database?: string;
  /** Default: one of its own. */
  readonly link?: ServerLink;
  readonly pace?: MirrorPace | undefined;
  /** Ms on a clock that never goes back. */
  readonly steady?: () => number;
  readonly onProgress?: (progress: ReadProgress) => void;
}

/** What the readers of the test that is running have open. */
const open: SnapshotReader[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((reader) => reader.close()));
});

/** A reader of a server's queue, over a link of its own, closed after the test. */
export function readerOf(
  server: PostgresServer,
  schema: string,
  {
    user = 'owner',
    database: name = 'postgres',
    pace,
    clock = () => now,
    steady = () => performance.now(),
    link = linkTo(server, { schema, user, database: name }, { steady }),
    onProgress,
    ...more
  }: ReaderOptions = {},
): { readonly reader: PictureReader; readonly database: PostgresDatabase } {
  const database = new PostgresDatabase({
    ...{ link, label: 'postgres://there', clock, steady },
    ...(pace && { pace }),
    ...(onProgress && { onProgress }),
    // What happens here happened long ago.
    serverClock: { aheadMs: 0, hear: () => {} },
  });
  const reader = new PictureReader(database, { ...options, clock, ...more });
  open.push(reader);
  return { database, reader };
}

/**
 * What a read of a database tells, since when that is right (null: as of now), and up to when all of it is complete. A server of a busy machine may take
 * longer than it may: the next read has its own time. Throws what else is wrong.
 */
export async function readValue<T>(
  database: PostgresDatabase,
  work: Parameters<typeof database.read<T>>[0],
): Promise<{ readonly value: T; readonly rightSince: number | null; readonly goodUntil: number | null }> {
  for (let tries = 1; ; tries += 1) {
    const reading = await database.read(work);
    if (reading.kind === 'value') {
      const { value, rightSince = null, limits } = reading;
      return { value, rightSince, goodUntil: limits?.goodUntil ?? null };
    }
    const { code, sentence } = reading.problem;
    if (code !== 'no-server' || tries === mostTries) throw new Error(sentence);
  }
}

/** The rows of each query once all jobs are there, and since when they are right (null: as of now). As {@link readValue}. */
export async function rowsOf(database: PostgresDatabase, ...queries: readonly string[]) {
  const { value, ...since } = await readValue(database, (tables, walkQueue) => {
    walkQueue(readShape(tables))?.queue();
    return queries.map((query) => tables.all(query).map((row) => ({ ...row })));
  });
  return { rows: value, ...since };
}

/**
 * Reads until nothing is left to search or to read into causes: on a busy machine that takes more than one read. A
 * server of such a machine may take longer than it may: the next read has its own time.
 */
export async function readWhole(reader: SnapshotReader, request: PictureRequest): Promise<ReadResult> {
  for (let tries = 1; ; tries += 1) {
    const result = await reader.read(request);
    if (result.kind === 'problem') {
      if (result.problem.code === 'no-server' && tries < mostTries) continue;
      return result;
    }
    const { found, causes } = result.picture;
    if (found?.searched === undefined && (causes?.unread ?? 0) === 0) return result;
  }
}

/**
 * What a reader shows once all jobs are counted: the first pictures may come before that. Or what is wrong, in a
 * sentence.
 */
export async function counted(reader: SnapshotReader, request = top): Promise<Picture | string> {
  for (;;) {
    const result = await reader.read(request);
    if (result.kind === 'problem') return result.problem.sentence;
    if (result.picture.counts !== null) return result.picture;
  }
}

/** The same where nothing may be wrong: throws what is. */
export async function countedPicture(reader: SnapshotReader, request = top): Promise<Picture> {
  const shown = await counted(reader, request);
  if (typeof shown === 'string') throw new Error(shown);
  return shown;
}

/** Makes a queue with these rows in the schema that is named. */
export async function makeQueue(client: Client, tables: PostgresTables, scene: Scene): Promise<void> {
  await createTables(client, tables);
  for (const [table, rows] of Object.entries(scene))
    await insertInto(client, table, rows as readonly PostgresRow[]);
}

/** Makes a file with these rows. */
export async function makeFile(
  path: string,
  { version, migrated = 'none' }: PostgresTables,
  { cf_processing_queue: rows = [], ...tables }: Scene,
): Promise<void> {
  await createDatabase(path, { version, migrated, rows, tables });
}

/** A reader of a file with these rows, closed after the test. */
export async function fileReaderOf(
  folder: string,
  tables: PostgresTables,
  scene: Scene,
): Promise<SnapshotReader> {
  const path = join(folder, 'queue.db');
  await makeFile(path, tables, scene);
  const reader = new DatabaseReader(path, options);
  open.push(reader);
  return reader;
}

/** Readers of the same rows in a file and on a server, closed after the test. */
export async function readersOfSame(
  folder: string,
  server: PostgresServer,
  tables: PostgresTables & { readonly schema: string },
  scene: Scene,
): Promise<{ readonly file: SnapshotReader; readonly there: SnapshotReader }> {
  const file = await fileReaderOf(folder, tables, scene);
  await server.with((client) => makeQueue(client, tables, scene));
  return { file, there: readerOf(server, tables.schema).reader };
}
