import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { everyJob } from '../../../lib/model/filter.js';
import type { Anchor, Picture, PictureRequest } from '../../../lib/model/picture.js';
import { expectSame } from '../../support/expect-same.js';
import { asOf, QueueDatabase, wholeList } from '../queries/queue-database.js';
import { anyQueue, makings, ofOneForm, queueOf } from './any-queue.js';
import { anyError } from './causes/any-error.js';
import { inSlices } from './kept-queue.js';
import { Scene } from './queue-in-log.js';

const secondsAround = (end: number) =>
  fc.integer({ min: -90, max: 90 }).map((seconds) => new Date(end + seconds * 1000).toISOString());

/** Ends around the instant that is asked for and around that of the picture, and absurd ones. */
const anyEnd = fc.oneof(
  secondsAround(asOf - 600_000),
  secondsAround(asOf),
  fc.constantFrom(null, '9999-12-31 23:59:59', '1970-01-01 00:00:00', 'never'),
);
const ended = fc.record({
  end_time: anyEnd,
  completion_status: fc.constantFrom(null, null, 'FAILED', 'CANCELLED', 'SUCCESS'),
});

const placed = ({ found, window, failedMatching }: Picture) => ({
  found,
  failedMatching,
  first: window.first,
  matching: window.matching,
  ids: window.jobs.map(({ id }) => id),
});

describe('the index of a queue', () => {
  it.each(Object.keys(makings))(
    'has what ended since an instant, and the next new jobs, as SQL has them, in a queue of the making %s',
    async (making) => {
      const any = ofOneForm(
        (form) =>
          anyQueue(making, form).chain((queue) => {
            const length = { minLength: queue.after.length, maxLength: queue.after.length };
            return fc.tuple(fc.constant(queue), fc.array(fc.tuple(anyError, ended), length));
          }),
        3,
      );
      await fc.assert(
        fc.asyncProperty(any, fc.gen(), async (cases, gen) => {
          for (const [queue, parts] of cases) {
            const after = queue.after.map((row, index) => ({
              ...row,
              ...parts[index]?.[0],
              ...parts[index]?.[1],
            }));
            const database = await queueOf({ ...queue, after });
            try {
              const groups =
                database.bySql({ ...wholeList, filter: everyJob, causes: { sampleOf: null } }).causes
                  ?.groups ?? [];
              const at = gen(() => fc.constantFrom(asOf - 600_000, asOf - 601_000, asOf, 0));
              const keys = groups.map(({ key }) => key);
              const knownCauses = gen(() => fc.subarray(keys));
              const request: PictureRequest = { ...wholeList, filter: everyJob, since: { at, knownCauses } };
              const { since } = database.bySql(request);
              expectSame(database.byIndex(request).since, since);
              for (let step = 0; step < 4; step += 1) {
                const from = gen(() =>
                  fc.record({
                    id: fc.option(fc.constantFrom(...groups.map(({ sample }) => sample), '0')),
                    index: fc.nat(14),
                  }),
                );
                const seen = gen(() => fc.subarray(groups.map(({ sample }) => sample)));
                const statuses = gen(() =>
                  fc.constantFrom(null, null, ['complete' as const], ['failed' as const]),
                );
                const anchor: Anchor = { kind: 'new', since: at, from, seen };
                const list: PictureRequest = {
                  ...wholeList,
                  filter: { ...everyJob, statuses },
                  anchor,
                  before: 1,
                  after: 2,
                };
                expectSame(placed(database.byIndex(list)), placed(database.bySql(list)));
              }
            } finally {
              database.close();
            }
          }
        }),
        { numRuns: 2, endOnFailure: true },
      );
    },
  );
});

