import { afterEach, beforeAll, expect } from '@jest/globals';
import { needs } from '../support/needs.js';
import { addressOf, type PostgresServer } from '../support/postgres-server.js';
import { createTables } from '../support/postgres-tables.js';
import { sharedPooler, sharedServer } from '../support/shared-server.js';
import { type Ended, inTime, runInside } from './inside.js';
import { killAll, type Run, run } from './scripts.js';

const { describe, it } = needs('postgres', 'pgbouncer');

const server = sharedServer({
  tables: { version: 'D', migrated: 'all', schema: 'jobs' },
  statements: [
    'SET search_path TO jobs',
    'CREATE ROLE reader LOGIN',
    'CREATE ROLE guest LOGIN',
    'REVOKE SELECT ON cf_job_failures, cf_sink_stats FROM PUBLIC',
    'GRANT SELECT ON cf_job_failures, cf_sink_stats TO reader',
    'ALTER TABLE cf_job_artifacts ENABLE ROW LEVEL SECURITY',
    'CREATE POLICY all_for_readers ON cf_job_artifacts FOR SELECT TO reader USING (true)',
    'CREATE SCHEMA bare',
    'CREATE TABLE bare.cf_processing_queue (id BIGINT PRIMARY KEY, status TEXT)',
    'GRANT USAGE ON SCHEMA bare TO PUBLIC',
    'GRANT SELECT ON bare.cf_processing_queue TO reader',
  ],
});

beforeAll(() =>
  server.with(async (client) => {
    await createTables(client, { version: 'D', schema: 'parts', layout: 'by time and status' });
    await createTables(client, { version: 'D', schema: 'fewer', layout: 'by time and status' });
    for (const name of ['ix_queue_pop', 'cf_processing_queue_id_idx'])
      await client.query(`DROP INDEX ${name}`);
    await client.query(
      `INSERT INTO cf_processing_queue (claim_time, error_message) SELECT i, repeat(i::text, 20) FROM generate_series(1, 1000) i`,
    );
  }),
);

const pooler = sharedPooler(server);
const standby = sharedServer({ standbyOf: server });

afterEach(() => killAll());

type Place = Pick<PostgresServer, 'host' | 'port'>;

/** What the doctor says of a place, by topic, and how it ended; in this process, or as the program. */
async function doctor(
  place: Place,
  user = 'reader',
  schema = 'jobs',
  more = {},
  way: typeof run | typeof runInside = runInside,
) {
  const { code, out, errors } = await inTime<Ended | Run>(() =>
    way(['doctor', '--json', addressOf(place, { user, schema, ...more })]),
  );
  expect(errors).toBe('');
  const { findings, works } = JSON.parse(out) as {
    readonly works: boolean;
    readonly findings: readonly { readonly topic: string; readonly verdict: string; readonly text: string }[];
  };
  const said = new Map<string, string>();
  for (const { topic, verdict, text } of findings)
    said.set(topic, [...(said.has(topic) ? [said.get(topic)] : []), `${verdict}: ${text}`].join('\n'));
  return { code, works, said: Object.fromEntries(said) };
}

