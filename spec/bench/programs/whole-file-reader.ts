/**
 * Reads the way that sql.js is mostly used: the whole file into memory, at each read. Argument: the database's path.
 */
import { readFileSync } from 'node:fs';
import initSqlJs from 'sql.js';
import type { Queryable, SqlRow } from '../../../lib/snapshot/port.js';
import { readPicture } from '../../../lib/snapshot/queries/read-picture.js';
import { answerReads, readCounted } from '../reading.js';

const [path = ''] = process.argv.slice(2);
const sql = await initSqlJs();

await answerReads(async (request) => {
  const bytes = readFileSync(path);
  // It can't open a database in WAL mode; what the WAL holds it never sees.
  bytes.fill(1, 18, 20);
  const database = new sql.Database(bytes);
  const queryable: Queryable = {
    all(text, parameters) {
      const statement = database.prepare(text, parameters && { ...parameters });
      const rows: SqlRow[] = [];
      while (statement.step()) rows.push(statement.getAsObject());
      statement.free();
      return rows;
    },
  };
  await readCounted(() => readPicture(queryable, request, Date.now(), path));
  database.close();
});
