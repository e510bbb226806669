import { expect } from '@jest/globals';
import { PostgresFailure } from '../../../lib/postgres/link/server-connection.js';
import { type MirrorPace, usualPace } from '../../../lib/postgres/mirror/mirror-pace.js';
import { needs } from '../../support/needs.js';
import { sharedServer } from '../../support/shared-server.js';
import { linkTo } from '../link/link-to.js';
import { MeddledLink } from '../meddled-link.js';
import { counted, now, readerOf, readValue, top } from '../same-rows.js';

const { describe, it } = needs('postgres');

const server = sharedServer({ statements: ['CREATE ROLE reader LOGIN'] });

const queue = 'cf_processing_queue';

/** A queue of thirty jobs that is read in ranges of ten, the ids that are shown, and how far the first reading was. */
async function thirty(statements: readonly string[] = [], pace: Partial<MirrorPace> = {}) {
  const { schema, run } = await server.queue(
    { version: 'D' },
    `INSERT INTO ${queue} (id, status) SELECT i, 'FAILED' FROM generate_series(1, 30) AS i`,
    ...statements,
  );
  const link = new MeddledLink(linkTo(server, { schema, user: 'reader' }, { steady: () => 0 }));
  const progress: number[] = [];
  let time = now;
  const { reader, database } = readerOf(server, schema, {
    ...{ link: link.asLink, pace: { ...usualPace, rowsAtOnce: 10, stepsAtOnce: 20, quickSteps: 0, ...pace } },
    onProgress: ({ bytesRead, databaseBytes }) => {
      progress.push(bytesRead / databaseBytes);
    },
    clock: () => {
      time += 1;
      return time;
    },
    steady: () => 0,
  });
  const ids = async () => {
    const shown = await counted(reader, { ...top, after: 100 });
    if (typeof shown === 'string') return shown;
    return shown.window.jobs.map(({ id }) => Number(id)).sort((one, other) => one - other);
  };
  return { run, link, progress, database, ids };
}

const upTo = (last: number) => Array.from({ length: last }, (_, at) => at + 1);

