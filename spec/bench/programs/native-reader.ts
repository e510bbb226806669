/** Reads with better-sqlite3, the same queries. Argument: the database's path. */
import Database from 'better-sqlite3';
import type { Queryable, SqlRow } from '../../../lib/snapshot/port.js';
import { readPicture } from '../../../lib/snapshot/queries/read-picture.js';
import { answerReads, readCounted } from '../reading.js';

const [path = ''] = process.argv.slice(2);
// The addon is loaded by the first of them.
new Database(':memory:').close();
const opened: { database?: Database.Database } = {};

/** Names come with their prefix, and whole numbers are meant as integers. */
function queryable(database: Database.Database): Queryable {
  return {
    all(sql, parameters = {}) {
      const named = Object.entries(parameters).map(([name, value]) => [
        name.slice(1),
        Number.isSafeInteger(value) ? BigInt(value as number) : value,
      ]);
      const statement = database.prepare<unknown[], SqlRow>(sql);
      return named.length === 0 ? statement.all() : statement.all(Object.fromEntries(named));
    },
  };
}

await answerReads((request) => {
  opened.database ??= new Database(path, { readonly: true });
  const { database } = opened;
  return readCounted(() => {
    database.exec('BEGIN');
    try {
      return readPicture(queryable(database), request, Date.now(), path);
    } finally {
      database.exec('COMMIT');
    }
  });
});
opened.database?.close();
