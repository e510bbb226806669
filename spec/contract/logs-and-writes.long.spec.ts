import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { ActionResult } from '../../lib/actions/action.js';
import type { HostAction } from '../../lib/hosts/wire/messages.js';
import { everyJob } from '../../lib/model/filter.js';
import type { LogReading, LogRequest } from '../../lib/model/log.js';
import { Performer } from '../actions/performer.js';
import { overShell } from '../hosts/linked.js';
import { differing, jobsOf, seen } from '../postgres/actions/same-jobs.js';
import { writeTo } from '../postgres/actions/write-to.js';
import { makeFile, makeQueue } from '../postgres/same-rows.js';
import { scene } from '../postgres/scene.js';
import { runSql } from '../support/databases.js';
import { type LeakWatch, watchForLeaks } from '../support/leaks.js';
import { needs } from '../support/needs.js';
import { shared } from '../support/shared.js';
import { sharedServer } from '../support/shared-server.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { type Act, ofFile, ofServer, overPipe, type Source } from './sources.js';

const { describe, it } = needs('postgres');

const names = [
  'a file',
  'a file over a pipe',
  'a file by what was sent',
  'a server',
  'a server over a pipe',
] as const;
type Name = (typeof names)[number];

/** A log of several pieces, whose lines differ. */
const lines = Array.from({ length: 5000 }, (_, at) => `line ${at} é ${'x'.repeat(at % 97)}\n`).join('');
const logs = { '1': lines, '2': gzipSync(lines), '3': '' } as const;

let folder: TemporaryFolder;
let leaks: LeakWatch;
let sources: Readonly<Record<Name, Source>>;
let acts: Readonly<Record<Name, Act>>;

const server = sharedServer();
const performer = shared(async () => new Performer());

/** Each has the same rows for itself: what is done to one isn't done to another. */
beforeAll(async () => {
  folder = temporaryFolder();
  const own = Object.entries(logs).map(([id, log]) => ({ job_id: Number(id), log_text: log }));
  const rows = { ...scene(true), cf_job_logs: own };
  for (const file of ['one.db', 'two.db', 'sent.db'])
    await makeFile(join(folder.path, file), { version: 'D', migrated: 'all' }, rows);
  for (const schema of ['one', 'two'])
    await server.with((client) => makeQueue(client, { version: 'D', migrated: 'all', schema }, rows));
  leaks = watchForLeaks();
  const path = (file: string) => join(folder.path, file);
  const inFile =
    (file: string): Act =>
    (action) =>
      performer.perform({ ...action, path: path(file) } as never);
  const onServer =
    (schema: string): Act =>
    (action) =>
      writeTo(server, action as never, { schema });
  const farFile = overPipe(ofFile(path('two.db')), inFile('two.db')).readers;
  const farServer = overPipe(ofServer(server, 'two'), onServer('two')).readers;
  const { readers: sent } = overShell(path('sent.db'), {
    PATH: dirname(process.execPath),
    HOME: folder.path,
  });
  const sentSeen = ofFile(path('sent.db'));
  sources = {
    'a file by what was sent': {
      ...{ logs: sent.logs, matchingCounts: sent.matchingCounts, portion: (asked) => sent.portion(asked) },
      // By the clock of the scene, as all others see it.
      snapshots: sentSeen.snapshots,
      close: async () => {
        await Promise.all([sent.close(), sentSeen.close()]);
      },
    },
    'a file': ofFile(path('one.db')),
    'a file over a pipe': farFile,
    'a server': ofServer(server, 'one'),
    'a server over a pipe': farServer,
  };
  acts = {
    // Without an SQLite of Node's, what is sent only reads.
    'a file by what was sent':
      process.versions.sqlite === undefined ? inFile('sent.db') : (action) => sent.act(action),
    'a file': inFile('one.db'),
    'a file over a pipe': (action) => farFile.act(action),
    'a server': onServer('one'),
    'a server over a pipe': (action) => farServer.act(action),
  };
}, 60_000);

afterAll(async () => {
  await Promise.all(names.map((name) => sources[name].close()));
  folder.remove();
});

const others = names.slice(1);

const places: Readonly<Record<string, Omit<LogRequest, 'jobId'>>> = {
  'its end': { place: { kind: 'end' }, before: 40, after: 0 },
  'its beginning': { place: { kind: 'offset', offset: 0 }, before: 0, after: 40 },
  'its middle, with what was added': {
    ...{ place: { kind: 'offset', offset: 150_000 }, before: 30, after: 30, countFrom: 200_000 },
  },
  'its matching lines': { place: { kind: 'end' }, before: 20, after: 0, only: 'line .*99 ' },
};

