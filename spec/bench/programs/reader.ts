/** Reads with our own reader or with better-sqlite3, the same queries. Arguments: which, the database's path. */
import Database from 'better-sqlite3';
import { DatabaseReader } from '../../../lib/snapshot/database-reader.js';
import type { Queryable, SqlRow } from '../../../lib/snapshot/port.js';
import { readPicture } from '../../../lib/snapshot/queries/read-picture.js';
import { SqliteEngine } from '../../../lib/snapshot/sqlite/sqlite-engine.js';
import { countingBySql } from '../../snapshot/by-sql/queue-by-sql.js';
import { answerReads, readCounted } from '../reading.js';

const [name = '', path = ''] = process.argv.slice(2);

/** What it is made of is loaded beforehand, and the database opened by the first read. */
async function readOwn(): Promise<void> {
  await SqliteEngine.load();
  let reader: DatabaseReader | null = null;
  await answerReads(
    (request) => {
      const opened =
        reader ?? new DatabaseReader(path, { clock: Date.now, folders: { base: '/', home: null } });
      reader = opened;
      return readCounted(() => opened.read(request));
    },
    () => reader?.database.statistics.pagesRead ?? 0,
  );
}

/** Names come with their prefix, and whole numbers are meant as integers. */
function queryable(database: Database.Database): Queryable {
  return {
    all(sql, parameters = {}) {
      const named = Object.entries(parameters).map(([key, value]) => [
        key.slice(1),
        Number.isSafeInteger(value) ? BigInt(value as number) : value,
      ]);
      const statement = database.prepare<unknown[], SqlRow>(sql);
      return named.length === 0 ? statement.all() : statement.all(Object.fromEntries(named));
    },
  };
}

async function readNatively(): Promise<void> {
  // The addon is loaded by the first of them.
  new Database(':memory:').close();
  let database: Database.Database | null = null;
  await answerReads((request) => {
    const opened = database ?? new Database(path, { readonly: true });
    database = opened;
    const native = queryable(opened);
    return readCounted(() =>
      opened
        .transaction(() => readPicture(native, request, Date.now(), path, countingBySql(native)))
        .deferred(),
    );
  });
}

await (name === 'native' ? readNatively() : readOwn());
