import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { everyJob, type JobFilter } from '../../../lib/model/filter.js';
import type { QueueEvent } from '../../../lib/model/follow-event.js';
import type { ProcessEntry } from '../../../lib/model/worker.js';
import { type Beginning, fromNothing, troublesOf } from '../../../lib/snapshot/changes/baseline.js';
import type { ReportedChanges } from '../../../lib/snapshot/changes/read-changes.js';
import {
  ChangesReader,
  type ChangesReaderOptions,
  type QueueChanges,
} from '../../../lib/snapshot/changes-reader.js';
import { lastWrittenAt } from '../../../lib/snapshot/files/database-paths.js';
import { problemOf } from '../../../lib/snapshot/files/read-failure.js';
import { LiveDatabase } from '../../../lib/snapshot/live-database.js';
import type { Processes } from '../../../lib/snapshot/workers/recent-processes.js';
import { laravel } from '../../queues/scenes/laravel.js';
import { createDatabase, runSql } from '../../support/databases.js';
import { NativeWriter } from '../../support/native-writer.js';
import { type TemporaryFolder, temporaryFolder } from '../../support/temporary-folder.js';

let folder: TemporaryFolder;
let path: string;
let readers: ChangesReader[] = [];

beforeEach(() => {
  folder = temporaryFolder();
  path = folder.file('jobs.sqlite3');
});

afterEach(async () => {
  await Promise.all(readers.map((reader) => reader.close()));
  readers = [];
  await NativeWriter.killAll();
  folder.remove();
});

const now: Beginning = { kind: 'now' };

function opened(
  options: Partial<ChangesReaderOptions> & Pick<ChangesReaderOptions, 'filter'>,
): ChangesReader {
  const database = new LiveDatabase(path, Date.now);
  const lastWritten = () => lastWrittenAt(path);
  readers.push(new ChangesReader(database, { clock: Date.now, lastWritten, ...options }));
  return readers.at(-1) as ChangesReader;
}

function reading(
  filter: Partial<JobFilter> = {},
  options: Partial<ChangesReaderOptions> = {},
): (beginning?: Beginning) => Promise<QueueChanges> {
  const reader = opened({ filter: { ...everyJob, ...filter }, ...options });
  return async (beginning = now) => {
    const result = await reader.read(beginning);
    if (result.kind === 'problem') throw new Error(result.problem.sentence);
    return result;
  };
}

/** `7 running→failed`, `cause SchemaViolation`, `worker vm:1 -→gone`, `counts 1 failed`. */
function inWords(event: QueueEvent): string {
  switch (event.kind) {
    case 'job': {
      const { id, from, to } = event.change;
      return `${id} ${from?.status ?? '-'}→${to?.status ?? '-'}`;
    }
    case 'cause':
      return `cause ${event.cause.text} (${event.jobId})`;
    case 'worker':
      return `worker ${event.worker} ${event.from ?? '-'}→${event.to ?? '-'}`;
    case 'stalled':
      return `${event.job.id} ${event.since === null ? 'no longer ' : ''}stalled`;
    case 'counts': {
      const some = Object.entries(event.counts).filter(([, count]) => count > 0);
      return `counts ${some.map(([status, count]) => `${count} ${status}`).join(', ')}`;
    }
  }
}

const told = ({ events }: QueueChanges) => events.map(inWords);

const rows = [
  { id: 1, plugin_name: 'fix_parser', status: 'RUNNING', claim_time: '2026-01-13 10:00:00' },
  { id: 2, plugin_name: 'venue', status: 'QUEUED' },
];

it('a worker is in the worst trouble of its jobs, in whatever order they come', () => {
  const unknown = {
    ...{ claimedAt: null, heartbeatAt: null, updatedAt: null, leaseExpiresAt: null },
    ...({ status: 'running', startedAt: null, itemsTotal: null, itemsProcessed: null } as const),
    progressPercent: null,
  };
  const records = ['1', '2', '3'].map((id) => ({ id, worker: 'vm:7', host: 'vm', pid: 7, ...unknown }));
  const silent = { kind: 'silent', since: 0, sign: 'update' } as const;
  const gone = { kind: 'gone', since: 0, reused: false } as const;
  const troubles = new Map([silent, gone, silent].map((trouble, at) => [`${at + 1}`, trouble]));
  expect(troublesOf({ records, troubles })).toEqual(new Map([['vm:7', 'gone']]));
});

