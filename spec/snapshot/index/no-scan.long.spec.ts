import { describe, expect, it } from '@jest/globals';
import { everyJob, type JobFilter } from '../../../lib/model/filter.js';
import type { Anchor, PictureRequest } from '../../../lib/model/picture.js';
import type { Queryable } from '../../../lib/snapshot/port.js';
import { countedPicture, pictureBySql } from '../queries/counted-picture.js';
import { asOf, QueueDatabase, searchFor, wholeList } from '../queries/queue-database.js';

/** Jobs as workers leave them. */
const jobs = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
  INSERT INTO cf_processing_queue (plugin_name, status, error_message)
  SELECT 'parser_' || (i % 5), CASE i % 4 WHEN 0 THEN 'FAILED' WHEN 1 THEN 'RUNNING' WHEN 2 THEN 'QUEUED' ELSE 'COMPLETED' END,
    CASE i % 4 WHEN 0 THEN 'it broke in ' || (i % 3) END FROM n`;

/** Those of the statements for which SQLite goes through the whole queue. */
function scansOf(read: typeof countedPicture, bytes: Uint8Array, request: PictureRequest): readonly string[] {
  const scans = new Set<string>();
  const watched = ({ all }: Queryable): Queryable => ({
    all: (sql, parameters) => {
      const plan = /^(SELECT|WITH)\b/.test(sql) ? [...all(`EXPLAIN QUERY PLAN ${sql}`, parameters)] : [];
      if (plan.some(({ detail }) => /^SCAN (job|cf_processing_queue)\b/.test(String(detail)))) scans.add(sql);
      return all(sql, parameters);
    },
  });
  read(bytes, request, asOf, undefined, watched);
  return [...scans];
}

const list: PictureRequest = { ...wholeList, filter: everyJob, before: 3, after: 10 };
const filtered = (filter: Partial<JobFilter>): PictureRequest => ({
  ...list,
  filter: { ...everyJob, ...filter },
});
const anchored = (anchor: Anchor): PictureRequest => ({ ...list, anchor });

const requests: Readonly<Record<string, PictureRequest>> = {
  ...{ 'the list': list, 'its end': anchored({ kind: 'last' }) },
  'a job': anchored({ kind: 'job', id: '150', index: 3 }),
  'a search': anchored(searchFor('broke in 2')),
  'what is new': anchored({ kind: 'new', since: asOf - 60_000, from: { id: null, index: 0 }, seen: [] }),
  ...{ statuses: filtered({ statuses: ['failed', 'running'] }), types: filtered({ types: ['parse'] }) },
  ...{ 'a name': filtered({ name: 'parser_3' }), 'a text': filtered({ text: 'broke in 1' }) },
  'a worker': filtered({ worker: 'host' }),
  'a cause': filtered({ cause: { key: null, text: 'broke' } }),
  'another order': { ...list, sort: { by: 'name', reversed: true, failedFirst: true } },
  'the pipeline': { ...list, pipeline: true },
  causes: { ...list, causes: { sampleOf: null } },
  workers: { ...list, workers: { periodMs: null, of: null, jobs: 5 } },
  parsers: { ...list, parsers: { periodMs: null, of: null } },
  'what ended since': { ...list, since: { at: asOf - 60_000, knownCauses: [] } },
  'the pace': { ...list, pace: { atHand: null } },
  'what is cleared': { ...list, clearing: true },
  monitoring: { ...list, monitoring: { periodMs: 300_000 } },
  'all counts': { ...list, crossed: true },
  'rows that are written': { ...list, rows: everyJob },
  marks: { ...list, marks: { but: ['3'] } },
};

describe('a reader with an index', () => {
  it.each([
    ['A', 'none'],
    ['D', 'all'],
  ] as const)(
    'never has SQLite scan a whole queue of version %s (additions: %s)',
    async (version, extent) => {
      const database = await QueueDatabase.of(version, extent);
      database.run(jobs);
      const bytes = database.bytes();
      database.close();
      for (const [name, request] of Object.entries(requests)) {
        expect([name, scansOf(countedPicture, bytes, request)]).toEqual([name, []]);
        // By SQL alone it does: or what is looked for would no longer be what plans say.
        expect([name, scansOf(pictureBySql, bytes, request)]).not.toEqual([name, []]);
      }
    },
  );
});
