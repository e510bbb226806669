import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LogPorts } from '../lib/log-feed.js';
import type { LiveDatabase } from '../lib/snapshot/live-database.js';
import { DatabaseLogReader } from '../lib/snapshot/log/database-log-reader.js';
import { withoutEscapeSequences } from '../lib/view/escape-sequences.js';
import type { World } from './world.js';

/**
 * Where logs come from, and where they are saved: the working folder, under a name that says what and when. `onNews`
 * is called when a log that is open should be read again.
 */
export function logPorts(
  path: string,
  logFolder: string | null,
  database: LiveDatabase,
  onNews: () => void,
  world: World,
): LogPorts {
  return {
    reader: new DatabaseLogReader(path, {
      database,
      onNews,
      clock: world.now,
      logFolder,
      spoolFolder: tmpdir(),
      plainText: withoutEscapeSequences,
    }),
    savePath: (jobId) => join(world.folder, `job-${plain(jobId)}-${stamp(world.now())}.log`),
    scratchPath: (jobId) =>
      join(tmpdir(), `jobs-view-${process.pid}-${plain(jobId)}-${stamp(world.now())}.log`),
    discard: (scratch) => rmSync(scratch, { force: true }),
  };
}

/** An id may be any text: what isn't a letter, a digit or a dash has no place in a file's name. */
function plain(jobId: string): string {
  return jobId.slice(0, 40).replace(/[^\w-]/g, '_');
}

/** `20260113T103815`, UTC. */
function stamp(now: number): string {
  return new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, '');
}
