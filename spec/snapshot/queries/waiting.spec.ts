import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Waiting } from '../../../lib/model/job.js';
import { placesInLine } from '../../../lib/snapshot/index/list/line-places.js';
import { everySort } from '../../support/any-sort.js';
import type { DatabaseVersion } from '../../support/database-versions.js';
import { WalkedByHand } from '../index/walked-by-hand.js';
import { asOf, QueueDatabase, type Row, type Value } from './queue-database.js';

const minute = 60_000;
const inLine = (place: number | null): Waiting => ({ kind: 'line', place });

let database: QueueDatabase | undefined;

async function queueOf(version: DatabaseVersion, rows: readonly Row[]): Promise<QueueDatabase> {
  database?.close();
  database = await QueueDatabase.of(version, 'none', rows, { status: 'QUEUED', plugin_name: 'fix_parser' });
  return database;
}

/** Why each job waits, by id; jobs that don't are left out. */
function waitingIn(queue: QueueDatabase): Readonly<Record<string, Waiting>> {
  const { jobs } = queue.picture().window;
  return Object.fromEntries(jobs.flatMap(({ id, waiting }) => (waiting === null ? [] : [[id, waiting]])));
}

describe('a queued job of version D', () => {
  it('waits for its paused parser, whatever else it waits for', async () => {
    const queue = await queueOf('D', [
      { id: 1, scheduled_at: asOf - 1 },
      { id: 2, scheduled_at: asOf + minute, error_message: 'connection reset' },
      { id: 3, plugin_name: 'other_parser', scheduled_at: asOf - 1 },
      { id: 4, status: 'RUNNING' },
      { id: 5, status: 'FAILED' },
    ]);
    const health = { parser_name: 'fix_parser', paused_at: asOf - minute, consecutive_failures: 5 };
    queue.add({ ...health, last_failure_reason: 'no such column' }, 'cf_parser_health');
    queue.add({ parser_name: 'other_parser', consecutive_failures: 4 }, 'cf_parser_health');
    const paused = { kind: 'paused', since: asOf - minute, failures: 5, lastFailure: 'no such column' };
    // Who waits for a parser stands in nobody's way.
    expect(waitingIn(queue)).toEqual({ 1: paused, 2: paused, 3: inLine(1) });
  });

  it.each<[Row, Waiting]>([
    [
      { scheduled_at: asOf + 4 * minute, error_message: 'connection reset' },
      { kind: 'retry', at: asOf + 4 * minute },
    ],
    [{ scheduled_at: asOf + minute }, { kind: 'scheduled', at: asOf + minute }],
    [
      { scheduled_at: asOf + 1, error_message: 'capacity_rejection' },
      { kind: 'deferred', at: asOf + 1, deferral: 'no-room' },
    ],
    [
      { scheduled_at: asOf + 1, error_message: 'lost_on_restart' },
      { kind: 'deferred', at: asOf + 1, deferral: 'lost-on-restart' },
    ],
    [
      { scheduled_at: asOf + 1, error_message: ' worker_missing_after_restart\n' },
      { kind: 'deferred', at: asOf + 1, deferral: 'worker-gone-on-restart' },
    ],
    [{ scheduled_at: asOf, error_message: 'connection reset' }, inLine(1)],
    [{ scheduled_at: null }, inLine(1)],
    [{ status: 'DISPATCHING', lease_owner: 'worker-3' }, { kind: 'dispatching' }],
    [{ status: 'PENDING' }, { kind: 'pending' }],
    [{ status: 'PENDING', scheduled_at: asOf + minute }, { kind: 'pending' }],
  ])('with the columns %j waits as %j', async (row, waiting) => {
    expect(waitingIn(await queueOf('D', [{ id: 7, ...row }]))).toEqual({ 7: waiting });
  });

  it('has the same reason for waiting in the detail', async () => {
    const queue = await queueOf('D', [{ id: 1 }, { id: 2 }, { id: 3, priority: 9 }]);
    expect(queue.detail('2').job.waiting).toEqual(inLine(3));
  });

  it('has the place in line in which the dispatcher takes jobs, and stands there in the list', async () => {
    const anyRow = fc.record({
      status: fc.constantFrom('QUEUED', 'QUEUED', 'QUEUED', 'RUNNING', 'PENDING', 'COMPLETED', 'DISPATCHING'),
      priority: fc.constantFrom<Value>(0, 0, 0, 5, -3, null, 9_007_199_254_740_993n, 1.5),
      scheduled_at: fc.constantFrom<Value>(null, asOf - 1, asOf, asOf + 1),
      plugin_name: fc.constantFrom('fix_parser', 'paused_parser', 'well_parser'),
    });
    // Names aside, queued jobs have nothing to be sorted by.
    const sorts = fc.constantFrom(...everySort.filter(({ by }) => by !== 'name'));
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { maxLength: 20 }), sorts, async (rows, sort) => {
        const queue = await queueOf('D', rows);
        queue.add({ parser_name: 'paused_parser', paused_at: 1 }, 'cf_parser_health');
        queue.add({ parser_name: 'well_parser' }, 'cf_parser_health');
        const taken = queue.all(
          `SELECT CAST(q.id AS TEXT) AS id FROM cf_processing_queue q
           LEFT JOIN cf_parser_health ph ON ph.parser_name = q.plugin_name
           WHERE q.status = 'QUEUED' AND (q.scheduled_at IS NULL OR q.scheduled_at <= ${asOf})
             AND ph.paused_at IS NULL
           ORDER BY q.priority DESC, q.id`,
        );
        const queued = queue.picture({ sort }).window.jobs.filter(({ waiting }) => waiting !== null);
        const places = queued.flatMap(({ id, waiting }) =>
          waiting?.kind === 'line' ? [[waiting.place, id]] : [],
        );
        expect(places).toEqual(taken.map(({ id }, index) => [index + 1, id]));
        const turns = queued.map(
          ({ waiting }) => ['dispatching', 'line', 'pending'].indexOf(waiting?.kind ?? '') >>> 0,
        );
        expect(turns).toEqual(turns.toSorted((one, other) => one - other));
      }),
      { seed: 20260113, numRuns: 150 },
    );
  });

  it('has its exact place however long the line is', async () => {
    const queue = await queueOf('D', []);
    queue.run(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1500)
       INSERT INTO cf_processing_queue (id, status, plugin_name, scheduled_at)
       SELECT i, 'QUEUED', 'fix_parser', CASE WHEN i % 2 THEN ${asOf + minute} END FROM n`,
    );
    const waiting = waitingIn(queue);
    expect([waiting[2], waiting[252], waiting[1500]]).toEqual([inLine(1), inLine(126), inLine(750)]);
    queue.run(`UPDATE cf_processing_queue SET scheduled_at = ${asOf + minute} WHERE id <= 250`);
    expect(waitingIn(queue)[1500]).toEqual(inLine(625));
    queue.run('UPDATE cf_processing_queue SET priority = id');
    expect([waitingIn(queue)[1500], waitingIn(queue)[252]]).toEqual([inLine(1), inLine(625)]);
  });

  it('has its place by all digits of a fractional priority', async () => {
    const rows = [0.3, 0.30000000000000004, 0.8, 0.7999999999999999].map((priority, id) => ({
      id,
      priority,
    }));
    expect(waitingIn(await queueOf('D', rows))).toEqual({
      ...{ 0: inLine(4), 1: inLine(3), 2: inLine(1), 3: inLine(2) },
    });
  });

  it('has the place that SQL counts beside a priority that is a text, and a paused parser whose name is no valid text', async () => {
    const queue = await queueOf('D', [{ id: 1, priority: 'high' }, { id: 2 }]);
    expect(waitingIn(queue)).toEqual({ 1: inLine(1), 2: inLine(2) });
    queue.run("UPDATE cf_processing_queue SET priority = 0, plugin_name = CAST(x'80' AS TEXT) WHERE id = 1");
    queue.add({ parser_name: '\ufffd', paused_at: 1 }, 'cf_parser_health');
    expect(waitingIn(queue)[2]).toEqual(inLine(2));
  });

  it('is placed by the index, without SQL, while a parser is paused', async () => {
    const walked = new WalkedByHand(await queueOf('D', [{ id: 1, plugin_name: 'ill_parser' }, { id: 2 }]));
    walked.attempt(null, 'kept');
    const takable = { word: 'QUEUED', at: asOf, paused: ['ill_parser'] };
    expect(placesInLine(walked.memory.queue.index, ['2'], takable)).toEqual(new Map([['2', 1]]));
  });
});

describe('a queued job of another version', () => {
  it('has a place in line only if the workers’ index shows the order', async () => {
    for (const version of ['A', 'B'] as const) {
      const rows = [{ id: 1 }, { id: 2, priority: 1 }, { id: 3, status: 'RUNNING', priority: 9 }];
      const queue = await queueOf(version, rows);
      expect(waitingIn(queue)).toEqual({ 1: inLine(2), 2: inLine(1) });
      for (const other of [
        null,
        '(priority, status, id)',
        '(status, priority, id) WHERE id > 1',
        '(status COLLATE NOCASE, priority, id)',
      ]) {
        queue.run('DROP INDEX IF EXISTS ix_queue_pop');
        if (other !== null) queue.run(`CREATE INDEX ix_queue_pop ON cf_processing_queue${other}`);
        expect([other, waitingIn(queue)]).toEqual([other, { 1: inLine(null), 2: inLine(null) }]);
      }
    }
  });

  it('is in line with jobs whose status has the same spelling', async () => {
    const words = ['queued', 'QUEUED', 'queued', ' queued', 'Queued'];
    const rows = words.map((status, index) => ({ id: index + 1, status }));
    const places = [inLine(1), inLine(1), inLine(2), inLine(null), inLine(1)];
    expect(waitingIn(await queueOf('D', rows))).toEqual(
      Object.fromEntries(places.map((place, index) => [index + 1, place])),
    );
  });

  it('has a place in line unless jobs with another status word wait, too', async () => {
    expect(waitingIn(await queueOf('A', [{ id: 1, status: 'PENDING' }]))).toEqual({ 1: inLine(1) });
    const queue = await queueOf('A', [{ id: 1, status: 'PENDING' }, { id: 2 }]);
    expect(waitingIn(queue)).toEqual({ 1: inLine(null), 2: inLine(null) });
    expect(waitingIn(await queueOf('C', [{ id: 1, status: 'PENDING' }, { id: 2 }]))).toEqual({
      1: { kind: 'pending' },
      2: inLine(1),
    });
  });

  it('waits for its time, and for a paused parser if there is a record of parsers', async () => {
    const queue = await queueOf('C', [
      { id: 1, scheduled_at: asOf + minute },
      { id: 2, plugin_name: 'ill_parser' },
    ]);
    queue.run('CREATE TABLE cf_parser_health (parser_name TEXT, paused_at TEXT)');
    queue.add({ parser_name: 'ill_parser', paused_at: '2026-01-13 10:00:00' }, 'cf_parser_health');
    expect(waitingIn(queue)).toEqual({
      1: { kind: 'scheduled', at: asOf + minute },
      2: { kind: 'paused', since: Date.UTC(2026, 0, 13, 10), failures: null, lastFailure: null },
    });
  });

  it('waits for nothing once it runs or has ended', async () => {
    const statuses = ['RUNNING', 'STAGED', 'COMPLETED', 'FAILED', 'CANCELLED', 'WHATEVER'];
    const rows = statuses.map((status) => ({ status }));
    expect(waitingIn(await queueOf('B', rows))).toEqual({});
  });
});
