/** Deletes most of the notes of a database in WAL mode, gives the pages back, and checkpoints. Argument: path. */
import Database from 'better-sqlite3';

const database = new Database(process.argv[2] ?? '');
database.exec('DELETE FROM note WHERE id > 10');
database.pragma('incremental_vacuum');
database.pragma('wal_checkpoint(PASSIVE)');
database.close();