describe.each([
  ['the index', []],
  [
    'SQL',
    [
      'ALTER TABLE cf_processing_queue RENAME TO real_queue',
      'CREATE VIEW cf_processing_queue AS SELECT * FROM real_queue',
      `CREATE TRIGGER written INSTEAD OF UPDATE ON cf_processing_queue BEGIN
         UPDATE real_queue SET status = new.status, claim_time = new.claim_time, end_time = new.end_time,
           error_message = new.error_message, retry_count = new.retry_count WHERE id = new.id; END`,
      `CREATE TRIGGER gone INSTEAD OF DELETE ON cf_processing_queue BEGIN
         DELETE FROM real_queue WHERE id = old.id; END`,
      `CREATE TRIGGER come INSTEAD OF INSERT ON cf_processing_queue BEGIN
         INSERT INTO real_queue (id, plugin_name, status) VALUES (new.id, new.plugin_name, new.status); END`,
    ],
  ],
] as const)('a reader of changes, by %s', (_, sql) => {
  it('reports each change once, from one state to the next', async () => {
    await createDatabase(path, { rows, sql });
    const writer = await NativeWriter.start(path);
    const read = reading();
    expect(told(await read())).toEqual([]);
    await writer.exec(`UPDATE cf_processing_queue SET status = 'FAILED', end_time = '2026-01-13 10:05:00',
      error_message = 'row 42 is bad' WHERE id = 1`);
    expect(told(await read())).toEqual([
      '1 running→failed',
      'cause row <n> is bad (1)',
      'counts 1 queued, 1 failed',
    ]);
    expect(told(await read())).toEqual([]);
    await writer.exec(
      "INSERT INTO cf_processing_queue (id, plugin_name, status) VALUES (3, 'new', 'QUEUED')",
    );
    await writer.exec('DELETE FROM cf_processing_queue WHERE id = 2');
    expect(told(await read())).toEqual(['2 queued→-', '3 -→queued']);
  });

  it('reports a run that failed again within the same second and with the same cause', async () => {
    const failed = {
      claim_time: '2026-01-13 10:00:00',
      end_time: '2026-01-13 10:00:00',
      error_message: 'no',
    };
    await createDatabase(path, { rows: [{ ...rows[0], status: 'FAILED', ...failed }], sql });
    const writer = await NativeWriter.start(path);
    const read = reading();
    await read();
    await writer.exec('UPDATE cf_processing_queue SET retry_count = 1');
    const { events } = await read();
    expect(events.map(inWords)).toEqual(['1 failed→failed']);
    expect(events).toMatchObject([
      {
        change: {
          from: { retries: 0 },
          to: { type: 'parse', retries: 1 },
          job: { id: '1', errorMessage: 'no', retryCount: 1 },
        },
      },
    ]);
    // More than the index can tell apart.
    for (const retries of [300, 301]) {
      await writer.exec(`UPDATE cf_processing_queue SET retry_count = ${retries}`);
      const { events: again } = await read();
      expect(again).toMatchObject([{ change: { to: { retries }, job: { retryCount: retries } } }]);
    }
  });

  it('reports a job of another queue that is gone without calling it one of ours', async () => {
    const writer = await NativeWriter.start(path);
    await writer.exec(laravel.make.sqlite ?? '');
    const read = reading();
    await read();
    await writer.exec('DELETE FROM jobs WHERE id = 1; UPDATE jobs SET attempts = 9');
    const { events } = await read();
    const words = events.flatMap((event) => (event.kind === 'job' ? [event.change.typeText] : []));
    expect(words.toSorted()).toEqual(['job', 'mail', 'mail', 'mail']);
  });

  it('reports from an instant on, as far as jobs have recorded times', async () => {
    await createDatabase(path, {
      rows: [
        ...rows,
        { id: 4, plugin_name: 'p', status: 'FAILED', end_time: '2026-01-13 09:00:00', error_message: 'old' },
        { id: 5, plugin_name: 'p', status: 'FAILED', end_time: '2026-01-13 11:00:00', error_message: 'old' },
        { id: 6, plugin_name: 'p', status: 'FAILED', end_time: '2026-01-13 10:30:00', error_message: 'new' },
      ],
      sql,
    });
    const since: Beginning = { kind: 'since', at: Date.parse('2026-01-13T10:00:00Z') };
    const read = reading();
    expect(told(await read(since))).toEqual(['1 -→running', '6 -→failed', 'cause new (6)', '5 -→failed']);
    expect(told(await read(since))).toEqual([]);
  });
});

