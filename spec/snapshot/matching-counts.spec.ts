import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { everyJob, type JobFilter } from '../../lib/model/filter.js';
import type { PictureRequest } from '../../lib/model/picture.js';
import { defaultSort } from '../../lib/model/sort.js';
import { ChangesReader } from '../../lib/snapshot/changes-reader.js';
import { LiveDatabase, type ReadDatabase } from '../../lib/snapshot/live-database.js';
import {
  readFailedRows,
  readFailedRuns,
  readMatchingCounts,
  readRest,
} from '../../lib/snapshot/matching-counts.js';
import { PictureReader } from '../../lib/snapshot/picture-reader.js';
import { createDatabase, runSql } from '../support/databases.js';
import { folderForEach } from '../support/folder-for-each.js';
import { NativeWriter } from '../support/native-writer.js';

const folder = folderForEach();
let database: LiveDatabase;

const rows = [
  { id: 1, plugin_name: 'fix_parser', status: 'FAILED' },
  { id: 2, plugin_name: 'fix_parser', status: 'COMPLETED' },
  { id: 3, plugin_name: 'other', status: 'PENDING' },
  { id: 4, plugin_name: 'other', status: 'RUNNING' },
];

beforeEach(() => {
  database = new LiveDatabase(folder.file('jobs.sqlite3'));
});

afterEach(() => database.close());

describe.each(['A', 'B', 'C', 'D'] as const)('the counts of filtered jobs, version %s', (version) => {
  it.each(['none', 'all'] as const)(
    'include or wait for unfinished jobs, with %s of the additions',
    async (migrated) => {
      await createDatabase(database.path, { version, migrated, rows });
      const none = { queued: 0, running: 0, complete: 0, failed: 0, cancelled: 0, other: 0 };
      expect(await readMatchingCounts(database, everyJob)).toEqual({
        kind: 'counts',
        counts: { ...none, queued: 1, running: 1, complete: 1, failed: 1 },
        failuresThatCount: 1,
      });
      expect(await readRest(database, everyJob)).toEqual({ kind: 'unfinished', queued: 1, running: 1 });
      expect(await readRest(database, { ...everyJob, name: 'FIX' })).toEqual({
        kind: 'counts',
        counts: { ...none, complete: 1, failed: 1 },
        failuresThatCount: 1,
      });
      expect(await readRest(database, { ...everyJob, statuses: ['running'] })).toEqual({
        kind: 'unfinished',
        queued: 0,
        running: 1,
      });
      expect(await readRest(database, { ...everyJob, statuses: ['failed'] })).toEqual({
        kind: 'counts',
        counts: { ...none, failed: 1 },
        failuresThatCount: 1,
      });
    },
  );

  it.each(['none', 'all'] as const)(
    'include only jobs of a time that counts back from now, with %s of the additions',
    async (migrated) => {
      const ended = (ms: number) => endedAt(version, new Date(Date.now() - ms).toISOString().slice(0, 19));
      const failed = { plugin_name: 'p', status: 'FAILED' };
      const own = [
        { id: 1, ...failed, ...ended(600_000) },
        { id: 2, ...failed, ...ended(7_200_000) },
        { id: 3, ...failed, ...endedAt(version, '2026-01-13 10:38:00') },
      ];
      await createDatabase(database.path, { version, migrated, rows: own });
      const filter = { ...everyJob, since: { kind: 'ago', ms: 3_600_000 } } as const;
      expect(await readMatchingCounts(database, filter)).toMatchObject({ counts: { failed: 1 } });
      expect(await readFailedRuns(database, filter)).toMatchObject({ runs: { size: 1 } });
      const at = Date.UTC(2026, 0, 13, 10, 38);
      const exact = { since: { kind: 'at', ms: at }, until: { kind: 'at', ms: at } } as const;
      expect(await readMatchingCounts(database, { ...everyJob, ...exact })).toMatchObject({
        counts: { failed: 1 },
      });
      expect(await readRest(database, { ...everyJob, until: filter.since })).toMatchObject({
        counts: { failed: 2 },
      });
    },
  );

  it.each(['none', 'all'] as const)(
    'include only failures since a time, with %s of the additions',
    async (migrated) => {
      const at = (time: string) => endedAt(version, `2026-01-13 ${time}`);
      const failed = (id: number, end: object) => ({ id, plugin_name: 'p', status: 'FAILED', ...end });
      await createDatabase(database.path, {
        version,
        migrated,
        rows: [
          // Touched long after it failed, where the record can say so.
          failed(1, { ...at('09:00:00'), ...(migrated === 'all' && { updated_at: '2026-01-13 11:30:00' }) }),
          failed(2, at('10:00:00')),
          failed(3, at('11:00:00')),
          failed(4, {}),
        ],
      });
      const since = async (time: string) => {
        const failures = { kind: 'since', at: Date.parse(`2026-01-13T${time}Z`) } as const;
        const result = await readRest(database, everyJob, failures);
        return result.kind === 'counts' ? [result.counts.failed, result.failuresThatCount] : result;
      };
      // The fourth doesn't say when.
      expect(await since('08:00:00')).toEqual([4, 4]);
      expect(await since('10:00:00.700')).toEqual([4, 3]);
      expect(await since('10:00:01')).toEqual([4, 2]);
      expect(await since('12:00:00')).toEqual([4, 1]);
    },
  );

  it('include only failed runs that were not known before', async () => {
    const rows = [1, 2, 3].map((id) => ({
      id,
      plugin_name: id === 3 ? 'other' : 'p',
      status: 'FAILED',
      ...endedAt(version, '2026-01-13 09:00:00'),
    }));
    await createDatabase(database.path, { version, rows });
    const before = await readFailedRuns(database, everyJob);
    const known = before.kind === 'runs' ? before.runs : new Set<string>();
    expect(known.size).toBe(3);
    const count = async (filter = everyJob) => {
      const result = await readMatchingCounts(database, filter, { kind: 'new', known });
      return result.kind === 'counts' ? [result.counts.failed, result.failuresThatCount] : result;
    };
    expect(await count()).toEqual([3, 0]);
    await runSql(database.path, ['UPDATE cf_processing_queue SET retry_count = 1 WHERE id = 1']);
    expect(await count()).toEqual([3, 1]);
    const [[column, value]] = Object.entries(endedAt(version, '2026-01-13 10:00:00')) as [[string, unknown]];
    const again = `UPDATE cf_processing_queue SET ${column} = ${JSON.stringify(value).replaceAll('"', "'")} WHERE id = 3`;
    await runSql(database.path, [again]);
    expect(await count()).toEqual([3, 2]);
    expect(await count({ ...everyJob, name: 'p' })).toEqual([2, 1]);
  });
});

