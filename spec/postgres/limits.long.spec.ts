import { expect } from '@jest/globals';
import type { PictureRequest } from '../../lib/model/picture.js';
import { PostgresDatabase } from '../../lib/postgres/postgres-database.js';
import { PostgresReaders } from '../../lib/postgres/postgres-readers.js';
import { noLogs } from '../contract/sources.js';
import { needs } from '../support/needs.js';
import { sharedServer } from '../support/shared-server.js';
import { linkTo } from './link/link-to.js';
import { counted, readerOf, top } from './same-rows.js';

const { describe, it } = needs('postgres');

const detailed: PictureRequest = {
  ...top,
  detail: { id: '1', failuresFrom: 0, failures: 5 },
  monitoring: { periodMs: 300_000 },
};

const server = sharedServer({ statements: ['CREATE ROLE reader LOGIN'] });

/** A schema with two jobs, one of which failed twice, after further statements there. */
async function queue(...statements: readonly string[]): Promise<string> {
  const { schema } = await server.queue(
    { version: 'D', migrated: 'all' },
    `INSERT INTO cf_processing_queue (id, plugin_name, status) VALUES (1, 'one', 'FAILED'), (2, 'two', 'QUEUED')`,
    `INSERT INTO cf_job_failures (job_id, error_message) VALUES (1, 'first'), (1, 'second')`,
    ...statements,
  );
  return schema;
}

/** Asks a reader of that role's again and again, as its dashboard would. */
function asking(schema: string, user = 'reader') {
  const { reader } = readerOf(server, schema, { user });
  return () => counted(reader, detailed);
}

describe('A table in PostgreSQL that a user may not read', () => {
  it('is named if it is beside the queue, and shown once they may read it', async () => {
    const schema = await queue('REVOKE SELECT ON cf_job_failures, cf_sink_stats FROM PUBLIC');
    const ask = asking(schema);
    expect(await ask()).toMatchObject({
      counts: { failed: 1, queued: 1 },
      detail: { job: { id: '1' }, failureCount: 0 },
      limits: {
        unread: [
          { table: 'cf_job_failures', why: 'no-grant' },
          { table: 'cf_sink_stats', why: 'no-grant' },
        ],
        hidesRows: false,
      },
    });
    await server.run(`GRANT SELECT ON ${schema}.cf_job_failures, ${schema}.cf_sink_stats TO reader`);
    const picture = await ask();
    expect(picture).toMatchObject({ detail: { failureCount: 2 } });
    expect(picture).not.toHaveProperty('limits');
  });

  it('is named where only some of its columns may be read', async () => {
    const schema = await queue(
      'REVOKE SELECT ON cf_job_failures FROM PUBLIC',
      'GRANT SELECT (id, job_id) ON cf_job_failures TO reader',
    );
    expect(await asking(schema)()).toMatchObject({
      counts: { failed: 1 },
      limits: { unread: [{ table: 'cf_job_failures', why: 'no-grant' }] },
    });
  });

  it('is a problem where it is the queue, or some of its columns, which passes with the right', async () => {
    const schema = await queue(
      'REVOKE SELECT ON cf_processing_queue FROM PUBLIC',
      'GRANT SELECT (id, status) ON cf_processing_queue TO reader',
    );
    const ask = asking(schema);
    expect(await ask()).toBe('This user may not read the queue.');
    await server.run(`GRANT SELECT ON ${schema}.cf_processing_queue TO reader`);
    expect(await ask()).toMatchObject({ counts: { failed: 1 } });
    await server.run(
      `REVOKE SELECT ON ${schema}.cf_processing_queue FROM reader`,
      `UPDATE ${schema}.cf_processing_queue SET status = 'QUEUED'`,
    );
    expect(await ask()).toBe('This user may not read the queue.');
  });

  it('has limits if row-level security hides rows from this user, and only then', async () => {
    const schema = await queue(
      'ALTER TABLE cf_processing_queue ENABLE ROW LEVEL SECURITY',
      `CREATE POLICY failed ON cf_processing_queue FOR SELECT USING (status = 'FAILED')`,
    );
    const ask = asking(schema);
    expect(await ask()).toMatchObject({ counts: { failed: 1, queued: 0 }, limits: { hidesRows: true } });
    expect(await asking(schema, 'owner')()).not.toHaveProperty('limits');
    await server.run(`ALTER TABLE ${schema}.cf_processing_queue DISABLE ROW LEVEL SECURITY`);
    const picture = await ask();
    expect(picture).toMatchObject({ counts: { failed: 1, queued: 1 } });
    expect(picture).not.toHaveProperty('limits');
  });
});

describe('A server whose clock is ten minutes ahead', () => {
  const aheadMs = 600_000;
  const here = () => Date.now() - aheadMs;

  it('counts what ended since an instant here by its own clock, with how far it is ahead', async () => {
    const schema = await queue();
    // By the server's clock that was five minutes ago.
    await server.run(
      `INSERT INTO ${schema}.cf_processing_queue (id, plugin_name, status, end_time)
       VALUES (3, 'ended', 'COMPLETED', ${Date.now() - aheadMs / 2})`,
    );
    const database = new PostgresDatabase({
      link: linkTo(server, { schema }),
      ...{ label: 'postgres://there', clock: here, steady: () => performance.now() },
    });
    const readers = new PostgresReaders(() => database, here, noLogs);
    const since = async (ms: number) => {
      const at = here() - ms;
      const result = await readers.measured({ ...detailed, since: { at, knownCauses: [] } });
      if (result.kind === 'problem') throw new Error(result.problem.sentence);
      expect(result.picture.since?.at).toBe(at);
      expect(Math.abs((result.picture.limits?.aheadMs ?? 0) - aheadMs)).toBeLessThan(5000);
      expect(Math.abs(result.picture.asOf - here())).toBeLessThan(20_000);
      return result.picture.since?.counts.complete;
    };
    expect(await since(60_000)).toBe(0);
    expect(await since(aheadMs / 2 + 60_000)).toBe(1);
    await readers.close();
  });
});
