import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { cursorsIn } from '../../../lib/cli/cursor.js';
import { type FollowedFrom, followHere } from '../../../lib/commands/follow/follow-here.js';
import type { FollowedQueue } from '../../../lib/commands/follow/followed-queue.js';
import type { RecordLocation } from '../../../lib/commands/follow/record-files.js';
import { everyJob } from '../../../lib/model/filter.js';
import type { ToldEvent } from '../../../lib/model/follow-event.js';
import { problemOf } from '../../../lib/snapshot/files/read-failure.js';
import { LiveDatabase, type ReadDatabase } from '../../../lib/snapshot/live-database.js';
import { createDatabase } from '../../support/databases.js';
import { testFolder } from '../../support/test-folder.js';

/** A queue of which nothing is watched: it is read once. */
function queueOf(database: ReadDatabase): FollowedQueue {
  const watch = { start: async () => {}, close: async () => {} };
  return { database, lastWritten: () => null, watch: () => watch, identity: () => '' };
}

/** What is told until there is something. */
async function firstTold(
  database: ReadDatabase,
  location: RecordLocation,
  from: FollowedFrom,
): Promise<readonly ToldEvent[]> {
  const all: ToldEvent[] = [];
  const print = async (told: readonly ToldEvent[]) => {
    all.push(...told);
    return false;
  };
  const parts = { filter: everyJob, from, waits: true, location, records: true, print };
  await followHere({ queue: queueOf(database), ...parts }, { now: Date.now, error: process.stderr }).run();
  return all;
}

it('keeps the cursor that it goes on from as long as there is nothing to read', async () => {
  const folder = testFolder();
  const path = join(folder, 'queue.db');
  const location = { folder: join(folder, 'state'), name: 'queue', database: path, host: 'vm' };
  await createDatabase(path, { rows: [{ id: 1, status: 'QUEUED' }] });
  const [snapshot] = await firstTold(new LiveDatabase(path, Date.now), location, { kind: 'now' });
  const cursor = snapshot?.cursor ?? '';
  const missing: ReadDatabase = {
    path,
    read: async () => ({ kind: 'problem', problem: problemOf('missing', path) }),
    look: async () => '',
    close: async () => {},
  };
  const cursors = cursorsIn(cursor) ?? [];
  expect(await firstTold(missing, location, { kind: 'cursors', cursors })).toMatchObject([
    { event: { kind: 'connection', problem: { code: 'missing' } }, cursor },
  ]);
  expect(cursors).toHaveLength(1);
});
