import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, expect } from '@jest/globals';
import type { LogRequest } from '../../lib/model/log.js';
import type { ServerLink } from '../../lib/postgres/link/server-link.js';
import { ServerLog } from '../../lib/postgres/server-log.js';
import { DatabaseLogReader } from '../../lib/snapshot/job-log/database-log-reader.js';
import { createDatabase } from '../support/databases.js';
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

const options = {
  ...{ clock: Date.now, logFolder: null, folders: { base: '/', home: null }, spoolFolder: tmpdir() },
  plainText: (line: string) => line,
};
const label = 'postgres://there';

const ending = new AbortController().signal;
/** A log that is read over a link. */
const logOver = (jobId: string, link: Pick<ServerLink, 'read'>, until = ending) =>
  new ServerLog(jobId, { link, label, clock: Date.now, ending: until, spoolFolder: tmpdir() });
const last = { place: { kind: 'end' }, before: 1, after: 0 } as const;

function readerThere(schema = 'public', user = 'owner'): DatabaseLogReader {
  const link = linkTo(server, { schema, user });
  const reader = new DatabaseLogReader(label, {
    ...options,
    open: (jobId, until) => logOver(jobId, link, until),
  });
  readers.push(reader);
  return reader;
}

function readerHere(path: string): DatabaseLogReader {
  const reader = new DatabaseLogReader(path, options);
  readers.push(reader);
  return reader;
}

const put = (schema: string, id: number | string, log: string | Buffer) =>
  server.with(async (client) => {
    await client.query(`DELETE FROM ${schema}.cf_job_logs WHERE job_id = $1`, [id]);
    await client.query(`INSERT INTO ${schema}.cf_job_logs (job_id, log_text) VALUES ($1, $2)`, [id, log]);
  });

/** A log of several blocks, whose lines differ. */
const lines = (count: number, from = 0) =>
  Array.from({ length: count }, (_, at) => `line ${from + at} é ${'x'.repeat((from + at) % 97)}\n`).join('');
const large = Buffer.from(lines(60_000));

const requests: readonly Omit<LogRequest, 'jobId'>[] = [
  { place: { kind: 'end' }, before: 40, after: 0 },
  { place: { kind: 'offset', offset: 0 }, before: 0, after: 40 },
  { place: { kind: 'offset', offset: 1_000_000 }, before: 30, after: 30, countFrom: 2_000_000 },
  { place: { kind: 'end' }, before: 20, after: 0, only: '4999' },
];

/** What a reader reads of job 7 once all lines have been looked at, whenever that is. */
async function whole(reader: DatabaseLogReader, wanted: Omit<LogRequest, 'jobId'>): Promise<unknown> {
  for (;;) {
    const result = await reader.read({ jobId: '7', ...wanted });
    if (result.kind !== 'piece') return result;
    if (result.piece.filtered?.isDone !== false) return { ...result, piece: { ...result.piece, asOf: 0 } };
  }
}

describe('a log in PostgreSQL', () => {
  it.each([
    ['a text', 'texts', large.toString()],
    ['bytes', 'public', large],
    ['packed', 'public', gzipSync(large)],
    ['empty', 'texts', ''],
  ])(
    'is read, searched and saved like the same log in a file: %s',
    async (_, schema, log) => {
      await put(schema, 7, log);
      const path = join(testFolder(), 'queue.db');
      await createDatabase(path, {
        ...{ version: 'D', migrated: 'all', tables: { cf_job_logs: [{ job_id: 7, log_text: log }] } },
      });
      const [there, here] = [readerThere(schema), readerHere(path)];
      for (const wanted of requests) {
        const [one, other] = [await whole(there, wanted), await whole(here, wanted)];
        expect(one).toEqual(other);
      }
      const { signal } = new AbortController();
      const search = { jobId: '7', text: 'line 59998', from: 10, direction: 'forward' } as const;
      expect(await there.search(search, signal)).toEqual(await here.search(search, signal));
      expect(await there.matches({ ...search, text: '7' }, 1_000_000, signal)).toEqual(
        await here.matches({ ...search, text: '7' }, 1_000_000, signal),
      );
      expect(await there.portion('7', 262_140, 300_000)).toEqual(await here.portion('7', 262_140, 300_000));
      const saved = join(testFolder(), 'saved');
      expect(await there.save('7', saved, signal)).toMatchObject({ kind: 'saved' });
      expect(readFileSync(saved).equals(log === '' ? Buffer.alloc(0) : large)).toBe(true);
    },
    60_000,
  );

  it('shows what was added, and begins again where it was rewritten', async () => {
    const log = logOver('8', linkTo(server, { schema: 'texts' }));
    const read = async () => {
      const outcome = await log.read((bytes) =>
        bytes.read(Math.max(0, bytes.size - 30), bytes.size).toString(),
      );
      if (outcome.kind !== 'value') throw new Error(JSON.stringify(outcome));
      return outcome;
    };
    await put('texts', 8, lines(20_000));
    const first = await read();
    expect(await read()).toMatchObject({ value: first.value, state: first.state });
    await put('texts', 8, `${lines(20_000)}added\n`);
    const added = await read();
    expect(added).toMatchObject({ edition: first.edition, value: expect.stringMatching(/added\n$/) });
    expect(added.state).not.toBe(first.state);
    await put('texts', 8, `${lines(20_001, 1)}added\n`);
    expect((await read()).edition).not.toBe(first.edition);
    await put('texts', 8, 'short\n');
    expect(await read()).toMatchObject({ value: 'short\n' });
    await log.close();
  });

  it('is never a mixture of two versions', async () => {
    const other = large.toString().replaceAll('line', 'LINE');
    await put('texts', 9, large.toString());
    const link = linkTo(server, { schema: 'texts' });
    let reads = 0;
    const meddling: Pick<typeof link, 'read'> = {
      read: async (work) => {
        reads += 1;
        if (reads === 3) await put('texts', 9, other);
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