describe('a report of changes', () => {
  it('with a status filter, has the jobs that enter or leave that status; with a cause, its failures', async () => {
    await createDatabase(path, { rows });
    const writer = await NativeWriter.start(path);
    const reads = [
      reading({ statuses: ['failed'] }),
      reading({ name: 'VENUE' }),
      reading({ types: ['scan'] }),
      reading({ cause: { key: null, text: 'disk' } }),
      reading({ cause: { key: null, text: 'row' } }),
      reading({ text: 'BAD ROW' }),
      reading({ ids: ['2', '3'] }),
    ];
    for (const read of reads) await read();
    const all = async () => Promise.all(reads.map(async (read) => told(await read())));
    await writer.exec(
      `UPDATE cf_processing_queue SET status = 'FAILED', error_message = 'bad row 7' WHERE id = 1`,
    );
    await writer.exec("UPDATE cf_processing_queue SET status = 'RUNNING' WHERE id = 2");
    const counts = 'counts 1 running, 1 failed';
    const cause = 'cause bad row <n> (1)';
    expect(await all()).toEqual([
      ['1 running→failed', cause, counts],
      ['2 queued→running', counts],
      [counts],
      [counts],
      ['1 running→failed', cause, counts],
      ['1 running→failed', cause, counts],
      ['2 queued→running', counts],
    ]);
    await writer.exec("UPDATE cf_processing_queue SET status = 'QUEUED', error_message = NULL WHERE id = 1");
    await writer.exec('DELETE FROM cf_processing_queue WHERE id = 2');
    const later = 'counts 1 queued';
    const [ofStatus, ...others] = await all();
    expect(ofStatus).toEqual(['1 failed→queued', later]);
    expect(others).toEqual(reads.slice(1).map(() => [later]));
  });

  it('has a new cause once, however many jobs fail of it at the same time', async () => {
    await createDatabase(path, { rows });
    const writer = await NativeWriter.start(path);
    const read = reading();
    await read();
    await writer.exec(
      "UPDATE cf_processing_queue SET status = 'FAILED', error_message = 'row ' || id || ' is bad'",
    );
    expect(told(await read()).filter((each) => each.startsWith('cause'))).toHaveLength(1);
    await writer.exec('UPDATE cf_processing_queue SET retry_count = 1');
    expect(told(await read())).toEqual(['2 failed→failed', '1 failed→failed']);
  });

  it('of more jobs than one read returns goes on in the next reads, and the counts come with the last', async () => {
    await createDatabase(path);
    const writer = await NativeWriter.start(path);
    const read = reading();
    expect(told(await read(fromNothing))).toEqual([]);
    await writer.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 12000)
      INSERT INTO cf_processing_queue (plugin_name, status) SELECT 'p', 'QUEUED' FROM n`);
    const first = await read();
    expect({ told: first.events.length, isMore: first.isMore }).toEqual({ told: 500, isMore: true });
    await writer.exec("UPDATE cf_processing_queue SET status = 'RUNNING' WHERE id IN (7, 11900)");
    const others = [await read(), await read(), await read(), await read()];
    expect(others.map(({ isMore, events }) => [isMore, events.length])).toEqual([
      ...[1000, 2000, 4000].map((count) => [true, count]),
      [false, 4502],
    ]);
    const all = [first, ...others].flatMap(told);
    expect(all.filter((each) => / (7|11900) /.test(` ${each}`)).sort()).toEqual([
      '11900 -→running',
      '7 -→queued',
      '7 queued→running',
    ]);
    expect(all).toHaveLength(12_002);
    expect(all.at(-1)).toBe('counts 11998 queued, 2 running');
  });

  it('forgets the ids of jobs that are gone, and the oldest of thousands of causes, and goes on right', async () => {
    await runSql(path, [
      'CREATE TABLE cf_processing_queue (id TEXT PRIMARY KEY, plugin_name, status, error_message)',
    ]);
    const writer = await NativeWriter.start(path);
    const reader = opened({ filter: everyJob });
    const all = async () => {
      const events: QueueEvent[] = [];
      for (let isMore = true; isMore; ) {
        const result = await reader.read(fromNothing);
        if (result.kind === 'problem') throw new Error(result.problem.sentence);
        events.push(...result.events);
        isMore = result.isMore;
      }
      reader.adopt();
      return events.map(inWords);
    };
    await writer.exec("INSERT INTO cf_processing_queue VALUES ('stays', 'p', 'QUEUED', NULL)");
    await all();
    for (let round = 0; round < 8; round += 1) {
      await writer.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
        INSERT INTO cf_processing_queue SELECT 'job-${round}-' || i, 'p', 'FAILED',
          'E' || char(65 + i % 26, 65 + i / 26 % 26, 65 + i / 676, ${65 + round}) || ': no' FROM n`);
      expect((await all()).filter((each) => each.endsWith(' -→failed'))).toHaveLength(2000);
      await writer.exec("DELETE FROM cf_processing_queue WHERE id <> 'stays'");
      expect((await all()).filter((each) => each.endsWith(' failed→-'))).toHaveLength(2000);
      expect(reader.keys.count).toBeLessThanOrEqual(2 * 2001 + 1000);
    }
    expect(reader.known.causes.size).toBe(10_000);
    await writer.exec("UPDATE cf_processing_queue SET status = 'RUNNING'");
    expect(await all()).toEqual(['stays queued→running', 'counts 1 running']);
  });

  it('reports fewer jobs after an attempt that was rejected, until there is time for them, and then more', async () => {
    await createDatabase(path);
    const writer = await NativeWriter.start(path);
    const live = new LiveDatabase(path, Date.now);
    let attempts: number[] = [];
    // Whoever writes beside it leaves no attempt the time for more than 100 jobs.
    const read: LiveDatabase['read'] = async (queries) => {
      for (let tries = 0; tries < 3; tries += 1) {
        const result = await live.read(queries);
        const { reported } = (result as unknown as { value: { reported: ReportedChanges } }).value;
        attempts.push(reported.count);
        if (reported.count <= 100) return result;
      }
      return { kind: 'problem', problem: problemOf('busy', path) };
    };
    const hurried = { path, read, look: () => live.look(), close: () => live.close() };
    const reader = new ChangesReader(hurried, { clock: Date.now, filter: everyJob, lastWritten: () => null });
    readers.push(reader);
    const next = async () => {
      attempts = [];
      const result = await reader.read(fromNothing);
      return { attempts, found: result.kind === 'problem' ? 'busy' : result.isMore };
    };
    expect(await next()).toEqual({ attempts: [0], found: false });
    await writer.exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
      INSERT INTO cf_processing_queue (plugin_name, status) SELECT 'p', 'QUEUED' FROM n`);
    expect(await next()).toEqual({ attempts: [500, 125, 31], found: true });
    expect(await next()).toEqual({ attempts: [62], found: true });
    expect(await next()).toEqual({ attempts: [124, 31], found: true });
  });

  it('has a worker whose process has ended, and that it is no longer in trouble once its job is queued again', async () => {
    const alive = new Set([7]);
    await createDatabase(path, { rows: [{ ...rows[0], worker_host: 'vm', worker_pid: 7 }] });
    const writer = await NativeWriter.start(path);
    let clock = Date.parse('2026-01-13T10:01:00Z');
    const entry = (pid: number): ProcessEntry =>
      alive.has(pid) ? { kind: 'running', startedAt: 0 } : { kind: 'none' };
    const processes: Processes = { look: (pids) => new Map([...pids].map((pid) => [pid, entry(pid)])) };
    const here = { clock: () => clock, workers: { host: 'vm', processes } };
    const read = reading({}, here);
    const others = [reading({ worker: 'VM' }, here), reading({ worker: '=vm' }, here)];
    const bothRead = async () => [...(await Promise.all(others.map((each) => each())))].map(told);
    await bothRead();
    expect(told(await read())).toEqual([]);
    alive.delete(7);
    clock += 10_000;
    // It may have ended its job after the instant that this read shows.
    expect(told(await read())).toEqual([]);
    expect(told(await read())).toEqual(['worker vm:7 -→gone']);
    await bothRead();
    expect(await bothRead()).toEqual([['worker vm:7 -→gone'], []]);
    expect(told(await read())).toEqual([]);
    await writer.exec(
      "UPDATE cf_processing_queue SET status = 'QUEUED', worker_host = NULL, worker_pid = NULL",
    );
    expect(told(await read())).toEqual(['1 running→queued', 'worker vm:7 gone→-', 'counts 1 queued']);
  });

  it('has each stall of a running job once, and its end, where the filter lets the job pass', async () => {
    const counting = { items_total: 500, items_processed: 400, worker_host: 'parse-01', worker_pid: 7 };
    await createDatabase(path, { migrated: 'all', rows: [{ ...rows[0], ...counting }] });
    const writer = await NativeWriter.start(path);
    let clock = Date.parse('2026-01-13T10:01:00Z');
    const all = [{}, { name: 'fix' }, { name: 'venue' }, { statuses: ['failed'] as const }].map((filter) =>
      reading(filter, { clock: () => clock }),
    );
    const allRead = async () => (await Promise.all(all.map((each) => each()))).map(told);
    expect(await allRead()).toEqual([[], [], [], []]);
    clock += 29_999;
    expect(await allRead()).toEqual([[], [], [], []]);
    clock += 1;
    expect(await allRead()).toEqual([['1 stalled'], ['1 stalled'], [], []]);
    expect(await allRead()).toEqual([[], [], [], []]);
    await writer.exec('UPDATE cf_processing_queue SET items_processed = 401');
    expect((await allRead())[0]).toEqual(['1 no longer stalled']);
    clock += 30_000;
    expect((await allRead())[0]).toEqual(['1 stalled']);
    await writer.exec("UPDATE cf_processing_queue SET status = 'QUEUED'");
    expect((await allRead())[0]).toEqual(['1 running→queued', 'counts 1 queued']);
    await writer.exec("UPDATE cf_processing_queue SET status = 'RUNNING'");
    const baseline = { ...fromNothing.baseline, stalled: new Set(['1']) };
    const resumed = await reading({}, { clock: () => clock })({ kind: 'baseline', baseline });
    expect(told(resumed)).toEqual(['1 -→running', '1 no longer stalled']);
  });

  it('leaves out a worker whose process had ended before the first read', async () => {
    await createDatabase(path, { rows: [{ ...rows[0], worker_host: 'vm', worker_pid: 7 }] });
    const processes: Processes = { look: (pids) => new Map([...pids].map((pid) => [pid, { kind: 'none' }])) };
    const read = reading({}, { workers: { host: 'vm', processes } });
    expect([told(await read()), told(await read())]).toEqual([[], []]);
  });

  it('is a problem while the database is missing, and has what changed meanwhile once it is back', async () => {
    const reader = opened({ filter: everyJob });
    expect(await reader.read(now)).toMatchObject({ kind: 'problem', problem: { code: 'missing' } });
    await createDatabase(path, { rows });
    expect(await reader.read(fromNothing)).toMatchObject({ events: [{ kind: 'job' }, { kind: 'job' }] });
    rmSync(path);
    expect(await reader.read(now)).toMatchObject({ kind: 'problem' });
    await createDatabase(path, { rows: [{ ...rows[0], status: 'COMPLETED' }] });
    const result = await reader.read(now);
    expect(result.kind === 'changes' ? told(result) : result).toEqual([
      '2 queued→-',
      '1 running→complete',
      'counts 1 complete',
    ]);
  });
});
