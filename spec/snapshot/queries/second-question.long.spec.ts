import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyJob, type JobFilter } from '../../../lib/model/filter.js';
import type { PictureRequest } from '../../../lib/model/picture.js';
import { defaultSort, type JobSort } from '../../../lib/model/sort.js';
import { expectSame } from '../../support/expect-same.js';
import { Scene } from '../index/queue-in-log.js';
import { asOf, QueueDatabase, wholeList } from './queue-database.js';

const minute = 60_000;
const jobs = 210;

/** Jobs of every status, type and parser; what `turn` changes of them is all that two such databases differ in. */
const rows = (turn: number, most = jobs) => `
  WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${most})
  INSERT INTO cf_processing_queue (id, file_id, plugin_name, parser_version, status, priority, job_type, worker_host,
    worker_pid, claim_time, end_time, scheduled_at, error_message, items_total, items_processed, output_path,
    output_size_bytes)
  SELECT i, i % 9, 'parser_' || ((i + ${turn}) % 4), CASE i % 4 WHEN 1 THEN NULL ELSE '1.' || (i / 150) END,
    CASE (i * 7 + i / 8 + ${turn}) % 8 WHEN 0 THEN 'FAILED' WHEN 1 THEN 'RUNNING' WHEN 2 THEN 'QUEUED' WHEN 3 THEN 'PENDING'
      WHEN 4 THEN 'ABORTED' ELSE 'COMPLETED' END,
    i % 5, CASE i % 10 WHEN 0 THEN 'EXPORT' WHEN 1 THEN 'BACKTEST' WHEN 2 THEN 'SCAN' ELSE 'PARSE' END,
    'vm', (i + ${turn}) % 6, ${asOf - 3 * jobs * 1000} + i * 2000, CASE i WHEN 9 THEN ${asOf + minute + 1} ELSE ${asOf - 2 * jobs * 1000} + i * (2000 + ${turn}) END,
    CASE i % 3 WHEN 0 THEN ${asOf - jobs * 500} + i * 1000 END,
    CASE i % 4 WHEN 0 THEN NULL WHEN 1 THEN 'Disk full: ' || i ELSE 'Cause ' || ((i + ${turn}) % 3) || ' of it' END,
    i % 7, i % 5, '/out/' || (i % 11), i * 1000 FROM n;
  INSERT INTO cf_job_artifacts SELECT id, 'output', 'o', 'file:///out/' || id, NULL, id * (5 + ${turn}), id
    FROM cf_processing_queue WHERE id % 3 = 0;
  INSERT INTO cf_plugin_manifest (plugin_name, version, created_at)
    VALUES ('parser_1', '${turn}.3', '2026-01-01'), ('parser_2', '2.${turn}', '2026-01-01');
  INSERT INTO scout_files (id, source_id, path) SELECT id, 's', '/scout/in/' || (id + ${turn})
    FROM cf_processing_queue WHERE id < 9;
  INSERT INTO cf_job_metrics (job_id, metric_time, rows_per_second, queue_depth)
    SELECT id, datetime(${asOf / 1000} - id, 'unixepoch'), id, id FROM cf_processing_queue`;

async function queueOf(turn: number, most?: number): Promise<QueueDatabase> {
  const database = await QueueDatabase.of('D', 'all');
  database.run(rows(turn, most));
  return database;
}

function swapped(table: string, one: string, other: string): string {
  const rename = (from: string, to: string) => `ALTER TABLE ${table} RENAME COLUMN ${from} TO ${to}`;
  return [rename(one, 'away'), rename(other, one), rename('away', other)].join(';');
}

/** What may become of a recorded output; a long path goes on in pages of its own. */
const artifacts = [
  'rows = rows + 17',
  "kind = 'other'",
  'uri = uri || hex(zeroblob(3000))',
  "rows = '1' || rows || '.5'",
];