describe('news since an instant', () => {
  const at = asOf - 600_000;
  const time = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
  const failed = (id: number, end: number, error_message: string) => ({
    id,
    status: 'FAILED',
    error_message,
    claim_time: time(at - 3_600_000),
    end_time: time(end),
  });

  async function queueWith(...rows: Parameters<QueueDatabase['add']>[0][]): Promise<QueueDatabase> {
    const database = await QueueDatabase.of('D', 'all');
    for (const row of rows) database.add(row);
    return database;
  }

  it('counts jobs from the instant on, without ends that are over a minute ahead', async () => {
    const database = await queueWith(
      failed(1, at - 1000, 'Old'),
      failed(2, at, 'At'),
      failed(3, asOf + 60_000, 'Soon'),
      failed(4, asOf + 61_000, 'Ahead'),
      { ...failed(5, at + 5000, ''), status: 'COMPLETED' },
      { ...failed(6, at + 5000, ''), status: 'CANCELLED' },
      { ...failed(7, at + 5000, 'Runs'), status: 'RUNNING' },
      { ...failed(8, at + 5000, 'Waits'), status: 'QUEUED' },
    );
    const { since } = database.picture({ since: { at, knownCauses: [] } });
    expect(since).toMatchObject({ at, counts: { complete: 1, failed: 2, cancelled: 1 }, unread: 0 });
    expect(since?.newCauses.map(({ text }) => text).sort()).toEqual(['At', 'Soon']);
    database.close();
  });

  it('has a cause as new if none of its jobs failed before and it was not known', async () => {
    const database = await queueWith(
      failed(1, at - 1000, 'DiskFull: /a/1.csv'),
      failed(2, at + 1000, 'DiskFull: /a/2.csv'),
      failed(3, at + 1000, 'KeyError: 4'),
      failed(4, at + 1000, 'Timeout'),
      failed(5, at + 2000, 'KeyError: 5'),
    );
    const all = database.picture({ since: { at, knownCauses: [] } }).since;
    expect(all?.newCauses.map(({ text }) => text)).toEqual(['KeyError: <n>', 'Timeout']);
    const key = all?.newCauses[0]?.key ?? '';
    expect(database.picture({ since: { at, knownCauses: [key] } }).since?.newCauses).toHaveLength(1);
    database.close();
  });

  it('leads to new failed jobs, from the first to the last, and then to none', async () => {
    const database = await queueWith(
      { ...failed(1, at - 1000, 'Old'), claim_time: time(at - 1000) },
      { ...failed(2, at + 1000, 'New'), claim_time: time(at - 2000) },
      { ...failed(3, at - 1000, 'Old'), claim_time: time(at - 3000) },
      { ...failed(4, at + 1000, 'New'), claim_time: time(at - 4000) },
      { ...failed(5, at + 1000, ''), status: 'COMPLETED' },
    );
    const step = (seen: readonly string[], statuses: 'complete'[] | null = null) =>
      database.picture({
        filter: { ...everyJob, statuses },
        anchor: { kind: 'new', since: at, from: { id: '3', index: 0 }, seen },
        after: 1,
      });
    expect(step([])).toMatchObject({ found: { index: 1, nth: 1, matches: 2 }, window: { first: 1 } });
    expect(step(['2'])).toMatchObject({ found: { index: 3, nth: 2, matches: 2 }, window: { first: 3 } });
    // Done jobs aren't gone through where jobs failed.
    expect(step(['2', '4'])).toMatchObject({
      found: { index: null, nth: null, matches: 2 },
      window: { first: 2 },
    });
    expect(step([], ['complete'])).toMatchObject({ found: { index: 0, nth: 1, matches: 1 } });
    database.close();
  });

  it('has no new cause as long as earlier failures are unread', async () => {
    const database = await QueueDatabase.of('D', 'all');
    database.run(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
      INSERT INTO cf_processing_queue (id, plugin_name, status, claim_time, end_time, error_message)
      SELECT i, 'p', 'FAILED', ${at} - 400000 + i, ${at} - 400 + i, CASE WHEN i IN (1, 400) THEN 'Rare' ELSE 'Often' END FROM n`);
    const scene = new Scene(database);
    const list: PictureRequest = { ...wholeList, after: 1 };
    await scene.picture(list, asOf);
    scene.commit('UPDATE cf_processing_queue SET retry_count = 1 WHERE id = 400');
    await scene.picture(list, asOf);
    let reads = 0;
    for (let unread = 1; unread > 0; reads += 1) {
      const { since } = await scene.picture({ ...list, since: { at, knownCauses: [] } }, asOf, inSlices);
      expect(since).toMatchObject({ newCauses: [], counts: { failed: 1 } });
      unread = since?.unread ?? 0;
    }
    expect(reads).toBeGreaterThan(2);
    await scene.end();
  });
});
