import { afterEach, expect } from '@jest/globals';
import { type MirrorPace, usualPace } from '../../lib/postgres/mirror/mirror-pace.js';
import type { WalkQueue } from '../../lib/snapshot/index/queue-walk.js';
import type { Queryable } from '../../lib/snapshot/port.js';
import { readShape } from '../../lib/snapshot/tables/database-shape.js';
import { eventually } from '../support/eventually.js';
import { needs } from '../support/needs.js';
import { sharedServer } from '../support/shared-server.js';
import { type SlowRelay, slowRelay } from '../support/slow-relay.js';
import { linkTo } from './link/link-to.js';
import { readerOf, readValue } from './same-rows.js';

const { describe, it } = needs('postgres');

const server = sharedServer({ tcp: true });
let relay: SlowRelay | null = null;

afterEach(() => relay?.close());

const text = `SELECT count(*) AS jobs, max(plugin_name) AS last,
  (SELECT count(*) FROM cf_job_artifacts) AS artifacts FROM cf_processing_queue`;

/** A queue with so many jobs at the end of a line, and a database that reads it by this clock. */
async function queueOf(jobs: number, steady = () => performance.now(), pace: Partial<MirrorPace> = {}) {
  const { schema, run } = await server.queue(
    { version: 'D' },
    `INSERT INTO cf_processing_queue (plugin_name, status) SELECT 'a' || i, 'COMPLETED' FROM generate_series(1, ${jobs}) i`,
    'ANALYZE',
  );
  // So long that what is sent at once is one turn, however busy this machine is.
  const line = await slowRelay(server.port, 100, 1e9);
  relay = line;
  const link = linkTo({ host: '127.0.0.1', port: line.port }, { schema }, { steady: () => 0 });
  const { database } = readerOf(server, schema, {
    ...{ link, clock: Date.now, steady, pace: { ...usualPace, ...pace } },
  });
  /** How many round trips a look and a read take after statements, and what is read. */
  const trips = async (...statements: readonly string[]) => {
    // Meanwhile the end of the transaction before is answered.
    await run(...statements);
    await eventually(line.isAnswered, 'the end of a transaction is not answered');
    const before = line.turns();
    await database.look();
    const between = line.turns();
    const { value } = await readValue(database, (tables) => tables.all(text)[0]);
    return { look: between - before, read: line.turns() - between, ...value };
  };
  return { database, turns: line.turns, trips };
}

describe('A read of a server far away', () => {
  it('takes one round trip, and one more only for rows that are gone', async () => {
    const { trips } = await queueOf(200);
    const first = await trips();
    // The connection is made with the first look.
    expect(first).toEqual({ look: first.look, read: 2, jobs: 200, last: 'a99', artifacts: 0 });
    expect(first.look).toBeLessThanOrEqual(4);
    const same = { look: 1, read: 1, jobs: 200, last: 'a99', artifacts: 0 };
    expect(await trips()).toEqual(same);
    const updated = `UPDATE cf_processing_queue SET plugin_name = 'b' WHERE id < 9`;
    const inserted = `INSERT INTO cf_job_artifacts (job_id, kind, uri, created_at) VALUES (1, 'output', 'o', 1)`;
    expect(await trips(updated, inserted)).toEqual({ ...same, last: 'b', artifacts: 1 });
    expect(await trips('DELETE FROM cf_processing_queue WHERE id < 9')).toEqual({
      ...{ ...same, read: 2, jobs: 192, artifacts: 1 },
    });
  });

  it('takes one round trip of a large queue too, though the ranges that rest may be compared once it has begun', async () => {
    let times: number[] = [];
    const { database, trips } = await queueOf(2000, () => times.shift() ?? 1e9, { rowsAtOnce: 100 });
    await database.read(() => null, false, true);
    for (const begun of [1e9, 0, 0, 1e9]) {
      times = [begun];
      const updated = `UPDATE cf_processing_queue SET plugin_name = 'z${begun}' WHERE id = 2000`;
      expect({ begun, ...(await trips(updated)) }).toMatchObject({ begun, look: 1, read: 1 });
    }
    // Gone from all ranges that are compared.
    times = [2e9];
    const gone = 'DELETE FROM cf_processing_queue WHERE id % 10 = 0';
    expect(await trips(gone)).toMatchObject({ look: 1, read: 2 });
  });

  it('takes no round trip more for all rows of a larger queue at first, but the one that shows how quick it is', async () => {
    const { database, turns } = await queueOf(2000, () => 0, { rowsAtOnce: 300 });
    await database.look();
    const before = turns();
    const queries = (tables: Queryable, walkQueue: WalkQueue) => {
      walkQueue(readShape(tables))?.queue();
      return tables.all(text)[0];
    };
    const whole = await database.read(queries, false, true);
    expect(whole).toMatchObject({ value: { jobs: 2000, last: 'a999', artifacts: 0 } });
    // Where the tables are, small tables and 300 rows, and the others.
    expect(turns() - before).toBe(3);
  });
});