/** What may happen between two questions, the nth time. */
const events = {
  'some jobs end': (scene: Scene, nth: number) =>
    scene.commit(`UPDATE cf_processing_queue SET status = 'FAILED', error_message = 'New ' || (id % 2),
      end_time = ${asOf + minute} + ${nth % 3} WHERE id % 17 = ${nth % 17}`),
  'a few jobs run again': (scene: Scene, nth: number) =>
    scene.commit(`UPDATE cf_processing_queue SET status = 'RUNNING', end_time = NULL, worker_pid = ${nth % 4},
      retry_count = retry_count + 1 WHERE id BETWEEN ${nth * 14} AND ${nth * 14 + 2}`),
  'a few jobs get other workers, names and sizes': (scene: Scene, nth: number) =>
    scene.commit(`UPDATE cf_processing_queue SET worker_host = 'other', worker_pid = id, plugin_name = 'ZZ${nth % 2}',
      output_size_bytes = id % 3, error_message = hex(zeroblob(id % 7 * 900)) WHERE id BETWEEN ${nth * 11} AND
      ${nth * 11 + 4}`),
  'a few jobs are cancelled': (scene: Scene, nth: number) =>
    scene.commit(`UPDATE cf_processing_queue SET status = 'FAILED', error_message = 'cancelled by user'
      WHERE id BETWEEN ${nth * 13} AND ${nth * 13 + 3}`),
  'jobs come and go': (scene: Scene, nth: number) =>
    scene.commit(`DELETE FROM cf_processing_queue WHERE id % 23 = ${nth % 23};
      INSERT INTO cf_processing_queue (plugin_name, parser_version, status) VALUES ('late_${nth}', '7', 'QUEUED')`),
  'the line changes': (scene: Scene, nth: number) =>
    scene.commit(
      `UPDATE cf_processing_queue SET priority = (id + ${nth}) % 4 WHERE status IN ('QUEUED', 'PENDING')`,
    ),
  'another version is in service': (scene: Scene, nth: number) =>
    scene.commit(`INSERT INTO cf_plugin_manifest (plugin_name, version, created_at, deployed_at)
      VALUES ('parser_${1 + (nth % 2)}', '9.${nth}', '2026-02-${10 + nth}', '2026-02-${10 + nth}')`),
  'a parser is paused': (scene: Scene, nth: number) =>
    scene.commit(`INSERT OR REPLACE INTO cf_parser_health (parser_name, paused_at)
      VALUES ('parser_${nth % 4}', CASE ${nth} % 3 WHEN 0 THEN NULL ELSE ${asOf} END)`),
  'outputs are recorded': (scene: Scene, nth: number) =>
    scene.commit(`UPDATE cf_job_artifacts SET ${artifacts[nth % artifacts.length]} WHERE job_id % 5 = ${nth % 5};
      DELETE FROM cf_job_artifacts WHERE job_id BETWEEN ${nth * 12} AND ${nth * 12 + 9};
      UPDATE cf_output_materializations SET status = 'no_data' WHERE job_id = ${nth + 1};
      INSERT OR REPLACE INTO cf_output_materializations VALUES
        ('k${nth}', 'o', 'file:///made', 'append', NULL, 'success', ${nth}, ${nth + 4}, 5)`),
  'failures are recorded': (scene: Scene, nth: number) =>
    scene.commit(
      nth % 3 === 2
        ? 'DELETE FROM cf_job_failures'
        : `INSERT INTO cf_job_failures (job_id, error_message) SELECT id, 'Recorded ${nth}' FROM cf_processing_queue
             WHERE status = 'FAILED' AND id % 2 = ${nth % 2}`,
    ),
  'files get other paths': (scene: Scene, nth: number) =>
    scene.commit(`UPDATE scout_files SET path = '/scout/${nth}/' || id || '/in'`),
  'columns of jobs change places': (scene: Scene) =>
    scene.commit(swapped('cf_processing_queue', 'items_total', 'items_processed')),
  'columns of outputs change places': (scene: Scene) =>
    scene.commit(swapped('cf_job_artifacts', 'rows', 'created_at')),
  'a column is added': (scene: Scene, nth: number) =>
    scene.commit(`ALTER TABLE cf_processing_queue ADD COLUMN more_${nth} TEXT`),
  'the log begins again': (scene: Scene, nth: number) =>
    scene.commit(`UPDATE cf_processing_queue SET items_processed = ${nth} WHERE id = 8`, true),
  'another database comes in a file of the same name': async (scene: Scene, nth: number) =>
    scene.replaceBy(await queueOf(1 + (nth % 3)), false),
  'another database is written over this one': async (scene: Scene, nth: number) =>
    scene.replaceBy(await queueOf(1 + (nth % 3)), true),
};