describe('A mirror in ranges of keys', () => {
  it('loses rows that were removed from a range with more changes than are read at once', async () => {
    const { run, ids } = await thirty();
    expect(await ids()).toEqual(upTo(30));
    await run(
      `BEGIN; INSERT INTO ${queue} (id, status) SELECT i, 'FAILED' FROM generate_series(31, 45) AS i;
       UPDATE ${queue} SET plugin_name = 'p'; DELETE FROM ${queue} WHERE id % 2 = 0; COMMIT`,
    );
    expect(await ids()).toEqual(upTo(45).filter((id) => id % 2 === 1));
  });

  it('has rows that nobody wrote, once this user may see them', async () => {
    const { run, ids } = await thirty([
      'CREATE TABLE bound AS SELECT 13 AS last, 5 AS hidden',
      'GRANT SELECT ON bound TO PUBLIC',
      `ALTER TABLE ${queue} ENABLE ROW LEVEL SECURITY`,
      `CREATE POLICY bounded ON ${queue} USING ((SELECT id <= last AND id <> hidden FROM bound))`,
    ]);
    expect(await ids()).toEqual(upTo(13).filter((id) => id !== 5));
    await run('UPDATE bound SET hidden = 0');
    expect(await ids()).toEqual(upTo(13));
    // As many as before come back after some of them were gone.
    for (const last of [17, 5, 13, 30, 17]) {
      await run(`UPDATE bound SET last = ${last}`);
      expect(await ids()).toEqual(upTo(last));
    }
  });

  it('has rows without a key that this user may see once other rows took the places of some', async () => {
    const { run, database, ids } = await thirty([
      `INSERT INTO cf_job_artifacts (job_id, kind, uri, created_at) SELECT i, 'output', 'x', 1 FROM generate_series(1, 30) i`,
      'CREATE TABLE bound AS SELECT 15 AS hidden',
      'GRANT SELECT ON bound TO PUBLIC',
      'ALTER TABLE cf_job_artifacts ENABLE ROW LEVEL SECURITY',
      'CREATE POLICY bounded ON cf_job_artifacts USING ((SELECT job_id <> hidden FROM bound))',
    ]);
    const query = 'SELECT job_id FROM cf_job_artifacts ORDER BY job_id';
    const jobs = async () => {
      const { value } = await readValue(database, (tables) => tables.all(query));
      return value.map(({ job_id: job }) => Number(job));
    };
    expect(await ids()).toEqual(upTo(30));
    // From now on it may be known how many rows each of the other ranges has.
    await run(`UPDATE cf_job_artifacts SET kind = 'log' WHERE job_id = 2`);
    expect(await jobs()).toEqual(upTo(30).filter((id) => id !== 15));
    await run('DELETE FROM cf_job_artifacts WHERE job_id = 17', 'VACUUM cf_job_artifacts');
    // They take all places that are free, that of the removed row as well.
    await run(
      `INSERT INTO cf_job_artifacts (job_id, kind, uri, created_at) SELECT 3, 'output', 'x', 1 FROM generate_series(1, 7)`,
      'UPDATE bound SET hidden = 0',
    );
    expect(new Set(await jobs())).toEqual(new Set(upTo(30).filter((id) => id !== 17)));
  });

  it.each([
    ['from 1 on', '', [0.5, 0.67, 0.83, 1]],
    ['below 0, of which nobody knows how many are read', `UPDATE ${queue} SET id = -id`, [0.5, 0.5, 0.5, 1]],
  ])('reports how far the first reading is by the keys: %s', async (_, statement, portions) => {
    const { link, progress, ids } = await thirty([statement], { rangesLoaded: 1, stepsAtOnce: 1 });
    const before: (number | undefined)[] = [];
    link.before = async (text) => {
      if (/^COPY/m.test(text) && text.includes(queue)) before.push(progress.at(-1));
    };
    expect(await ids()).toHaveLength(30);
    // There is as much of another table, which is read before.
    expect([...before, progress.at(-1)].map((portion) => Number(portion?.toFixed(2)))).toEqual(portions);
  });

  it('is complete as soon as it is shown, and asks for no more rows than a range may have', async () => {
    const { link, ids } = await thirty([], { rangesLoaded: 1, stepsAtOnce: 0, stepsEach: 1, fillingMs: -1 });
    const most = new Set<string | undefined>();
    link.before = async (statement) => {
      if (/^COPY/m.test(statement)) most.add(/LIMIT '(\d+)'/.exec(statement)?.[1]);
    };
    expect(await ids()).toEqual(upTo(30));
    expect([...most]).toEqual(['11']);
  });

  it('reads more rows at once for the first time if they come quickly, and compares them in the usual ranges', async () => {
    const { run, link, ids } = await thirty();
    const most: (string | undefined)[] = [];
    let compared = 0;
    link.before = async (statement) => {
      if (!statement.includes(queue)) return;
      if (/^COPY/m.test(statement)) most.push(/LIMIT '(\d+)'/.exec(statement)?.[1]);
      if (statement.includes('AS changed')) compared += 1;
    };
    expect(await ids()).toEqual(upTo(30));
    expect([most, compared]).toEqual([['11', '201'], 0]);
    await run(`UPDATE ${queue} SET plugin_name = 'p' WHERE id = 9`);
    expect(await ids()).toEqual(upTo(30));
    expect(compared).toBe(3);
  });

  it('reads as many rows at once for the first time as come in a second, on a slow line too', async () => {
    const { link, ids } = await thirty();
    const most: (string | undefined)[] = [];
    const slowly = [4000, 1500, 500];
    link.instant = (instant) => ({
      copy: async (text) => {
        const copied = await instant.copy(text);
        if (!text.includes(queue)) return copied;
        most.push(/LIMIT '(\d+)'/.exec(text)?.[1]);
        return { ...copied, tookMs: slowly.shift() ?? 1000 };
      },
    });
    expect(await ids()).toEqual(upTo(30));
    // Of 11 a quarter, of 3 two thirds; then a quarter more each time.
    expect(most.slice(0, 6)).toEqual(['11', '3', '3', '4', '5', '6']);
  });

  it('reads fewer rows after a read took too long, and then more again', async () => {
    const { run, link, ids } = await thirty();
    expect(await ids()).toEqual(upTo(30));
    await run(`UPDATE ${queue} SET plugin_name = 'p'`);
    // The first time it is no step of its own.
    const slow = link.reads + 2;
    const asked: number[] = [];
    link.before = async (statement, values) => {
      const isOfQueue = statement.includes(queue);
      if (isOfQueue && statement.includes('AS changed') && link.reads <= slow)
        throw new PostgresFailure({ kind: 'too-slow' });
      if (isOfQueue && /LIMIT \$3/.test(statement)) asked.push(Number(values?.[2]));
    };
    expect(await ids()).toEqual(upTo(30));
    // One more than is wanted, to see whether there are more.
    expect(asked.slice(0, 6)).toEqual([2, 3, 4, 5, 6, 8]);
  });

  it('divides ranges that have grown, but not the rows of one number', async () => {
    const artifacts = (job: number, count: number) =>
      `INSERT INTO cf_job_artifacts (job_id, kind, uri, created_at) SELECT ${job}, 'output', i, 1 FROM generate_series(1, ${count}) i`;
    const { run, link, database, ids } = await thirty([artifacts(7, 35)]);
    expect(await ids()).toEqual(upTo(30));
    /** What is asked of a table while it is compared: how many ranges, and how many of them are read as a whole. */
    const compared = async (table: string, ...statements: readonly string[]) => {
      await run(...statements);
      await ids();
      let [looked, whole] = [0, 0];
      link.before = async (statement) => {
        if (!statement.includes(table)) return;
        if (statement.includes('AS changed')) looked += 1;
        if (/LIMIT \$3/.test(statement)) whole += 1;
      };
      await run('CREATE TABLE IF NOT EXISTS other ()', 'DROP TABLE other');
      await ids();
      link.before = async () => {};
      return { looked, whole };
    };
    const few = await compared('cf_job_artifacts');
    expect(few.whole).toBe(0);
    expect(await compared('cf_job_artifacts', `UPDATE cf_job_artifacts SET kind = 'log'`)).toEqual(few);
    await run(`UPDATE cf_job_artifacts SET kind = 'output'`);
    const count = 'SELECT count(*) AS it FROM cf_job_artifacts';
    expect((await readValue(database, (tables) => tables.all(count))).value).toMatchObject([{ it: 35 }]);
    const before = (await compared(queue)).looked;
    for (const from of [31, 39, 47, 55])
      await compared(
        queue,
        `INSERT INTO ${queue} (id, status) SELECT i, 'FAILED' FROM generate_series(${from}, ${from + 7}) i`,
      );
    expect((await compared(queue)).looked).toBeGreaterThan(before);
    expect(await ids()).toEqual(upTo(62));
  });

  it.each([10, 11])(
    'loses a job (%i) that came and was removed before its range was compared',
    async (id) => {
      // So that others that are queued are looked for at each read.
      const queued = `UPDATE ${queue} SET status = 'QUEUED' WHERE id = 30`;
      const { run, ids } = await thirty([queued], { rangesLoaded: 1, stepsAtOnce: 0, stepsEach: 1 });
      /** Until each of them was compared: one by each read. */
      const settle = async () => {
        for (let read = 0; read < 25; read += 1) await ids();
      };
      expect(await ids()).toEqual(upTo(30));
      await run(`DELETE FROM ${queue} WHERE id = ${id}`);
      await settle();
      // Where some are missing, they are counted the next time.
      await run(`UPDATE ${queue} SET plugin_name = 'p' WHERE id = 30`);
      await settle();
      await run(`INSERT INTO ${queue} (id, status) VALUES (${id}, 'QUEUED')`);
      expect(await ids()).toEqual(upTo(30));
      await run(`UPDATE ${queue} SET status = 'COMPLETED' WHERE id = ${id}`);
      expect(await ids()).toEqual(upTo(30));
      await run(`DELETE FROM ${queue} WHERE id = ${id}`);
      await settle();
      expect(await ids()).toEqual(upTo(30).filter((other) => other !== id));
    },
  );
});
