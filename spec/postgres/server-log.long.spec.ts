import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, expect } from '@jest/globals';
import type { ServerLink } from '../../lib/postgres/link/server-link.js';
import { ServerLog } from '../../lib/postgres/server-log.js';
import { DatabaseLogReader } from '../../lib/snapshot/job-log/database-log-reader.js';
import { needs } from '../support/needs.js';
import { createTables } from '../support/postgres-tables.js';
import { sharedServer } from '../support/shared-server.js';
import { testFolder } from '../support/test-folder.js';
import { linkTo } from './link/link-to.js';

const { describe, it } = needs('postgres');

const server = sharedServer({
  tables: { version: 'D', migrated: 'all' },
  statements: [
    'CREATE ROLE guest LOGIN',
    'REVOKE SELECT ON public.cf_job_logs FROM PUBLIC',
    'CREATE SCHEMA texts',
    'CREATE TABLE texts.cf_processing_queue (id int)',
    'CREATE TABLE texts.cf_job_logs (job_id text, log_text text)',
  ],
});
const readers: DatabaseLogReader[] = [];
beforeAll(() => server.with((client) => createTables(client, { version: 'D', schema: 'bare' })));
afterEach(() => Promise.all(readers.splice(0).map((reader) => reader.close())));

const label = 'postgres://there';

const ending = new AbortController().signal;
/** A log that is read over a link. */
const logOver = (jobId: string, link: Pick<ServerLink, 'read'>, until = ending) =>
  new ServerLog(jobId, { link, label, clock: Date.now, ending: until, spoolFolder: tmpdir() });
const last = { place: { kind: 'end' }, before: 1, after: 0 } as const;

function readerThere(schema = 'public', user = 'owner'): DatabaseLogReader {
  const link = linkTo(server, { schema, user });
  const reader = new DatabaseLogReader(label, {
    ...{ clock: Date.now, logFolder: null, folders: { base: '/', home: null }, spoolFolder: tmpdir() },
    plainText: (line) => line,
    open: (jobId, until) => logOver(jobId, link, until),
  });
  readers.push(reader);
  return reader;
}

const put = (id: string, log: string) =>
  server.with(async (client) => {
    await client.query('DELETE FROM texts.cf_job_logs WHERE job_id = $1', [id]);
    await client.query('INSERT INTO texts.cf_job_logs (job_id, log_text) VALUES ($1, $2)', [id, log]);
  });

/** A log of several blocks, whose lines differ. */
const large = Array.from({ length: 60_000 }, (_, at) => `line ${at} é ${'x'.repeat(at % 97)}\n`).join('');

describe('a log in PostgreSQL', () => {
  it('is read and saved as it was written in a column of texts', async () => {
    await put('7', large);
    const reader = readerThere('texts');
    const bytes = Buffer.from(large);
    const [from, to] = [262_140, 562_140];
    const portion = await reader.portion('7', from, to - from);
    expect(portion).toMatchObject({ kind: 'portion', size: bytes.length });
    expect(portion.kind === 'portion' && bytes.subarray(from, to).equals(portion.bytes)).toBe(true);
    const saved = join(testFolder(), 'saved');
    expect(await reader.save('7', saved, ending)).toMatchObject({ kind: 'saved' });
    expect(readFileSync(saved).equals(bytes)).toBe(true);
  });

  it('is never a mixture of two versions', async () => {
    const other = large.replaceAll('line', 'LINE');
    await put('9', large);
    const link = linkTo(server, { schema: 'texts' });
    let reads = 0;
    const meddling: Pick<typeof link, 'read'> = {
      read: async (work) => {
        reads += 1;
        if (reads === 3) await put('9', other);
        return link.read(work);
      },
    };
    const log = logOver('9', meddling);
    const outcome = await log.read((bytes) => bytes.read(0, bytes.size).toString());
    expect(outcome).toMatchObject({ kind: 'value' });
    expect(outcome.kind === 'value' && outcome.value === other).toBe(true);
    await log.close();
  });

  it('is reported as missing with the table that it would be in', async () => {
    for (const [schema, jobId] of [
      ['public', '99'],
      ['public', 'x'],
      ['bare', '1'],
    ] as const)
      expect(await readerThere(schema).read({ jobId, ...last })).toEqual({
        kind: 'none',
        looked: [`cf_job_logs in ${label}`],
      });
  });

  it('is a problem with its path where it is a file where the job ran', async () => {
    await server.run(
      `INSERT INTO bare.cf_job_artifacts (job_id, kind, name, uri, created_at) VALUES
       (5, 'log', 'old', 'file:///var/log/old.log', 1), (5, 'log', 'new', 'file:///var/log/5.log', 2), (5, 'output', 'o', 'file:///o', 3)`,
    );
    const result = await readerThere('bare').read({ jobId: '5', ...last });
    expect(result).toMatchObject({
      kind: 'problem',
      problem: { sentence: 'The log is a file where the job ran: file:///var/log/5.log' },
    });
  });

  it('is a problem where this user may not read it', async () => {
    const result = await readerThere('public', 'guest').read({ jobId: '7', ...last });
    expect(result).toMatchObject({ kind: 'problem', problem: { code: 'no-entry' } });
  });
});
