import { writeFileSync } from 'node:fs';
import type { Picture, PictureRequest } from '../../../lib/model/picture.js';
import { ReadAttempt } from '../../../lib/snapshot/attempt/read-attempt.js';
import { resolvePaths } from '../../../lib/snapshot/files/database-paths.js';
import { nodeSystem } from '../../../lib/snapshot/files/node-system.js';
import { walksQueue } from '../../../lib/snapshot/live-database.js';
import { readPicture } from '../../../lib/snapshot/queries/read-picture.js';
import type { Workers } from '../../../lib/snapshot/queries/read-workers.js';
import { ReaderMemory } from '../../../lib/snapshot/reader-memory.js';
import { SqliteEngine } from '../../../lib/snapshot/sqlite/sqlite-engine.js';
import { temporaryFolder } from '../../support/temporary-folder.js';

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
  const folder = temporaryFolder();
  try {
    const path = folder.file('queue.sqlite3');
    writeFileSync(path, bytes);
    const memory = new ReaderMemory();
    const attempt = ReadAttempt.begin(resolvePaths(nodeSystem, path), memory, () => ({
      steady: 0,
      wall: asOf,
    }));
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
  } finally {
    folder.remove();
  }
}
