import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyJob } from '../../../lib/model/filter.js';
import type { Picture, PictureRequest } from '../../../lib/model/picture.js';
import type { SearchPace } from '../../../lib/snapshot/index/sieve/search-text.js';
import { expectSame } from '../../support/expect-same.js';
import { filters, parts, sorts } from '../../support/questions.js';
import { Scene } from '../index/queue-in-log.js';
import { queueOf } from './asked-queue.js';
import { asOf, QueueDatabase, searchFor, wholeList } from './queue-database.js';

const minute = 60_000;

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
  'errors are bytes that SQL alone reads, or no text': (scene: Scene, nth: number) =>
    scene.commit(`UPDATE cf_processing_queue SET error_message = CASE id % 2
      WHEN 0 THEN CAST(printf('%${(nth % 3) * 2500}s', 'Bytes') AS BLOB) ELSE CAST(x'4469ff736b' AS TEXT) END
      WHERE status = 'FAILED' AND id % 5 = ${nth % 5}`),
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

/** A question, or a part of one, and the instant of its picture, ms. */
type Question = Partial<PictureRequest> & { readonly now?: number };

const nows = [asOf, asOf + 1, asOf + 9999, asOf + minute, asOf - minute];
/** What is asked besides: in what list and order, and when. */
const beside: readonly (readonly Question[])[] = [
  filters.map((filter) => ({ filter })),
  [{}, ...sorts.map((sort) => ({ sort }))],
  nows.map((now) => ({ now })),
];

/** The events that concern a part of a question most; those that need few values are asked together with the pipeline. */
const concerns: Readonly<Record<string, readonly (keyof typeof events)[]>> = {
  filter: ['jobs come and go', 'files get other paths', 'a parser is paused', 'failures are recorded'],
  sort: ['a few jobs get other workers, names and sizes'],
  anchor: ['another version is in service', 'some jobs end'],
  causes: ['failures are recorded'],
  workers: ['a few jobs run again'],
  parsers: ['outputs are recorded'],
  pipeline: ['columns of jobs change places'],
};
function partOf(part: Question): string {
  const [name = ''] = Object.keys(part);
  return parts.filter((other) => name in other).length > 1 ? name : 'pipeline';
}

/** By the part of a question that it is about: lists of parts, of which a question has one each. */
const all = [...new Set(parts.map(partOf))].map(
  (name) => [name, [...beside, [{}, ...parts.filter((part) => partOf(part) === name)]]] as const,
);

function questionOf(lists: readonly (readonly Question[])[], chosen: readonly number[]): Question {
  return Object.assign({}, ...lists.map((list, at) => list[(chosen[at] ?? 0) % list.length]));
}

/** Either something happens, or a part of the question changes. */
const stepOf = (own: readonly (keyof typeof events)[]) =>
  fc.oneof(fc.constantFrom(...own.map((name) => events[name])), fc.constantFrom(...Object.values(events)), {
    weight: 2,
    arbitrary: fc.tuple(fc.nat(), fc.nat()),
  });

describe('a reader that is asked again', () => {
  it.each(all)(
    'answers as one that begins with the question, whichever part of it or of the database changed: %s',
    async (name, lists) => {
      const scene = new Scene(await queueOf(0));
      const step = stepOf(concerns[name] ?? ['some jobs end', 'a few jobs are cancelled']);
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 14, maxLength: 18 }), async (steps) => {
          scene.replaceBy(await queueOf(0), false);
          const chosen = lists.map(() => 0);
          for (const [nth, next] of steps.entries()) {
            const { now = asOf, ...asked } = questionOf(lists, chosen);
            const request: PictureRequest = { ...wholeList, after: 6, failures: 1, ...asked };
            expectSame(await scene.picture(request, now), scene.afresh(request, now, 'SQL'));
            if (typeof next === 'function') await next(scene, nth);
            else chosen[next[0] % lists.length] = next[1];
          }
        }),
        // What an earlier run left behind is part of the trial: the seed alone repeats it.
        { numRuns: 6, endOnFailure: true },
      );
      await scene.end();
    },
  );
});

/** Ends each read as soon as it has searched two leaves. */
const inSlices: SearchPace = { steady: () => 0, patience: 0, leaves: 2 };

