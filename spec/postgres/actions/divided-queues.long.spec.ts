import { expect } from '@jest/globals';
import { after } from '../../../lib/clock/after.js';
import { schemaOnServer } from '../../../lib/postgres/actions/schema-on-server.js';
import { needs } from '../../support/needs.js';
import { type Layout, layouts } from '../../support/postgres-partitions.js';
import { sharedServer } from '../../support/shared-server.js';
import { label } from './write-to.js';

const { describe, it } = needs('postgres');

const server = sharedServer();

/** A queue of version C with three jobs, and what makes its tables. */
async function queue(layout: Layout) {
  const { schema, run } = await server.queue(
    { version: 'C', layout },
    `INSERT INTO cf_processing_queue (id, status, claim_time) VALUES (1, 'FAILED', 1), (2, 'QUEUED', 150), (250, 'RUNNING', 200)`,
  );
  const make = (action: 'init' | 'migrate') =>
    schemaOnServer(action, label, {
      parameters: {
        servers: [{ host: server.host, port: server.port }],
        ...{ user: 'owner', database: 'postgres', schema, channel: null, passwordOf: () => null },
        ...{ sessions: 'any', ssl: { mode: 'disable', rootCert: null, cert: null, key: null } },
      },
      ...{ after, steady: () => performance.now(), random: Math.random },
      read: () => '',
      signal: new AbortController().signal,
    });
  return { run, make };
}

describe('a migration of a queue in several tables', () => {
  it.each(layouts)(
    'adds missing columns and indexes to all tables; init refuses to make another queue: %s',
    async (layout) => {
      const { run, make } = await queue(layout);
      const first = await make('migrate');
      if (first.kind === 'problem') throw new Error(first.problem.sentence);
      expect(first.changes).toContain('column cf_processing_queue.progress_pct');
      expect(first.changes).toContain('index idx_jobs_updated');
      expect(await make('migrate')).toMatchObject({ kind: 'done', changes: [] });
      expect(await make('init')).toMatchObject({ kind: 'problem', problem: { code: 'exists' } });
      expect(
        await run(
          'UPDATE cf_processing_queue SET progress_pct = progress_pct + 7',
          'SELECT id::int, progress_pct FROM cf_processing_queue ORDER BY id',
        ),
      ).toEqual([...[1, 2, 250].map((id) => [id, 7])]);
    },
  );

  it('changes nothing where a partition is a foreign table', async () => {
    const { run, make } = await queue('by time and status');
    await run(
      'CREATE FOREIGN DATA WRAPPER nothing',
      'CREATE SERVER nowhere FOREIGN DATA WRAPPER nothing',
      'CREATE FOREIGN TABLE away PARTITION OF cf_processing_queue FOR VALUES FROM (1768294000000) TO (MAXVALUE) SERVER nowhere',
    );
    expect(await make('migrate')).toMatchObject({
      kind: 'problem',
      problem: { code: 'foreign', sentence: expect.stringContaining('is a foreign table') },
    });
    expect(
      await run(
        `SELECT FROM pg_attribute WHERE attrelid = 'cf_processing_queue'::regclass AND attname = 'progress_pct'`,
      ),
    ).toEqual([]);
  });
});
