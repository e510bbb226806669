import { join } from 'node:path';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { everyJob, type JobFilter } from '../../lib/model/filter.js';
import type { Picture, PictureRequest } from '../../lib/model/picture.js';
import { requests } from '../postgres/requests.js';
import { makeFile, makeQueue, readWhole, top } from '../postgres/same-rows.js';
import { scene } from '../postgres/scene.js';
import { runSql } from '../support/databases.js';
import { eventually } from '../support/eventually.js';
import { type LeakWatch, watchForLeaks } from '../support/leaks.js';
import { needs } from '../support/needs.js';
import { sharedServer } from '../support/shared-server.js';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.js';
import { ofFile, ofServer, overPipe, type Source } from './sources.js';

const { describe, it } = needs('postgres');

const names = ['a file', 'a file over a pipe', 'a server', 'a server over a pipe'] as const;
type Name = (typeof names)[number];

let folder: TemporaryFolder;
const server = sharedServer();
let path: string;
let leaks: LeakWatch;
let sources: Readonly<Record<Name, Source>>;

beforeAll(async () => {
  folder = temporaryFolder();
  path = join(folder.path, 'queue.db');
  await makeFile(path, { version: 'D', migrated: 'all' }, scene(true));
  await server.with((client) =>
    makeQueue(client, { version: 'D', migrated: 'all', schema: 'jobs' }, scene(true)),
  );
  leaks = watchForLeaks();
  sources = {
    'a file': ofFile(path),
    'a file over a pipe': overPipe(ofFile(path)).readers,
    'a server': ofServer(server, 'jobs'),
    'a server over a pipe': overPipe(ofServer(server, 'jobs')).readers,
  };
}, 60_000);

afterAll(() => folder.remove());

/** Changes the rows in all databases, and waits until every source can know it. */
async function change(...statements: readonly string[]): Promise<void> {
  await runSql(path, statements);
  await server.run('SELECT 1', ...statements.map((statement) => `SET search_path TO jobs; ${statement}`));
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

describe.each(names.slice(1))('%s', (name) => {
  it.each(Object.keys(requests))('has the same picture as a file: %s', async (what) => {
    const expected = await pictureInFile(what);
    expect(await pictureOf(sources[name], requests[what] ?? top)).toEqual(expected);
  });

  it.each(Object.keys(filters))('has the same counts and jobs as a file for %s', async (which) => {
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

  it('reports a missing table as a problem, and recovers by itself', async () => {
    await change('ALTER TABLE cf_processing_queue RENAME TO away');
    for (const name of names) {
      const result = await sources[name].snapshots.read(top);
      expect(result).toMatchObject({
        kind: 'problem',
        problem: {
          sentence: expect.stringContaining('cf_processing_queue'),
          advice: expect.stringMatching(/./),
        },
      });
      expect(await sources[name].matchingCounts.failedRuns(everyJob)).toMatchObject({ kind: 'problem' });
    }
    await change('ALTER TABLE away RENAME TO cf_processing_queue');
    const expected = await pictureOf(sources['a file'], top);
    for (const name of names) expect(await pictureOf(sources[name], top)).toEqual(expected);
  });

  it('leaves nothing behind after close, and answers later calls with a problem', async () => {
    const asked = names.map((name) => sources[name].snapshots.read(top));
    await Promise.all(names.map((name) => sources[name].close()));
    for (const result of await Promise.all(asked)) expect(result.kind).toMatch(/picture|problem/);
    for (const name of names)
      expect(await sources[name].snapshots.read(top)).toMatchObject({ kind: 'problem' });
    const left = `SELECT count(*)::int AS left FROM pg_stat_activity WHERE application_name = 'jobs-view'`;
    await eventually(
      async () => (await server.with(async (client) => (await client.query(left)).rows[0].left)) === 0,
      'a connection is left',
    );
    await leaks.expectNone();
  });
});
