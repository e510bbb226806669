/** Commits one change of a queue in a rollback journal, and ends. Arguments: path, SQL. */
import Database from 'better-sqlite3';

const [path = '', sql = ''] = process.argv.slice(2);
const database = new Database(path);
database.exec(sql);
database.close();
