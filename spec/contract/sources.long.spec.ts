import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect } from '@jest/globals';
import type { ActionResult } from '../../lib/actions/action.js';
import type { HostAction } from '../../lib/hosts/wire/messages.js';
import { everyJob, type JobFilter } from '../../lib/model/filter.js';
import type { LogReading, LogRequest } from '../../lib/model/log.js';
import type { Picture, PictureRequest } from '../../lib/model/picture.js';
import { Performer } from '../actions/performer.js';
import { overShell } from '../hosts/linked.js';
import { differing, jobsOf, seen } from '../postgres/actions/same-jobs.js';
import { writeTo } from '../postgres/actions/write-to.js';
import { requests } from '../postgres/requests.js';
import { makeFile, makeQueue, readWhole, top } from '../postgres/same-rows.js';
import { scene } from '../postgres/scene.js';
import { runSql } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
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
const [files, schemas] = [
  ['one.db', 'two.db', 'sent.db'],
  ['one', 'two'],
];

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
  for (const file of files) await makeFile(join(folder.path, file), { version: 'D', migrated: 'all' }, rows);
  for (const schema of schemas)
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
/** What was sent has the clock of its host in its pictures. */
const pictured = others.filter((name) => name !== 'a file by what was sent');

/** Changes the rows in all databases. */
async function change(statement: string): Promise<void> {
  for (const file of files) await runSql(join(folder.path, file), [statement]);
  for (const schema of schemas) await server.run(`SET search_path TO ${schema}`, statement);
}

/** A picture of everything asked for; over a pipe it comes a while after a change. */
async function pictureOf(source: Source, request: PictureRequest): Promise<Picture> {
  for (;;) {
    const result = await readWhole(source.snapshots, request);
    if (result.kind === 'problem') throw new Error(result.problem.sentence);
    if (result.picture.counts !== null) return result.picture;
  }
}

/** The same as before, done once for each question: nothing is written until all sources have been compared. */
function once<T>(work: (question: string) => Promise<T>): (question: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (question) => {
    const answer = known.get(question) ?? work(question);
    known.set(question, answer);
    return answer;
  };
}

const pictureInFile = once((what) => pictureOf(sources['a file'], requests[what] ?? top));

const filters: Readonly<Record<string, JobFilter>> = {
  all: everyJob,
  'failed ones': { ...everyJob, statuses: ['failed'] },
  'running or queued ones': { ...everyJob, statuses: ['running', 'queued'] },
};

describe.each(pictured)('the pictures of %s', (name) => {
  it.each(Object.keys(requests))('equal those of a file: %s', async (what) => {
    const expected = await pictureInFile(what);
    expect(await pictureOf(sources[name], requests[what] ?? top)).toEqual(expected);
  });

  it.each(Object.keys(filters))('equal those of a file, as do counts, with a filter: %s', async (which) => {
    const filter = filters[which] ?? everyJob;
    const { matchingCounts } = sources[name];
    const { matchingCounts: reference } = sources['a file'];
    const failures = { kind: 'all' } as never;
    expect(await matchingCounts.failedRuns(filter)).toEqual(await reference.failedRuns(filter));
    expect(await matchingCounts.counts(filter, failures)).toEqual(await reference.counts(filter, failures));
    expect(await matchingCounts.rest(filter, failures)).toEqual(await reference.rest(filter, failures));
    const request: PictureRequest = { ...top, filter, crossed: true };
    expect(await pictureOf(sources[name], request)).toEqual(await pictureOf(sources['a file'], request));
  });
});

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

describe('every source', () => {
  it.each(names)('has another look after a change only: %s', async (name) => {
    const { snapshots } = sources[name];
    await pictureOf(sources[name], top);
    const before = await snapshots.look();
    const turn = names.indexOf(name) + 1;
    await change(`UPDATE cf_processing_queue SET priority = ${10 + turn} WHERE id = ${turn}`);
    await eventually(async () => (await snapshots.look()) !== before, 'the look is the same');
    const expected = await pictureOf(sources['a file'], top);
    expect(await pictureOf(sources[name], top)).toEqual(expected);
  });

  it('reports a missing table as a problem, also of a write, and recovers by itself', async () => {
    await change('ALTER TABLE cf_processing_queue RENAME TO away');
    const problem = (sentence: string) => ({
      kind: 'problem',
      problem: { sentence: expect.stringContaining(sentence), advice: expect.stringMatching(/./) },
    });
    const jobs = [{ id: '1', statusText: 'FAILED', retryCount: 0 }];
    for (const name of names) {
      expect(await sources[name].snapshots.read(top)).toMatchObject(problem('cf_processing_queue'));
      expect(await sources[name].matchingCounts.failedRuns(everyJob)).toMatchObject({ kind: 'problem' });
      for (const action of ['retry', 'cancel', 'stop'] as const)
        expect([name, await acts[name]({ action, jobs })]).toMatchObject([name, problem('')]);
    }
    await change('ALTER TABLE away RENAME TO cf_processing_queue');
    const expected = await pictureOf(sources['a file'], top);
    for (const name of [...pictured, 'a file'] as const)
      expect(await pictureOf(sources[name], top)).toEqual(expected);
    for (const name of names) expect(await acts[name]({ action: 'probe' })).toMatchObject({ kind: 'done' });
  });
});

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
});

describe('a closed source', () => {
  it('leaves nothing behind, and answers later calls with a problem', async () => {
    // An unpacked log that stays open fails this file.
    const packed = { jobId: '2', place: { kind: 'end' }, before: 1, after: 0 } as const;
    for (const name of names) await sources[name].logs.read(packed);
    const asked = names.map((name) => sources[name].snapshots.read(top));
    await Promise.all(names.map((name) => sources[name].close()));
    for (const result of await Promise.all(asked)) expect(result.kind).toMatch(/picture|problem/);
    for (const name of names)
      expect(await sources[name].snapshots.read(top)).toMatchObject({ kind: 'problem' });
    const left = `SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 'jobs-view'`;
    await eventually(async () => (await server.run(left))[0]?.[0] === 0, 'a connection is left');
    await leaks.expectNone();
  });
});