/** The column in which a version of the database says when a job ended, and how it writes a time (UTC). */
function endedAt(version: 'A' | 'B' | 'C' | 'D', time: string): Readonly<Record<string, string | number>> {
  if (version === 'A') return { end_time: time };
  return version === 'B' ? { completed_at: time } : { end_time: Date.parse(`${time.replace(' ', 'T')}Z`) };
}

describe('a read of a database that brings what jobs were given only if that is asked for', () => {
  const asked = (column: string): JobFilter => ({
    ...everyJob,
    columns: [{ column, sign: ':', value: '7' }],
  });
  const window = { anchor: { kind: 'index', index: 0 }, before: 0, after: 1, failures: 0 } as const;
  const options = { clock: Date.now, folders: { base: '/', home: null } };
  const picture =
    (of: (column: string) => Partial<PictureRequest>) => (there: ReadDatabase, column: string) =>
      new PictureReader(there, options).read({ filter: everyJob, ...window, ...of(column) });

  it.each<[string, (there: ReadDatabase, column: string) => Promise<unknown>]>([
    ['the filter of a picture', picture((column) => ({ filter: asked(column) }))],
    ['its order', picture((column) => ({ sort: { ...defaultSort, by: column as 'retries' } }))],
    ['the rows for a write', picture((column) => ({ rows: asked(column) }))],
    ['a list that is waited for', picture((column) => ({ awaited: { filter: asked(column), but: [] } }))],
    ['matching counts', (there, column) => readMatchingCounts(there, asked(column))],
    ['the end of a wait', (there, column) => readRest(there, asked(column))],
    ['failed runs', (there, column) => readFailedRuns(there, asked(column))],
    ['failed rows', (there, column) => readFailedRows(there, asked(column))],
    [
      'changes',
      (there, column) =>
        new ChangesReader(there, { clock: Date.now, filter: asked(column) }).read({ kind: 'now' }),
    ],
  ])('asks for it where it is in %s', async (_, read) => {
    const brought: unknown[] = [];
    const problem = { code: 'busy', sentence: '', file: '', advice: '' } as const;
    const there: ReadDatabase = {
      path: 'there',
      read: async (__, hasArguments = false) => {
        brought.push(hasArguments);
        return { kind: 'problem', problem };
      },
      look: async () => '',
      close: async () => {},
    };
    await read(there, 'retries');
    await read(there, 'args.user');
    expect(brought).toEqual([false, true]);
  });
});

describe.each(['wal', 'delete'] as const)('the look for unfinished jobs (%s)', (journalMode) => {
  it('never misses the job of a worker that takes one after another', async () => {
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
