/** Reads with our own reader. Argument: the database's path. */
import { DatabaseReader } from '../../../lib/snapshot/database-reader.js';
import { SqliteEngine } from '../../../lib/snapshot/sqlite/sqlite-engine.js';
import { answerReads, readCounted } from '../reading.js';

const [path = ''] = process.argv.slice(2);
await SqliteEngine.load();
const opened: { reader?: DatabaseReader } = {};

await answerReads(
  (request) => {
    opened.reader ??= new DatabaseReader(path, { clock: Date.now, folders: { base: '/', home: null } });
    const { reader } = opened;
    return readCounted(() => reader.read(request));
  },
  () => opened.reader?.database.statistics.pagesRead ?? 0,
);
await opened.reader?.close();