const placeOf = ({ window: { first, matching, jobs } }: Picture) => ({
  first,
  matching,
  ids: jobs.map(({ id }) => id),
});

/** What a part of a search says must be so, and the whole must be what SQL says. True once it is done. */
function isSearched(part: Picture, whole: Picture): boolean {
  expect(part.failedMatching).toBe(whole.failedMatching);
  const { found } = part;
  if (found === undefined) throw new Error('no search');
  if (found.searched === undefined || found.index !== null) expectSame(placeOf(part), placeOf(whole));
  if (found.searched === undefined) {
    expect(found).toEqual(whole.found);
    return true;
  }
  expect(found.searched).toBeLessThan(1);
  expect(found.nth).toBeNull();
  expect(found.matches).toBeLessThanOrEqual(whole.found?.matches ?? 0);
  if (found.index !== null) expect(found.index).toBe(whole.found?.index);
  return false;
}

/** The same of a count by cause, and of what is new. */
function isCounted({ causes: part, since }: Picture, { causes: whole, since: news }: Picture): boolean {
  if (!part || !whole) throw new Error('no causes');
  expect(part.failed).toBe(whole.failed);
  // A cause is new only once it is known that nothing failed of it before.
  if (since?.unread === 0) expect(since).toEqual(news);
  else expect(since).toMatchObject({ newCauses: [], counts: news?.counts });
  if (part.unread === 0) {
    expectSame(part, whole);
    return true;
  }
  const told = part.groups.reduce((sum, { count }) => sum + count, 0);
  expect(told + part.unread).toBe(part.failed);
  for (const { key, count } of part.groups)
    expect(count).toBeLessThanOrEqual(whole.groups.find((group) => group.key === key)?.count ?? 0);
  return false;
}

const searches = ['parser_1', '/in', 'CAUSE 2', 'file:///out/1', 'Recorded', 'nowhere'].map(
  (text): Question => ({ anchor: searchFor(text) }),
);
const causes: Question = { causes: { sampleOf: null }, since: { at: asOf - 8 * minute, knownCauses: [] } };

describe('a reader in slices', () => {
  it.each([
    ['a search', searches, isSearched],
    ['a count by cause', [causes], isCounted],
  ] as const)(
    'ends %s with what SQL finds at once, whatever is committed meanwhile',
    async (_, questions, isDone) => {
      const scene = new Scene(await queueOf(0));
      let parts = 0;
      const commits = fc.array(fc.constantFrom(...Object.values(events)), { minLength: 2, maxLength: 8 });
      const asked = fc.tuple(fc.constantFrom(...questions), fc.constantFrom(everyJob, ...filters));
      await fc.assert(
        fc.asyncProperty(asked, commits, async ([question, filter], steps) => {
          scene.replaceBy(await queueOf(0, 600), false);
          const list: PictureRequest = { ...wholeList, filter, before: 2, after: 3, failures: 0 };
          const request = { ...list, ...question };
          const waiting = [...steps];
          let whole = scene.afresh(request, asOf, 'SQL');
          for (let count = 0; ; count += 1) {
            const isWhole = isDone(await scene.picture(request, asOf, inSlices), whole);
            parts += isWhole ? 0 : 1;
            if (isWhole && waiting.length === 0) break;
            expect(count).toBeLessThan(1000);
            // Some slices follow each other without a commit between them.
            if (!isWhole && count % 3 !== 0) continue;
            await waiting.shift()?.(scene, count);
            whole = scene.afresh(request, asOf, 'SQL');
          }
        }),
        { numRuns: 12, endOnFailure: true },
      );
      expect(parts).toBeGreaterThan(24);
      await scene.end();
    },
    120_000,
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
      for (const [name, lists] of all) {
        const { now = asOf, ...asked } = questionOf(lists, [0, 0, 1, 1]);
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
    const { window, places } = queue.picture({ places: { at } });
    expectSame(
      window.jobs.map(({ id }) => id),
      ids(2500),
    );
    expect([window.keys?.length, places?.keys.filter((key) => key !== null).length]).toEqual([2500, 2500]);
  });
});