/** A question, and the instant of its picture, ms. */
type Question = Partial<PictureRequest> & { readonly now?: number };

/**
 * Something that is kept from one picture to the next: each part of what it depends on, with some values, and the events
 * that concern it most.
 */
interface Kept {
  readonly own: readonly (keyof typeof events)[];
  readonly parts: readonly (readonly unknown[])[];
  readonly question: (chosen: readonly number[]) => Question;
}

/** The question is made from one value for each part. */
function kept<const P extends Readonly<Record<string, readonly unknown[]>>>(
  own: Kept['own'],
  parts: P,
  question: (values: { readonly [Name in keyof P]: P[Name][number] }) => Question,
): Kept {
  const named = Object.entries(parts);
  return {
    own,
    parts: Object.values(parts),
    question: (chosen) => {
      const values = named.map(([name, all], index) => [name, all[chosen[index] ?? 0]]);
      return question(Object.fromEntries(values));
    },
  };
}

const narrowed = (filter: Partial<JobFilter>): JobFilter => ({ ...everyJob, ...filter });
const sorted = (sort: Partial<JobSort>): JobSort => ({ ...defaultSort, ...sort });
const names = ['', 'parser_1', 'R_2', 'late'] as const;
const statuses = [null, ['failed'], ['queued', 'running'], ['complete']] as const;
const nows = [asOf, asOf + 1, asOf + 9999, asOf + minute, asOf - minute] as const;
const periods = [null, 5 * minute, 4 * minute] as const;
const texts = ['v9', 'scout/in/3', 'Disk full: 1', 'cause 2', 'parser_1', '17', '/in'] as const;
const none: readonly string[] = [];
const by = ['end', 'start', 'duration', 'size', 'name'] as const;
const cleared = [
  null,
  { until: asOf - 4 * minute, except: ['9'] },
  { until: asOf - 4 * minute, except: none },
  { until: asOf - 3 * minute, except: none },
] as const;