describe('jobs-view doctor on a server of PostgreSQL', () => {
  it('finds a sound server, schema and role good, and changes nothing', async () => {
    const objects = `SELECT count(*)::int AS all FROM pg_class`;
    const count = () => server.with(async (client) => (await client.query(objects)).rows[0].all);
    const before = await count();
    const { code, said } = await doctor(server, 'reader', 'jobs', {}, run);
    expect(code).toBe(0);
    expect(said).toMatchObject({
      server: expect.stringMatching(/^good: PostgreSQL \d+.*, as reader$/),
      connection: 'good: straight to the server',
      encryption: 'good: none, and none needed on this host',
      standby: 'good: no: it is the primary',
      clock: 'good: the same as here',
      queue: expect.stringMatching(/^good: cf_processing_queue in schema jobs, 0\.\d MB$/),
      tables: expect.stringContaining('cf_job_failures'),
      grants: 'good: every table that is there may be read',
      rows: expect.stringMatching(/^note: row-level security/),
      index: expect.stringMatching(/^good: on \(status, priority, id\)/),
    });
    expect(await count()).toBe(before);
  });

  it('names the grants that a role lacks, with the statement that gives them', async () => {
    const guest = await doctor(server, 'guest');
    expect(guest.code).toBe(0);
    expect(guest.said).toMatchObject({
      grants: expect.stringMatching(
        /^note: not readable: cf_job_failures, cf_sink_stats; GRANT SELECT ON jobs\.cf_job_failures, jobs\.cf_sink_stats/,
      ),
    });
    const bare = await doctor(server, 'reader', 'bare');
    expect(bare.said).toMatchObject({
      rows: 'good: no row-level security applies',
      index: expect.stringMatching(
        /^note: none on .* ON bare\.cf_processing_queue \(status, priority, id\)$/,
      ),
      tables: expect.stringMatching(/not there: .*cf_job_failures/),
    });
    expect((await doctor(server, 'owner')).said).toMatchObject({
      server: expect.stringMatching(/^note: .*as owner, a superuser/),
    });
  });

  it('counts the partitions of a queue, and names their missing indexes', async () => {
    expect((await doctor(server, 'reader', 'parts')).said).toMatchObject({
      queue: 'good: cf_processing_queue in schema parts, in 5 partitions, 0.0 MB',
      index: 'good: on (status, priority, id): the first jobs are found at once',
    });
    const { said } = await doctor(server, 'reader', 'fewer');
    expect(said.queue).toMatch(/^good: .* in 5 partitions, 0\.[1-9] MB$/);
    const making = (columns: string) =>
      `CREATE INDEX CONCURRENTLY ON each partition (${columns}), then CREATE INDEX ON fewer.cf_processing_queue (${columns})`;
    expect(said.index?.split('\n')).toEqual([
      `note: none on (status, priority, id), so finding the first jobs takes a pass over the table; worth having: ${making('status, priority, id')}`,
      `note: none that begins with id on every partition, so every ten thousand jobs take a pass over the table; worth having: ${making('id')}`,
    ]);
  });

  it('says how soon changes are seen in a large queue, and which index would help', async () => {
    expect((await doctor(server)).said.changes).toBe('good: all of them are seen with the next read');
    const { schema, run: runThere } = await server.queue({ version: 'D', migrated: 'all' });
    const saying = async () => {
      // The doctor goes by the server's own estimate.
      await runThere(`UPDATE pg_class SET reltuples = 3e6 WHERE oid = 'cf_processing_queue'::regclass`);
      return (await doctor(server, 'reader', schema)).said;
    };
    const changes =
      'good: what workers do is seen with the next read; other changes of rows within about 113 s while something is written';
    expect(await saying()).toMatchObject({ changes, index: expect.not.stringContaining('note') });
    await runThere('DROP INDEX idx_jobs_updated');
    expect(await saying()).toMatchObject({
      changes,
      index: expect.stringMatching(
        new RegExp(`note: none on a time .* CONCURRENTLY ON ${schema}.cf_processing_queue \\(updated_at\\)$`),
      ),
    });
  });

  it('gives the reason why the dashboard will not work, and exits with 1', async () => {
    expect(await doctor(server, 'guest', 'bare')).toMatchObject({
      ...{ code: 1, works: false },
      said: { queue: expect.stringContaining('bad: This user may not read the queue. Have its owner run') },
    });
    expect(await doctor(server, 'reader', 'nowhere')).toMatchObject({
      said: { queue: expect.stringContaining('bad: This database has no table cf_processing_queue') },
    });
    expect(await doctor(server, 'nobody')).toMatchObject({
      said: { server: expect.stringContaining('bad: The server does not let this user in') },
    });
    expect(await doctor({ host: server.host, port: 1 })).toMatchObject({
      ...{ code: 1, works: false },
      said: { server: expect.stringMatching(/^bad: Nothing answers there: .* Try again in a moment\.$/) },
    });
  });

  it('says that a channel is no longer needed only of an address that has one', async () => {
    expect((await doctor(server)).said).not.toHaveProperty('channel');
    expect((await doctor(server, 'reader', 'jobs', { channel: 'jobs' })).said.channel).toBe(
      'note: channel= in the address is no longer needed: leave it out',
    );
  });

  it('recognises a pooler and a standby', async () => {
    expect((await doctor(pooler)).said).toMatchObject({
      connection: expect.stringMatching(/^good: through a pooler/),
      queue: expect.stringContaining('in schema jobs'),
    });
    expect((await doctor(standby)).said).toMatchObject({ standby: expect.stringContaining('yes') });
  });
});