/** What a source reads of a log once all of it has been looked at. */
async function piece({ logs: reader }: Source, wanted: LogRequest): Promise<LogReading> {
  for (;;) {
    const result = await reader.read(wanted);
    if (result.kind !== 'piece' || result.piece.filtered?.isWhole !== false) return result;
  }
}

describe.each(others)('the logs of %s', (name) => {
  it.each(Object.keys(places))('equal those of a file at %s', async (which) => {
    const wanted = places[which];
    if (wanted === undefined) throw new Error('no such place');
    for (const jobId of Object.keys(logs)) {
      const here = await piece(sources['a file'], { jobId, ...wanted });
      if (here.kind !== 'piece') throw new Error(here.kind);
      // What was sent has the clock of its host.
      const asOf = name === 'a file by what was sent' ? expect.any(Number) : here.piece.asOf;
      const expected = { ...here, piece: { ...here.piece, asOf } };
      expect(await piece(sources[name], { jobId, ...wanted })).toEqual(expected);
    }
  });

  it('equal those of a file in searches, counts, portions and saved files', async () => {
    const { signal } = new AbortController();
    const here = sources['a file'];
    const there = sources[name];
    for (const jobId of Object.keys(logs)) {
      const search = { jobId, text: 'line 489\\d', from: 10, direction: 'forward' } as const;
      expect(await there.logs.search(search, signal)).toEqual(await here.logs.search(search, signal));
      expect(await there.logs.matches(search, 1000, signal)).toEqual(
        await here.logs.matches(search, 1000, signal),
      );
      const portion = { jobId, from: 100, most: 5000 };
      expect(await there.portion(portion)).toEqual(await here.portion(portion));
      const path = join(folder.path, `${names.indexOf(name)}-${jobId}`);
      expect(await there.logs.save(jobId, path, signal)).toMatchObject({ kind: 'saved' });
      expect(readFileSync(path, 'utf8')).toBe(jobId === '3' ? '' : lines);
    }
  });

  it('include none for an unknown job, with the places where it was looked for', async () => {
    for (const jobId of ['999', 'x'])
      expect(await piece(sources[name], { jobId, place: { kind: 'end' }, before: 1, after: 0 })).toEqual({
        kind: 'none',
        looked: [expect.stringMatching(/cf_job_logs/)],
      });
  });
});

describe('a write to each source', () => {
  it('changes the same jobs, with the same result, as one to a file', async () => {
    for (const action of ['stop', 'cancel', 'retry', 'retry-all'] as const) {
      const did: ActionResult[] = [];
      for (const name of names) {
        const jobs = await jobsOf(sources[name].snapshots);
        const failed = seen(
          jobs.filter(({ status }) => status === 'failed'),
          false,
        );
        const order: HostAction =
          action === 'retry-all'
            ? { action, filter: everyJob, rows: failed }
            : { action, jobs: seen(jobs, action === 'retry') };
        did.push(await acts[name](order));
      }
      const [here, ...there] = did;
      expect([action, here]).toEqual([action, expect.objectContaining({ kind: 'done' })]);
      expect([action, ...there]).toEqual([action, ...others.map(() => here)]);
      const reference = await jobsOf(sources['a file'].snapshots);
      for (const name of others)
        expect([action, name, differing(await jobsOf(sources[name].snapshots), reference)]).toEqual([
          ...[action, name, []],
        ]);
    }
  }, 120_000);

  it('is a problem with advice if it is refused', async () => {
    for (const name of names) expect(await acts[name]({ action: 'probe' })).toMatchObject({ kind: 'done' });
    for (const file of ['one.db', 'two.db', 'sent.db'])
      await runSql(join(folder.path, file), ['ALTER TABLE cf_processing_queue RENAME TO away']);
    for (const schema of ['one', 'two'])
      await server.run(`ALTER TABLE ${schema}.cf_processing_queue RENAME TO away`);
    const jobs = [{ id: '1', statusText: 'FAILED', retryCount: 0 }];
    for (const name of names)
      for (const action of ['retry', 'cancel', 'stop'] as const)
        expect([name, await acts[name]({ action, jobs })]).toEqual([
          name,
          expect.objectContaining({
            kind: 'problem',
            problem: expect.objectContaining({ advice: expect.stringMatching(/./) }),
          }),
        ]);
  });

  it('leaves nothing behind after close', async () => {
    // An unpacked log that stays open fails this file.
    const packed = { jobId: '2', place: { kind: 'end' }, before: 1, after: 0 } as const;
    for (const name of names) await sources[name].logs.read(packed);
    await Promise.all(names.map((name) => sources[name].close()));
    await leaks.expectNone();
  });
});