/** All that a reader keeps, by the class that keeps it. Who adds something to be kept adds a row. */
const all: Readonly<Record<string, Kept>> = {
  'ListCache by status, type and clearing': kept(
    ['some jobs end'],
    { statuses, types: [null, ['parse'], ['export', 'backtest']], cleared, job: ['1', '150'] },
    ({ job, ...filter }) => ({ filter: narrowed(filter), anchor: { kind: 'job', id: job, index: 0 } }),
  ),
  'ListCache, NameFilters and WorkerTable by name, parser, version, id and worker': kept(
    ['jobs come and go'],
    {
      version: [undefined, '1.0', '1.1'],
      name: [...names, 'p', 'a', 'r', 'e', '0', '3'],
      parser: [undefined, 'parser_1', 'parser_2'],
      ids: [undefined, ['3', '5', '40', '211'], ['7', '211']],
      worker: [undefined, 'vm', '=vm:3', '=vm:4'],
    },
    ({ name, parser, version, ids, worker }) => ({
      filter: narrowed({
        name,
        ...(parser && { parser }),
        ...(version && { version }),
        ...(ids && { ids }),
        ...(worker && { worker }),
      }),
    }),
  ),
  'ListCache and NameRanks by order': kept(
    ['a few jobs get other workers, names and sizes'],
    { by, reversed: [false, true], failedFirst: [true, false], name: names, now: nows },
    ({ name, now, ...sort }) => ({ filter: narrowed({ name }), sort, now }),
  ),
  SearchMemory: kept(
    ['another version is in service'],
    {
      ...{ text: texts, from: [null, '40', '41'], direction: ['forward', 'backward'] },
      ...{ inclusive: [true, false], name: names, by },
    },
    ({ text, from, direction, inclusive, name, by: key }) => ({
      filter: narrowed({ name }),
      sort: sorted({ by: key }),
      anchor: { kind: 'match', text, from: { id: from, index: 3 }, direction, inclusive },
      after: 1,
    }),
  ),
  TextMemory: kept(
    ['files get other paths'],
    { text: texts, ids: [undefined, ['3', '5', '40', '211']], statuses, name: names, by },
    ({ ids, by: key, ...filter }) => {
      const those = narrowed({ ...filter, ...(ids && { ids }) });
      const beside = { causes: { sampleOf: null }, rows: { ...those, statuses: ['failed'] as const } };
      return { filter: those, sort: sorted({ by: key }), ...beside, marks: { but: ['4', '8'] } };
    },
  ),
  'CauseMemory of all': kept(
    ['failures are recorded'],
    { statuses, name: names, sampleOf: [null, 'cause # of it'], samples: [false, true] },
    ({ sampleOf, samples, ...filter }) => ({ filter: narrowed(filter), causes: { sampleOf, samples } }),
  ),
  'CauseMemory of a filter': kept(
    ['failures are recorded'],
    { text: ['Cause', 'Disk', 'New', 'Recorded'], name: names },
    ({ text, name }) => ({ filter: narrowed({ name, cause: { key: null, text } }) }),
  ),
  'endedBetween: what ended since': kept(
    ['some jobs end'],
    { at: [asOf - 3 * minute, asOf - 2 * minute, asOf], known: [none, ['cause # of it']], now: nows },
    ({ at, known, now }) => ({ since: { at, knownCauses: known }, now, after: 0 }),
  ),
  'the next new job': kept(
    ['some jobs end'],
    { since: [asOf - 3 * minute, asOf], seen: [none, ['208', '200']], statuses, now: nows },
    ({ since, seen, statuses: wanted, now }) => ({
      filter: narrowed({ statuses: wanted }),
      anchor: { kind: 'new', since, seen, from: { id: null, index: 0 } },
      after: 1,
      now,
    }),
  ),
  WorkerTallies: kept(
    ['a few jobs run again'],
    { periodMs: periods, of: [null, 'vm:3'], most: [3, 40], cleared, now: nows },
    ({ periodMs, of, most, cleared: filter, now }) => ({
      filter: narrowed({ cleared: filter }),
      workers: { periodMs, of, jobs: most },
      after: 0,
      now,
    }),
  ),
  'tallyEnds: of all, of a worker or of a parser, one at a time': kept(
    ['some jobs end'],
    { of: [null, 'vm:3', 'parser_2'], endsMs: [15 * minute, 60 * minute], now: nows },
    ({ of, endsMs, now }) => ({
      ...(of === null && { monitoring: { periodMs: minute, endsMs } }),
      ...(of === 'vm:3' && { workers: { periodMs: endsMs, of, jobs: 0, ends: 'chosen' as const } }),
      ...(of === 'parser_2' && { parsers: { periodMs: endsMs, of, ends: 'chosen' as const } }),
      ...{ after: 0, now },
    }),
  ),
  ParserTallies: kept(
    ['outputs are recorded'],
    { periodMs: periods, of: [null, 'parser_2'], isShown: [true, false], now: nows },
    ({ periodMs, of, isShown, now }) => ({ ...(isShown && { parsers: { periodMs, of } }), after: 0, now }),
  ),
  'ParserDurations and the job in detail': kept(
    ['some jobs end'],
    { id: ['8', '9', '11', '13', '15', '29', '33', '159', '211'], now: nows },
    ({ id, now }) => ({ detail: { id, failuresFrom: 0, failures: 5 }, after: 0, now }),
  ),
  'SeenMemory: marks': kept(
    ['a few jobs are cancelled'],
    {
      but: [none, ['8', '16', '24'], ['9']],
      rowsFor: [undefined, 'retry', 'cancel', 'stop'],
      statuses,
      name: names,
    },
    ({ but, rowsFor, ...filter }) => ({
      filter: narrowed(filter),
      marks: { but, ...(rowsFor && { rowsFor }) },
    }),
  ),
  'SeenMemory: rows and targets': kept(
    ['a few jobs are cancelled'],
    { name: names, text: [undefined, 'Cause', 'Disk'], ids: [null, ['5', '7', '8'], ['211']] },
    ({ name, text, ids }) => ({
      rows: narrowed({ name, ...(text && { cause: { key: null, text } }) }),
      targets: { ids },
    }),
  ),
  'the pace': kept(
    ['some jobs end'],
    { atHand: [null, asOf, asOf - 900], now: [asOf, asOf + 1, asOf + minute, asOf - minute] },
    ({ atHand, now }) => ({ pace: { atHand }, now }),
  ),
  'LineLists: places in line': kept(['a parser is paused'], { name: names, now: nows }, ({ name, now }) => ({
    filter: narrowed({ statuses: ['queued'], name }),
    after: 25,
    now,
  })),
  'keys and places': kept(
    ['a few jobs run again'],
    { at: [[0, 5], [100], [7, 3, 400]], job: ['5', '8', '211'], by, failedFirst: [true, false], name: names },
    ({ at, job, by: key, failedFirst, name }) => ({
      filter: narrowed({ name }),
      sort: sorted({ by: key, failedFirst }),
      places: { at, job, of: [{ rank: 1, value: 5, time: asOf, turn: null }] },
    }),
  ),
  'QueueSums and what is not kept': kept(
    ['columns of jobs change places'],
    { periodMs: [5 * minute, 15 * minute], now: nows },
    ({ periodMs, now }) => ({
      ...{ pipeline: true, crossed: true, clearing: true, metricsSince: true, monitoring: { periodMs } },
      now,
    }),
  ),
};

