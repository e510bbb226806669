import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { everyJob } from '../../lib/model/filter.js';
import { LiveDatabase } from '../../lib/snapshot/live-database.js';
import { readMatchingCounts, readRest } from '../../lib/snapshot/matching-counts.js';
import { createDatabase } from '../support/databases.js';
import { NativeWriter } from '../support/native-writer.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';

let folder: TemporaryFolder;
let database: LiveDatabase;

const rows = [
  { id: 1, plugin_name: 'fix_parser', status: 'FAILED' },
  { id: 2, plugin_name: 'fix_parser', status: 'COMPLETED' },
  { id: 3, plugin_name: 'other', status: 'PENDING' },
  { id: 4, plugin_name: 'other', status: 'RUNNING' },
];

beforeEach(() => {
  folder = temporaryFolder();
  database = new LiveDatabase(folder.file('jobs.sqlite3'));
});

afterEach(async () => {
  await database.close();
  await NativeWriter.killAll();
  folder.remove();
});

describe.each(['A', 'B', 'C', 'D'] as const)(
  'the counts of jobs that pass a filter, version %s',
  (version) => {
    it.each(['none', 'all'] as const)('are right with %s of the additions', async (migrated) => {
      await createDatabase(database.path, { version, migrated, rows });
      const none = { queued: 0, running: 0, complete: 0, failed: 0, cancelled: 0, other: 0 };
      expect(await readMatchingCounts(database, everyJob)).toEqual({
        kind: 'counts',
        counts: { ...none, queued: 1, running: 1, complete: 1, failed: 1 },
      });
      expect(await readRest(database, everyJob)).toEqual({ kind: 'unfinished' });
      expect(await readRest(database, { ...everyJob, name: 'FIX' })).toEqual({
        kind: 'counts',
        counts: { ...none, complete: 1, failed: 1 },
      });
      expect(await readRest(database, { ...everyJob, statuses: ['running'] })).toEqual({
        kind: 'unfinished',
      });
      expect(await readRest(database, { ...everyJob, statuses: ['failed'] })).toEqual({
        kind: 'counts',
        counts: { ...none, failed: 1 },
      });
    });
  },
);

describe.each(['wal', 'delete'] as const)('beside a worker that takes job after job (%s)', (journalMode) => {
  it('never sees an instant without a job in hand', async () => {
    await createDatabase(database.path, { rows: rows.slice(3), journalMode });
    const writer = await NativeWriter.start(database.path);
    let working = true;
    const work = (async () => {
      while (working) {
        await writer.exec(
          `BEGIN IMMEDIATE;
           UPDATE cf_processing_queue SET status = 'FAILED';
           INSERT INTO cf_processing_queue (plugin_name, status) VALUES ('next', 'QUEUED');
           COMMIT;
           UPDATE cf_processing_queue SET status = 'RUNNING' WHERE status = 'QUEUED'`,
        );
      }
    })();
    const seen = new Set<string>();
    for (let looks = 0; looks < 60; looks += 1) {
      const result = await readRest(database, everyJob);
      seen.add(result.kind === 'problem' ? result.problem.code : result.kind);
    }
    working = false;
    await work;
    seen.delete('busy');
    expect([...seen]).toEqual(['unfinished']);
  });
});
