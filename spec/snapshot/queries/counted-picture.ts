import type { Picture, PictureRequest } from '../../../lib/model/picture.js';
import { ReadAttempt } from '../../../lib/snapshot/attempt/read-attempt.js';
import { resolvePaths } from '../../../lib/snapshot/files/database-paths.js';
import { walksQueue } from '../../../lib/snapshot/live-database.js';
import { readPicture } from '../../../lib/snapshot/queries/read-picture.js';
import type { Workers } from '../../../lib/snapshot/queries/read-workers.js';
import { ReaderMemory } from '../../../lib/snapshot/reader-memory.js';
import { SqliteEngine } from '../../../lib/snapshot/sqlite/sqlite-engine.js';
import { FilesInMemory } from '../../support/files-in-memory.js';

const engine = await SqliteEngine.load();

/**
 * The picture of a database's bytes as the live database gives it, as of `asOf` (ms): with the queue's table walked page by
 * page.
 */
export function countedPicture(
  bytes: Uint8Array,
  request: PictureRequest,
  asOf: number,
  workers?: Workers,
): Picture {
  const path = '/folder/queue.sqlite3';
  const files = new FilesInMemory();
  files.write(path, bytes);
  const memory = new ReaderMemory();
  const attempt = ReadAttempt.begin(resolvePaths(files, path), memory, () => ({ steady: 0, wall: asOf }));
  if ('rejected' in attempt) throw new Error(attempt.rejected);
  try {
    return engine.run(attempt, (database) => {
      const counting = { walkQueue: walksQueue(attempt.walked, memory, database), mayComeLater: false };
      const read = readPicture(database, request, asOf, '/queue.sqlite3', counting, workers);
      if (read.kind === 'problem') throw new Error(read.problem.sentence);
      return read.picture;
    });
  } finally {
    attempt.end();
  }
}