/** Either something happens, or a part of the question changes. */
const stepOf = (own: Kept['own']) =>
  fc.oneof(fc.constantFrom(...own.map((name) => events[name])), fc.constantFrom(...Object.values(events)), {
    weight: 2,
    arbitrary: fc.tuple(fc.nat(), fc.nat()),
  });

describe('a reader that is asked again', () => {
  it.each(Object.entries(all))(
    'answers as one that begins with the question, whichever part of it or of the database changed: %s',
    async (_, { own, parts, question }) => {
      const scene = new Scene(await queueOf(0));
      await fc.assert(
        fc.asyncProperty(fc.array(stepOf(own), { minLength: 14, maxLength: 18 }), async (steps) => {
          scene.replaceBy(await queueOf(0), false);
          const chosen = parts.map(() => 0);
          for (const [nth, next] of steps.entries()) {
            const { now = asOf, ...asked } = question(chosen);
            const request: PictureRequest = { ...wholeList, after: 6, failures: 1, ...asked };
            expectSame(await scene.picture(request, now), scene.afresh(request, now, 'SQL'));
            if (typeof next === 'function') await next(scene, nth);
            else chosen[next[0] % parts.length] = next[1] % (parts[next[0] % parts.length]?.length ?? 1);
          }
        }),
        // What an earlier run left behind is part of the trial: the seed alone repeats it.
        { numRuns: 4, endOnFailure: true },
      );
      await scene.end();
    },
  );
});

