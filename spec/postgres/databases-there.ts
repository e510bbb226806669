import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { ReadProgress } from '../../lib/model/picture.js';
import type { MirrorPace } from '../../lib/postgres/mirror/mirror-pace.js';
import { PostgresDatabase } from '../../lib/postgres/postgres-database.js';
import { MirrorDatabase } from '../../lib/snapshot/mirror/mirror-database.js';
import { readShape } from '../../lib/snapshot/tables/database-shape.js';
import { sharedServer } from '../support/shared-server.js';
import { linkTo } from './link/link-to.js';
import { MeddledLink } from './meddled-link.js';

/** What differs from the usual database. */
export interface OpenedParts {
  readonly clock?: () => number;
  readonly steady?: () => number;
  readonly pace?: MirrorPace;
  readonly onProgress?: (progress: ReadProgress) => void;
}

/**
 * A server with a hundred jobs, which the specs of a file share; databases that a test opens there, closed after it;
 * and how many mirrors these have open. None may be left after a test.
 */
export function databasesThere() {
  const server = sharedServer({
    tables: { version: 'D' },
    statements: [
      `INSERT INTO cf_processing_queue (id, plugin_name, status) SELECT i, 'one', 'COMPLETED' FROM generate_series(1, 100) i`,
    ],
  });
  const databases: PostgresDatabase[] = [];
  const usual = { open: MirrorDatabase.open, close: MirrorDatabase.prototype.close };
  let mirrors = 0;

  beforeAll(() => {
    MirrorDatabase.open = (...told) => {
      mirrors += 1;
      return usual.open(...told);
    };
    MirrorDatabase.prototype.close = function () {
      mirrors -= 1;
      usual.close.call(this);
    };
  });

  afterEach(async () => {
    await Promise.all(databases.splice(0).map((database) => database.close()));
    // Each has some megabytes outside of what Node frees by itself.
    expect(mirrors).toBe(0);
  });

  afterAll(() => {
    MirrorDatabase.open = usual.open;
    MirrorDatabase.prototype.close = usual.close;
  });

  /** A database that nothing was read of, and the link to it. */
  const opened = ({ clock = Date.now, steady = () => performance.now(), ...parts }: OpenedParts = {}) => {
    const link = new MeddledLink(linkTo(server));
    const database = new PostgresDatabase({
      ...{ link: link.asLink, label: 'postgres://there', clock, steady },
      ...parts,
    });
    databases.push(database);
    return { database, link };
  };
  /** Gives the first job another name. */
  const rename = (name: string) =>
    server.run(`UPDATE cf_processing_queue SET plugin_name = '${name}' WHERE id = 1`);
  const run = (...statements: readonly string[]) => server.run(...statements);
  return { opened, run, rename, openMirrors: () => mirrors };
}

/** The name of the first job once all are there, or the problem's sentence; and of which instant that is. */
export async function readFirst(database: PostgresDatabase) {
  const reading = await database.read((tables, walkQueue) => {
    walkQueue(readShape(tables))?.queue();
    return tables.all('SELECT plugin_name AS name FROM cf_processing_queue ORDER BY id LIMIT 1')[0]?.name;
  });
  return reading.kind === 'value'
    ? { name: reading.value, asOf: reading.asOf }
    : { sentence: reading.problem.sentence, file: reading.problem.file };
}