/** Changes of far more jobs than lists and figures follow one by one: an eighth of the queue, and 1000. */
const changes: readonly (readonly [what: string, ...commits: readonly string[]])[] = [
  ['nothing'],
  [
    'half of the jobs are queued again',
    "UPDATE cf_processing_queue SET status = 'QUEUED', claim_time = NULL, end_time = NULL WHERE id % 4 < 2",
  ],
  ['every job took longer', 'UPDATE cf_processing_queue SET end_time = end_time + 1000 + id % 7 * 300'],
  [
    'two batches fail, one after the other',
    `UPDATE cf_processing_queue SET status = 'FAILED', end_time = ${asOf}, error_message = 'one' WHERE id % 4 = 0`,
    `UPDATE cf_processing_queue SET status = 'FAILED', end_time = ${asOf}, error_message = 'two' WHERE id % 4 = 1`,
  ],
  ['half of them are deleted', 'DELETE FROM cf_processing_queue WHERE id % 2 = 1'],
  [
    'as many come',
    'INSERT INTO cf_processing_queue (plugin_name, status) SELECT plugin_name, status FROM cf_processing_queue',
  ],
  [
    'all go and others come in their place',
    `CREATE TABLE others AS SELECT * FROM cf_processing_queue WHERE id % 3 > 0; DELETE FROM cf_processing_queue;
     INSERT INTO cf_processing_queue SELECT * FROM others ORDER BY priority`,
  ],
];

describe('a reader of very many changes at once', () => {
  it('answers after each of them as one that begins with it', async () => {
    const scene = new Scene(await queueOf(0, 6000));
    for (const [what, ...commits] of changes) {
      for (const sql of commits) scene.commit(sql, true);
      for (const [name, { parts, question }] of Object.entries(all)) {
        const { now = asOf, ...asked } = question(parts.map(({ length }) => 1 % length));
        const request: PictureRequest = { ...wholeList, after: 20, failures: 1, ...asked };
        const answers = [await scene.picture(request, now), scene.afresh(request, now, 'index')];
        expectSame({ what, name, answer: answers[0] }, { what, name, answer: answers[1] });
      }
    }
    await scene.end();
  });
});

describe('a reader that keeps six lists by name', () => {
  it('takes jobs of a new name into each of them', async () => {
    const database = await QueueDatabase.of('D', 'none');
    database.run(
      "INSERT INTO cf_processing_queue (plugin_name, status) VALUES ('parser_0', 'FAILED'), ('a', 'QUEUED')",
    );
    const scene = new Scene(database);
    const listsOf = async () => {
      for (const name of ['p', 'a', 'r', 's', 'e', '_']) {
        const request = { ...wholeList, filter: { ...everyJob, name } };
        expectSame(await scene.picture(request, asOf), scene.afresh(request, asOf, 'index'));
      }
    };
    await listsOf();
    scene.commit(
      "INSERT INTO cf_processing_queue (plugin_name, status) VALUES ('another parser_0', 'FAILED')",
    );
    await listsOf();
    await scene.end();
  });
});

describe('a request for very many jobs', () => {
  const ids = (count: number) => Array.from({ length: count }, (_, index) => String(count - index));

  async function failedQueue(count: number): Promise<QueueDatabase> {
    const database = await QueueDatabase.of('D', 'none');
    database.run(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
      INSERT INTO cf_processing_queue (id, plugin_name, status) SELECT i, 'p', 'FAILED' FROM n`);
    return database;
  }

  it('gives the rows, targets and marks of 10,001 jobs without 501 unmarked ones', async () => {
    const queue = await failedQueue(10_001);
    const all = ids(10_001);
    const request = { ...wholeList, after: 1, rows: everyJob, targets: { ids: null } };
    for (const way of ['byIndex', 'bySql'] as const) {
      const { rows: seen, targets } = queue[way](request);
      expectSame(
        [seen, targets].map((some) => some?.map(({ id }) => id)),
        [all, all],
      );
    }
    const { marks } = queue.byIndex({ ...request, marks: { but: ids(501), rowsFor: 'retry' } });
    expect([marks?.tally.counts.failed, marks?.but]).toEqual([9500, 501]);
    expectSame(
      marks?.rows?.map(({ id }) => id),
      all.slice(0, 9500),
    );
  });

  it('gives a window of 2,500 jobs, and the keys of its places', async () => {
    const queue = await failedQueue(2500);
    const at = Array.from({ length: 2500 }, (_, index) => index);
    const { window, places } = queue.picture({ places: { at, of: [] } });
    expectSame(
      window.jobs.map(({ id }) => id),
      ids(2500),
    );
    expect([window.keys?.length, places?.keys.filter((key) => key !== null).length]).toEqual([2500, 2500]);
  });
});
